"""Whose turn it is: few requests are worked on at once in a process, while many wait or are on their way.

Of the threads of one process one runs Python at a time, so more turns would make every answer slower. But a thread
that waits for news, or for a slow line to take what was written, needs none: it lets others work meanwhile.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

AT_ONCE = 4

MOST_WAITING = 400
"""Who may wait for news in one process at the same time: each takes one of the threads of the web server."""

MOST_TAKING = 64
"""Who may take an export from one process at the same time: each takes a thread, and a megabyte, for as long as it
likes to read."""


class Turns:
    """So many threads work at once; more wait until one is done, or gives up its turn."""

    def __init__(self, at_once: int = AT_ONCE):
        self._free = threading.BoundedSemaphore(at_once)
        self._for_more = threading.BoundedSemaphore(max(1, at_once // 2))
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Work in a turn of this thread's own."""
        with self._free:
            former, self._mine.held = getattr(self._mine, "held", False), True
            try:
                yield
            finally:
                self._mine.held = former

    @contextmanager
    def taken_for_more(self) -> Iterator[None]:
        """Work in a turn on what takes long, such as more of a long answer: at most half of all turns are for that."""
        with self._for_more, self.taken():
            yield

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Let others work, and have no connection to the database but one in a transaction, until the block ends."""
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()
        if not getattr(self._mine, "held", False):
            yield
            return
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()


TURNS = Turns()
"""Those of this process."""


def in_turn(application, turns: Turns = TURNS):
    """Return a WSGI application that works in turns: on its answer, then on each piece of it that is to be sent."""

    def answer(environ, start_response):
        with turns.taken():
            return Pieces(application(environ, start_response), turns, wanted=environ["REQUEST_METHOD"] != "HEAD")

    return answer


class Pieces:
    """What an application answers with, each piece made in a turn, and sent outside of it; none for a HEAD.

    Who makes the next piece waits less than who waits for a turn to begin, so answers in many pieces never have all
    turns. What is made already, as Django says by `streaming`, needs none.
    """

    def __init__(self, pieces, turns, wanted=True):
        self._pieces, self._turns, self._wanted = pieces, turns, wanted

    def __iter__(self):
        if not self._wanted:
            return iter(())
        return self._made() if getattr(self._pieces, "streaming", True) else iter(self._pieces)

    def _made(self):
        pieces = iter(self._pieces)
        while True:
            with self._turns.taken_for_more():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def close(self):
        """End the request, as WSGI has it."""
        if close := getattr(self._pieces, "close", None):
            close()
