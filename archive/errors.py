"""One shape for every error of the API: problem+json (RFC 9457)."""

import logging
from http import HTTPStatus

import orjson
from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop
from django.views import defaults
from django.views.csrf import csrf_failure
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.response import Response
from rest_framework.views import set_rollback

from archive.languages import in_their_language
from search.engines.base import EngineError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
API = ("/api/", "/oai/", "/timegate/", "/timemap/", "/health/")
"""Where errors are JSON; elsewhere they are pages for people."""

RETRY_AFTER = 5
"""Seconds after which to ask again when something is down: a process is started again in less."""

DOWN = {
    EngineError: gettext_noop("Search cannot answer at the moment: try again in a few seconds."),
    OperationalError: gettext_noop("The database cannot answer at the moment: try again in a few seconds."),
    InterfaceError: gettext_noop("The database cannot answer at the moment: try again in a few seconds."),
}
"""What is no fault of the request and passes: 503 and a sentence, which pages translate. Anything else that is not
foreseen is a 500."""

MISTAKEN = {
    Http404: (404, "There is nothing at this address: /api/v1/docs/ shows what there is."),
    PermissionDenied: (403, "This is not yours to see."),
    SuspiciousOperation: (400, gettext_noop("The request cannot be read.")),
    UnreadablePostError: (400, "The body did not come whole: send it again."),
}
"""What Django itself raises."""


def problem(status, detail, errors=(), **shown) -> dict:
    """Return the body of an error. `about:blank` is the type that says no more than its status."""
    title = HTTPStatus(status).phrase
    known = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": list(errors)}
    return known | shown


def handle(error, context) -> Response | None:
    """Turn what a view raised into a response; None, for what nobody foresaw, leads to `server_error`."""
    set_rollback()
    status, detail, headers = meaning(error, context["view"])
    if status is None:
        return None
    body = problem(status, detail, getattr(error, "errors", ()), **getattr(error, "shown", {}))
    return Response(body, status, headers=headers, content_type=MEDIA_TYPE)


def meaning(error, view):
    """Return status, sentence and headers for an exception; None as status if it is not foreseen."""
    if sentence := down(error):
        return 503, sentence, {"Retry-After": str(RETRY_AFTER)}
    for kind, (status, sentence) in MISTAKEN.items():
        if isinstance(error, kind):
            return status, sentence, {}
    if isinstance(error, MethodNotAllowed):
        return 405, f"{view.request.method} is not possible here: use {', '.join(view.allowed_methods)}.", {}
    if isinstance(error, APIException):
        return error.status_code, str(error.detail), headers_of(error)
    return None, "", {}


def down(error) -> str:
    """Return the sentence for what passes, and log what it is; empty for anything else."""
    for kind, sentence in DOWN.items():
        if isinstance(error, kind):
            logger.error("%s: %s", type(error).__name__, error)
            return sentence
    return ""


def headers_of(error):
    """Return what a client must be told beside the body."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers


# --- what no view answered ----------------------------------------------------------------------


def page_or_problem(page, status, sentence):
    """Return a handler for Django: a page for people, and problem+json in the API."""

    def handler(request, *args, **kwargs):
        if not request.path.startswith(API):
            return page(request, *args, **kwargs)
        body = orjson.dumps(problem(status, sentence))
        return HttpResponse(body, status=status, content_type=MEDIA_TYPE)

    return handler


def bad_request(request, exception=None):
    """Answer what Django refused. A host that is not that of the archive is named: its owner may have set another."""
    status, sentence = MISTAKEN[SuspiciousOperation]
    told = {}
    if isinstance(exception, DisallowedHost):
        told = {"host": request.META.get("HTTP_HOST", "")[:253], "address": settings.SITE_URL}
        sentence = gettext_noop("This archive is not “{host}”: its address is {address}, as SITE_URL says.")

    @in_their_language
    def page(request, exception=None):
        return HttpResponseBadRequest(render_to_string("400.html", {"sentence": gettext(sentence).format(**told)}))

    return page_or_problem(page, status, sentence.format(**told))(request, exception)


@in_their_language
def form_refused(request, reason=""):
    """Answer a form that came without its cookie, as Django would, but in the language of whoever sent it."""
    return csrf_failure(request, reason)


permission_denied = page_or_problem(in_their_language(defaults.permission_denied), *MISTAKEN[PermissionDenied])
not_found = page_or_problem(in_their_language(defaults.page_not_found), *MISTAKEN[Http404])
server_error = page_or_problem(
    defaults.server_error, 500, "Something went wrong here; whoever runs the archive finds it in the log."
)
