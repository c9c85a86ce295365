"""What all pages for readers have in common: who may see them, how often, and what is said when something is down."""

import math
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.access import may_read
from archive.errors import DOWN, RETRY_AFTER, down
from archive.languages import in_their_language
from archive.limits import Throttle

LONGEST_ECHO = 2_000
"""Characters of a question that cannot be understood that are put back into the box."""


def for_readers(view):
    """Let in whoever may read, as often as they may, and tell what is down: on every page in the same way."""

    @require_safe
    @wraps(view)
    @in_their_language
    def guarded(request, *args, **kwargs):
        if not may_read(request.user):
            return redirect_to_login(request.get_full_path(), reverse("login"))
        try:
            throttle = Throttle()
            if throttle.allow_request(request, view):
                return view(request, *args, **kwargs)
            return not_now(request, _("Too many requests came from where you are."), 429, math.ceil(throttle.wait()))
        except tuple(DOWN) as error:
            return not_now(request, _(down(error)), 503, RETRY_AFTER)

    return guarded


def not_now(request, sentence, status, seconds):
    """Return the page that says why there is no answer; it never looks like one on which nothing was found."""
    context = {"title": _("Not at the moment"), "sentence": sentence, "q": echo(request)}
    response = render(request, "archive/problem.html", context, status=status)
    response["Retry-After"] = str(seconds)
    return response


def echo(request):
    """Return what was asked, to be put back into the box."""
    return request.GET.get("q", "")[:LONGEST_ECHO]
