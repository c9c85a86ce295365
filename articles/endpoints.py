"""What all addresses of the API share: read the parameters, answer with a dict, answer 304 where nothing changed."""

import time

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework import status
from rest_framework.exceptions import NotAcceptable
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from articles.compiled import Compiled
from articles.history import Change
from articles.parameters import Parameters
from articles.reading import Moved
from articles.rendering import Json, Lines
from articles.versions import PreconditionFailed, weak

WRITERS = ("write", "curate")
"""The scopes of those who see what is not public."""


class Endpoint(APIView):
    """One address that is read with GET.

    Subclasses say what they take (`parameters`), which serializer describes the answer (`shape`), which
    answers there are beside 200, 304 and 400 (`statuses`), and `reply`. Those that are written to say what each method
    takes (`bodies`: {method: serializer}), with which status it ends well if not 200 (`done`), and which serializer
    describes the answer then (`written`). Who may do what is told by `scopes`:
    {method: scope}, read for those left out; `scope` is that of whoever asks, set by the permissions of the site.

    The description of the API is made of these, and of: what clients call each method (`operations`, default the name
    of the class), why a write may be refused beside what holds for all (`refused`), which headers an answer has that
    others have not (`response_headers`), whether it says since when it is so (`dated`). Those that answer with bytes
    (`shape` is str or bytes) name their `media_type`, say what they are (`told`) and give an `example`.
    """

    parameters = Parameters
    shape = None
    statuses = ()
    bodies = {}
    done = {}
    written = None
    scopes = {}
    scope = None
    operations = {}
    refused = ()
    response_headers = ()
    dated = True
    media_type = told = ""

    @property
    def media_types(self):
        """Those that an answer of bytes may have."""
        return (self.media_type,)

    @property
    def conditional(self):
        """Whether who has an answer already may ask if it still holds: of what is public."""
        return "GET" not in self.scopes

    def example(self, article: dict) -> str | bytes:
        """Return what an answer of bytes may look like; `article` is the one of all examples, as the API gives it."""
        raise NotImplementedError

    def get(self, request, **path):
        return self.reply(self.parameters(request.META.get("QUERY_STRING", "")), **path)

    def perform_content_negotiation(self, request, force=False):
        try:
            return super().perform_content_negotiation(request, force)
        except NotAcceptable:
            self.check_throttles(request)  # what is refused counts too, and the framework counts later
            raise

    def reply(self, asked, **path):
        """Return the response to parameters that are in order."""
        raise NotImplementedError

    def unless_known(self, tag, modified, respond):
        """Return 304 when the client has the version of this tag, else what `respond()` returns; with validators."""
        if modified and time.time() < int(modified.timestamp()) + 1:
            modified = None  # more may happen within this second (RFC 9110, 8.8.2.2)
        validators = {"ETag": tag} | ({"Last-Modified": http_date(modified.timestamp())} if modified else {})
        known = get_conditional_response(self.request, tag, modified and int(modified.timestamp()))
        if known is not None and known.status_code == status.HTTP_412_PRECONDITION_FAILED:
            raise PreconditionFailed
        response = respond() if known is None else HttpResponse(status=status.HTTP_304_NOT_MODIFIED)
        for name, value in validators.items():
            response[name] = value
        return response


class Listing(Endpoint):
    """An address that shows many articles, or names from many: any change of the log may change its answer."""

    renderer_classes = (Json, Lines)

    def reply(self, asked, **path):
        return self.as_of(newest_change(), asked, **path)

    def as_of(self, log, asked, **path):
        """Return the response, where this was the newest change before it was made."""
        modified = log and log["at"]
        return self.unless_known(self.tag(log), modified, lambda: self.respond(asked, **path))

    def respond(self, asked, **path):
        """Return the response that shows what is asked for."""
        return Response(self.answer(asked, **path))

    def tag(self, *versions):
        """Return a name for the answer to this request while all of `versions` are what they are."""
        asked = (self.request.path, self.request.META.get("QUERY_STRING", ""))
        return weak(*asked, self.request.accepted_media_type, *versions)

    def answer(self, asked) -> dict:
        """Return what is shown for these parameters."""
        raise NotImplementedError


class OfOneArticle(Endpoint):
    """An address of one article; that of an article that was merged leads to the same address of the other."""

    statuses = (status.HTTP_308_PERMANENT_REDIRECT, status.HTTP_404_NOT_FOUND, status.HTTP_410_GONE)

    def get(self, request, **path):
        try:
            return super().get(request, **path)
        except Moved as moved:
            there = reverse(request.resolver_match.view_name, kwargs=path | {"id": moved.target})
            headers = {"Location": there, "ETag": weak(moved.target)}
            return Response({"article": moved.target}, status=308, headers=headers, content_type=Json.media_type)

    def reply(self, asked, **path):
        data, modified = self.answer(asked, **path)
        return self.unless_known(self.tag(data), modified, lambda: Response(data))

    def tag(self, data):
        """Return a name for what is shown."""
        return weak(data)

    def answer(self, asked, **path) -> tuple:
        """Return what is shown and when it last became another; raises as `reading.readable` does."""
        raise NotImplementedError

    @property
    def writes(self):
        """Whether whoever asks may write, and so see what is not public."""
        return self.scope in WRITERS


_NEWEST = ("seq", "mark", "at")
_newest = Compiled(lambda _: Change.objects.order_by("-seq").values_list(*_NEWEST)[:1])


def newest_change() -> dict | None:
    """Return seq, mark and time of the newest change; None when nothing was ever written."""
    for row in _newest():
        return dict(zip(_NEWEST, row, strict=True))
    return None
