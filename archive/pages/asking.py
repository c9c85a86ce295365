"""How pages read their parameters, and say what is wrong with them."""

from functools import wraps

from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.pages.guarding import echo, for_readers
from articles.parameters import BadParameters, Parameters


def taking(parameters=Parameters):
    """Return a decorator: the view gets what was asked for; anything else is a page with a sentence for each mistake.

    Where `parameters` holds several classes, the part of the address that is called `kind` says which.
    """

    def wrap(view):
        @for_readers
        @wraps(view)
        def page(request, **path):
            taken = parameters[path["kind"]] if isinstance(parameters, dict) else parameters
            try:
                return view(request, taken(request.META.get("QUERY_STRING", "")), **path)
            except BadParameters as error:
                return mistaken(request, error, "archive/unclear.html", request.path)

        return page

    return wrap


def mistaken(request, error, template, way):
    """Return the page that says what is wrong with the parameters, a sentence each, and leads to what can be shown."""
    context = {
        "title": _("This cannot be shown so"),
        "sentences": [one["detail"] for one in error.errors],
        "way": way,
        "q": echo(request),
    }
    return render(request, template, context, status=400)
