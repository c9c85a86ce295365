"""Answers that are as long as the archive: made and sent piece by piece, in constant memory.

That an answer is whole shows in how it ends: in the last chunk of HTTP/1.1 and, where it is packed, in the end of gzip.
What fails once the answer has begun breaks the connection, so that neither comes.
"""

import itertools
import logging
import threading
import weakref
import zlib
from collections.abc import Iterable, Iterator

from django.db import connection
from django.http import StreamingHttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException

from articles.rendering import weight
from articles.turns import MOST_TAKING, TURNS

logger = logging.getLogger(__name__)

LEVEL = 1
"""Of gzip: a third of what is sent remains, at half of the speed; more is a little less, at a fifth."""


class OldProtocol(APIException):
    """HTTP/1.0 tells the end of an answer by closing the connection, which is how one breaks as well."""

    status_code = status.HTTP_505_HTTP_VERSION_NOT_SUPPORTED
    default_detail = (
        "Over HTTP/1.0 an export that broke off looks whole: ask with HTTP/1.1. "
        "A proxy may be what asks so; for nginx write proxy_http_version 1.1."
    )


class TooManyTake(APIException):
    """More take exports from this process than it has places for; slow readers would take all of its threads."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Too many take exports here already: ask again in a minute."
    wait = 60


PLACES = threading.BoundedSemaphore(MOST_TAKING)
"""Those of this process."""


class Taken:
    """An answer in pieces that has a place until it is closed or forgotten. Raises `TooManyTake` where none is free."""

    def __init__(self, places=PLACES):
        if not places.acquire(blocking=False):
            raise TooManyTake
        self.close = weakref.finalize(self, places.release)
        self.pieces = iter(())

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.pieces)


def streamed(request, pieces: Iterable[bytes], content_type: str):
    """Return the answer to a request that consists of these pieces; its first is made now, and may raise."""
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        raise OldProtocol
    taken, packed = Taken(), takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    with TURNS.given_up(), TURNS.taken_for_more():
        begun = begin(gzipped(pieces) if packed else pieces)
    if request.method != "HEAD":
        taken.pieces = begun
    headers = {"Content-Encoding": "gzip"} if packed else {}
    return StreamingHttpResponse(taken, content_type=content_type, headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Whether a header `Accept-Encoding` names gzip (RFC 9110, 12.5.3)."""
    return any(one.partition(";")[0].strip().lower() == "gzip" and weight(one) > 0 for one in accepted.split(","))


def begin(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return the same pieces, of which the first is there already: what keeps it from being made is raised here."""
    pieces = iter(pieces)
    first = [*itertools.islice(pieces, 1)]
    return letting_go(itertools.chain(first, pieces))


def letting_go(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces, and hold no connection to the database while one of them is on its way to a slow reader."""
    try:
        for piece in pieces:
            release()
            yield piece
    except Exception as error:
        logger.error("An export broke off, and its reader is shown no end: %s", error)
        raise


def release():
    """Close the connection to the database, unless somebody else's work is open on it."""
    if not connection.in_atomic_block:
        connection.close()


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces packed, the same bytes each time: no time is in them."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        yield packing.compress(piece) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()
