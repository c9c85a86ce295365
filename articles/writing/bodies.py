"""The body of a request that writes: JSON in UTF-8, read whole before anything is done."""

from contextlib import suppress

import orjson
from django.http import UnreadablePostError
from rest_framework import status
from rest_framework.exceptions import APIException

from articles.parameters import BadParameters, Mistake

LONGEST = 2_500_000
"""Bytes of one body: as many as Django takes from a form of the admin. To make plain text of as much Markdown that is
nothing but marks takes half a minute."""

READ_PAST = 32 << 20
"""Bytes of a body that is too large, but read past all the same."""

MOST_DIGITS = 18
"""Digits of a length that is looked at."""

MEDIA_TYPE = "application/json"


class TooLarge(APIException):
    """More than is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is too large: at most {LONGEST:,} bytes are read."


class NoLength(APIException):
    """A body in pieces, of which the server would read nothing."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "The body comes in pieces (Transfer-Encoding): send it whole, with its Content-Length."


class OtherType(APIException):
    """A body of another type than is taken, as it says itself."""

    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE


def read(request) -> dict:
    """Return the object that a request brings; an empty body is an empty one.

    Raises `TooLarge`, `NoLength`, `OtherType` and `BadParameters`, each with one sentence.
    """
    sent = content(request, MEDIA_TYPE, "JSON")
    if not sent:
        return {}
    try:
        found = orjson.loads(sent)
    except orjson.JSONDecodeError as error:
        raise BadParameters(Mistake(f"The body is no JSON in UTF-8 ({error}).", offset=error.pos)) from None
    if not isinstance(found, dict):
        raise BadParameters(Mistake("The body is no JSON object: write it in braces, {…}."))
    return found


def content(request, media_type: str, called: str) -> bytes:
    """Return the bytes of a body of this type, all of them; none where there is no body.

    Raises as `read` does.
    """
    if not _length(request):
        return b""
    told = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if told != media_type:
        raise OtherType(f"The body is “{told[:60]}”: send {called}, with Content-Type: {media_type}.")
    return _content(request)


def _length(request) -> int:
    """Return how many bytes there are. Where they are too many they are read past, if that is soon done."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        raise NoLength
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or len(length) > MOST_DIGITS:
        raise TooLarge
    if int(length) > LONGEST:
        if int(length) <= READ_PAST:
            _read_past(request)
        raise TooLarge
    return int(length)


def _read_past(request):
    """Throw a body away: whoever still sends when the connection is closed is never told why."""
    with suppress(UnreadablePostError):
        while request.read(1 << 16):
            pass


def _content(request) -> bytes:
    try:
        return request.read(LONGEST)
    except UnreadablePostError as error:
        raise BadParameters(Mistake("The body did not come whole: send it again.")) from error
