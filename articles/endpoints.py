"""What all addresses of the API share: read the parameters, answer with a dict, answer 304 where nothing changed."""

import hashlib
import time

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from articles.compiled import Compiled
from articles.history import Change
from articles.parameters import Parameters
from articles.reading import Moved


class PreconditionFailed(APIException):
    """The request named a version (`If-Match`, `If-Unmodified-Since`) that is not the current one."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "What is here is not the version that the request named: leave If-Match out to get it."


class Endpoint(APIView):
    """One address that is read with GET.

    Subclasses say what they take (`parameters`), which serializer describes the answer (`shape`), which
    answers there are beside 200, 304 and 400 (`statuses`), and `reply`.
    """

    parameters = Parameters
    shape = None
    statuses = ()

    def get(self, request, **path):
        return self.reply(self.parameters(request.META.get("QUERY_STRING", "")), **path)

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

    def reply(self, asked):
        log = newest_change()
        modified = log and log["at"]
        return self.unless_known(self.tag(log), modified, lambda: Response(self.answer(asked)))

    def tag(self, *versions):
        """Return a name for the answer to this request while all of `versions` are what they are."""
        return weak(self.request.path, self.request.META.get("QUERY_STRING", ""), *versions)

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
            there = reverse(request.resolver_match.view_name, args=[moved.target])
            return Response({"article": moved.target}, status=308, headers={"Location": there})

    def reply(self, asked, **path):
        data, modified = self.answer(asked, **path)
        return self.unless_known(weak(data), modified, lambda: Response(data))

    def answer(self, asked, **path) -> tuple:
        """Return what is shown and when it last became another; raises as `reading.readable` does."""
        raise NotImplementedError


_NEWEST = ("seq", "mark", "at")
_newest = Compiled(lambda _: Change.objects.order_by("-seq").values_list(*_NEWEST)[:1])


def newest_change() -> dict | None:
    """Return seq, mark and time of the newest change; None when nothing was ever written."""
    for row in _newest():
        return dict(zip(_NEWEST, row, strict=True))
    return None


def weak(*parts) -> str:
    """Return a weak ETag that changes with any part: the same for what says the same, in whichever bytes."""
    return f'W/"{hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()}"'
