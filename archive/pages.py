"""The pages for people: one box to search with, and an article to read. They work without scripts."""

import math
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound

from archive import findings, prose
from archive.access import Throttle, may_read
from archive.errors import DOWN, RETRY_AFTER, down
from articles import shapes
from articles.models import Capture
from articles.parameters import BadParameters
from articles.reading import Gone, Moved, readable
from search import indexing
from search.engines.base import EngineError
from search.similar import similar

LONGEST_ECHO = 2_000
"""Characters of a question that cannot be understood that are put back into the box."""


MOST_SIMILAR = 5


class MovedForGood(HttpResponsePermanentRedirect):
    """308: unlike 301 it is also what the API says of a merged article."""

    status_code = 308


def for_readers(view):
    """Let in whoever may read, as often as they may, and tell what is down: on every page in the same way."""

    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_read(request.user):
            return redirect_to_login(request.get_full_path(), reverse("login"))
        try:
            throttle = Throttle()
            if throttle.allow_request(request, view):
                return view(request, *args, **kwargs)
            return not_now(request, "Too many requests came from where you are.", 429, math.ceil(throttle.wait()))
        except tuple(DOWN) as error:
            return not_now(request, down(error), 503, RETRY_AFTER)

    return guarded


def not_now(request, sentence, status, seconds):
    """Return the page that says why there is no answer; it never looks like one on which nothing was found."""
    context = {"title": "Not at the moment", "sentence": sentence, "q": echo(request)}
    response = render(request, "archive/problem.html", context, status=status)
    response["Retry-After"] = str(seconds)
    return response


@for_readers
def home(request):
    """One box; what was found, or the newest articles; what it can be narrowed by."""
    try:
        asked = findings.Question(request.META.get("QUERY_STRING", ""))
        return render(request, "archive/search.html", findings.page(asked, request))
    except BadParameters as error:
        mistakes = [findings.pointed(one, echo(request)) for one in error.errors]
        context = {"q": echo(request), "mistakes": mistakes, "sorts": findings.SORTS}
        return render(request, "archive/search.html", context, status=400)


@for_readers
def article(request, id):  # noqa: A002 - the name in the address
    """One article to read; what is left of one that was taken back; or nothing."""
    try:
        found = readable(id)
    except Moved as moved:
        return MovedForGood(reverse("article_page", args=[moved.target]))
    except Gone as gone:
        return render(request, "archive/gone.html", gone.shown, status=410)
    except NotFound:
        return render(request, "404.html", status=404)
    whole = shapes.whole(found)
    has_original = Capture.objects.filter(article=whole["id"]).exists()
    context = {"article": whole, "body": body(whole), "has_original": has_original, "similar": similar_to(found)}
    return render(request, "archive/article.html", context)


def similar_to(found):
    """Return similar articles; none where search cannot answer, which is no reason not to show this one."""
    try:
        return similar(found, MOST_SIMILAR, indexing.searched())
    except EngineError as error:
        down(error)
        return []


def body(whole):
    """Return the text as HTML; None for one that is shown as plain paragraphs."""
    return None if prose.is_too_much(whole["body"]) else prose.html(whole["body"])


def echo(request):
    """Return what was asked, to be put back into the box."""
    return request.GET.get("q", "")[:LONGEST_ECHO]
