"""One shape for every error of the API: problem+json (RFC 9457)."""

import logging
from http import HTTPStatus

import orjson
from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.views import defaults
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.response import Response
from rest_framework.views import set_rollback

from search.engines.base import EngineError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
API = ("/api/", "/health/")
"""Where errors are JSON; elsewhere they are pages for people."""

RETRY_AFTER = 5
"""Seconds after which to ask again when something is down: a process is started again in less."""

DOWN = {
    EngineError: "Search cannot answer at the moment: try again in a few seconds.",
    OperationalError: "The database cannot answer at the moment: try again in a few seconds.",
    InterfaceError: "The database cannot answer at the moment: try again in a few seconds.",
}
"""What is no fault of the request and passes: 503 and a sentence. Anything else that is not foreseen is a 500."""

MISTAKEN = {
    Http404: (404, "There is nothing at this address: /api/v1/docs/ shows what there is."),
    PermissionDenied: (403, "This is not yours to see."),
    SuspiciousOperation: (400, "The request cannot be read."),
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
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:253]
        sentence = f"This archive is not “{host}”: its address is {settings.SITE_URL}, as SITE_URL says."

    def page(request, exception=None):
        return HttpResponseBadRequest(render_to_string("400.html", {"sentence": sentence}))

    return page_or_problem(page, status, sentence)(request, exception)


permission_denied = page_or_problem(defaults.permission_denied, *MISTAKEN[PermissionDenied])
not_found = page_or_problem(defaults.page_not_found, *MISTAKEN[Http404])
server_error = page_or_problem(
    defaults.server_error, 500, "Something went wrong here; whoever runs the archive finds it in the log."
)
