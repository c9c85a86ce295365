"""Nobody is waited for for ever who sends on and on, but hardly anything: each wait for bytes has an end.

A socket's own timeout begins anew with every byte. Here stands until when what is waited for is to be there whole; the
worker of the web server looks every second, and hears no more of whoever is late.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_until: dict[socket.socket, float] = {}


def begin(sock: socket.socket, seconds: float) -> None:
    """Wait for what this connection brings for at most so many seconds, until `end`."""
    _until[sock] = time.monotonic() + seconds


def end(sock: socket.socket) -> None:
    """What was waited for is there, or nothing is waited for any more."""
    _until.pop(sock, None)


@contextmanager
def at_most(sock: socket.socket | None, seconds: float) -> Iterator[None]:
    """Wait within this block for at most so many seconds; for ever where no connection is known."""
    if sock is None:
        yield
        return
    begin(sock, seconds)
    try:
        yield
    finally:
        end(sock)


def hang_up() -> None:
    """Let everybody who is late have said all: whoever reads finds the connection at its end."""
    now = time.monotonic()
    for sock, until in _until.copy().items():
        if until < now:
            end(sock)
            with suppress(OSError):  # it is gone already
                sock.shutdown(socket.SHUT_RD)
