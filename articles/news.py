"""Tells those who wait that the log has something new for readers: one look at it for all of a process."""

import logging
import threading
import time

from django.db import DatabaseError, connections

from articles.compiled import Compiled
from articles.failing import sentence
from articles.history import Change
from articles.turns import MOST_WAITING, TURNS

logger = logging.getLogger(__name__)

EVERY = 0.2
"""Seconds between two looks, while anybody waits."""

_newest = Compiled(lambda _: Change.objects.filter(public=True).order_by("-seq").values_list("seq")[:1])


def newest() -> int:
    """Return the number of the newest change that readers are told of; 0 where there is none."""
    return next((seq for (seq,) in _newest()), 0)


class Full(Exception):
    """So many wait already that nobody else can."""


class News:
    """The newest change, and those who wait for another. `ends` says when nobody is to wait any longer."""

    def __init__(self, ends=lambda: False):
        self.ends = ends
        self._seq, self._waiting, self._looking = 0, 0, False
        self._heard = threading.Condition()

    def wait(self, since: int, seconds: float) -> None:
        """Wait until there is a change after `since`, or so many seconds; raises `Full`.

        Meanwhile the thread has no connection to the database, and others work.
        """
        with TURNS.given_up(), self._heard:
            if self._waiting >= MOST_WAITING:
                raise Full
            self._waiting += 1
            try:
                self._look()
                self._heard.wait_for(lambda: self._seq > since or self.ends(), seconds)
            finally:
                self._waiting -= 1

    def _look(self):
        if not self._looking:
            self._looking, self._seq = True, 0
            threading.Thread(target=self._follow, name="news", daemon=True).start()

    def _follow(self):
        while self._anybody_waits():
            self._tell(self._read())
            time.sleep(EVERY)
        connections.close_all()

    def _anybody_waits(self):
        with self._heard:
            self._looking = self._waiting > 0
            return self._looking

    def _read(self):
        try:
            return newest()
        except DatabaseError as error:
            logger.warning("%s", sentence(error) or error)
            connections.close_all()
            return self._seq

    def _tell(self, seq):
        with self._heard:
            if seq != self._seq or self.ends():
                self._seq = seq
                self._heard.notify_all()


NEWS = News()
"""That of this process."""
