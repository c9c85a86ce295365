"""What all pages about one article have in common: what they take, and what is said of one that is not to be seen."""

from functools import wraps

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound

from archive.pages.asking import mistaken
from archive.pages.guarding import for_readers
from articles.exporting.telling import page_of
from articles.parameters import BadParameters
from articles.reading import Gone, Moved, readable

REASONS = {
    "legal": (
        gettext_lazy("legal"),
        gettext_lazy("A law, a court or the rights of others forbid it."),
    ),
    "privacy": (gettext_lazy("privacy"), gettext_lazy("It told of somebody what is not for everybody to know.")),
    "error": (gettext_lazy("error"), gettext_lazy("It was wrong, or should not have been published here.")),
    "duplicate": (gettext_lazy("duplicate"), gettext_lazy("The archive had it twice.")),
    "other": (gettext_lazy("other"), gettext_lazy("No more is told of it.")),
    "deleted": (gettext_lazy("deleted"), gettext_lazy("Nothing is left of it here but this note.")),
}
"""Why an article is gone: what readers are told, in a word and in a sentence."""


class MovedForGood(HttpResponsePermanentRedirect):
    """308: unlike 301 it is also what the API says of a merged article."""

    status_code = 308


def of_one_article(parameters):
    """Return a decorator: the view gets what was asked and the public article; what else there is, is told for it."""

    def wrap(view):
        @for_readers
        @wraps(view)
        def page(request, id, **path):  # noqa: A002 - the name in the address
            try:
                asked = parameters(request.META.get("QUERY_STRING", ""))
                return view(request, asked, readable(id), **path)
            except BadParameters as error:
                return mistaken(request, error, "archive/mistaken.html", page_of({"id": id}))
            except Moved as moved:
                name = "article_page" if "slug" in path else request.resolver_match.view_name
                return moved_to(request, reverse(name, args=[moved.target]))
            except Gone as gone:
                return render(request, "archive/gone.html", gone.shown | told_of(gone.shown["reason"]), status=410)
            except NotFound:
                return render(request, "404.html", status=404)

        return page

    return wrap


def told_of(reason):
    """Return what the page of an article that is gone says of the reason."""
    word, meaning = REASONS[reason]
    return {"reason_told": word, "meaning": meaning}


def moved_to(request, path):
    """Lead to another address, with what was asked."""
    query = request.META.get("QUERY_STRING", "")
    return MovedForGood(path + (f"?{query}" if query else ""))
