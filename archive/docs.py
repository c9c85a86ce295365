"""What shows the description of the API: to programs, and to people who try it."""

from functools import cache

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from articles.endpoints import Endpoint, weak
from articles.rendering import OneWay

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: nothing from elsewhere. Swagger UI sets styles of single elements."""


class Description(Endpoint):
    """This description of the API, as OpenAPI in JSON."""

    def reply(self, asked):
        content = description()
        return self.unless_known(weak(content), None, lambda: HttpResponse(content, content_type="application/json"))


class Docs(Endpoint):
    """The description as a page to try the API on, by Swagger UI from its sidecar."""

    content_negotiation_class = OneWay

    def reply(self, asked):
        page = render(self.request, "archive/docs.html", {"name": settings.ARCHIVE_NAME})
        page["Content-Security-Policy"] = POLICY
        return self.unless_known(weak(page.content), None, lambda: page)


@cache
def description() -> bytes:
    """Return the description. It is made once a process: that takes a tenth of a second."""
    return orjson.dumps(SchemaGenerator().get_schema(public=True))
