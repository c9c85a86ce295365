"""A body that ends before its length is no body. Servers hand over what came as if that were all: of a dump half, of an
article the beginning, of a form the first fields. And while one is waited for, others are served.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from archive import patience
from articles.turns import TURNS

PATIENCE = 30.0
"""Seconds that a body is waited for in which nothing of it comes."""

PIECE, SLOWEST = 1 << 16, 1_000
"""A body is waited for in pieces of so many bytes; of each so many are to come in a second, `PATIENCE` aside."""


class CutShort(OSError):
    """The connection ended within a body; Django makes an `UnreadablePostError` of it."""


class Whole:
    """A body of so many bytes, to be read as `wsgi.input` is (PEP 3333). Raises `CutShort` where there are fewer.

    `socket` is where they come from, if the server tells.
    """

    def __init__(self, stream, length: int, socket=None):
        self._stream, self._left, self._socket = stream, length, socket

    def read(self, size=-1) -> bytes:
        """Return so many bytes, or all that are left."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        with self._waiting():
            data = b"".join(self._pieces(wanted))
        return self._counted(data, len(data) < wanted)

    def readline(self, size=-1) -> bytes:
        """Return a line, or so many bytes of it."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        with self._waiting(), self._soon(wanted):
            data = self._stream.readline(wanted)
        return self._counted(data, len(data) < wanted and not data.endswith(b"\n"))

    def _pieces(self, wanted):
        while wanted:
            with self._soon(wanted):
                piece = self._stream.read(min(wanted, PIECE))
            if not piece:
                return
            yield piece
            wanted -= len(piece)

    def _soon(self, wanted):
        """Wait no longer for one piece than it may take."""
        return patience.at_most(self._socket, PATIENCE + min(wanted, PIECE) / SLOWEST)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """Take no turn of those who have sent all, and do not wait for ever."""
        if self._left == 0 or connection.in_atomic_block:
            yield
            return
        former = self._socket and self._socket.gettimeout()
        with TURNS.given_up():
            try:
                if self._socket:
                    self._socket.settimeout(PATIENCE)
                yield
            finally:
                if self._socket:
                    self._socket.settimeout(former)

    def _counted(self, data, cut):
        if cut:
            raise CutShort(f"{self._left - len(data)} bytes of the body did not come.")
        self._left -= len(data)
        return data


def whole_bodies(application: Callable) -> Callable:
    """Let an application of WSGI read no body that did not come whole."""

    def reading_whole(request, start_response):
        length = request.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdecimal() and len(length) < 19:
            request["wsgi.input"] = Whole(request["wsgi.input"], int(length), request.get("gunicorn.socket"))
        return application(request, start_response)

    return reading_whole
