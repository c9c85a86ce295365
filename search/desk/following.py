"""Follows the log for the desk's index, in the pauses of the public one and without ever being in its way."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings

from search.desk.shelf import DESK
from search.engines.base import EngineError, NoIndex
from search.following import LATER, Follower
from search.indexing import Mismatch

logger = logging.getLogger(__name__)


def rebuild_elsewhere() -> subprocess.Popen:
    """Rebuild the desk's index in a process of its own: nobody who follows the public one waits for it."""
    command = [sys.executable, str(settings.ROOT / "manage.py"), "rebuild_index", "--shelf", DESK.name, "--verbosity=0"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - nothing of it was given by anybody


class Beside(Follower):
    """Follows the log for the desk, a piece at a time. What is wrong with its index is logged and tried again later."""

    shelf = DESK

    def __init__(self, engine, stop, *, rebuild: Callable[[], subprocess.Popen] = rebuild_elsewhere):
        super().__init__(engine, stop)
        self._rebuild, self._rebuilding, self._not_before, self._others = rebuild, None, 0.0, bool

    def piece(self, others: Callable[[], bool]) -> bool:
        """Do a piece of work; tell whether there may be more. `others` tells whether somebody else is in need."""
        if self._waits():
            return False
        self._others = others
        try:
            return self._piece()
        except (NoIndex, Mismatch) as reason:
            logger.warning("The desk: %s Rebuilding.", reason)
            self._seen, self._rebuilding = 0, self._rebuild()
        except EngineError as error:
            logger.warning("The desk: %s It is tried again later.", error)
            self._not_before = time.monotonic() + LATER
        return False

    def _waits(self):
        """Tell whether there is nothing to be done yet; a rebuild that failed is a failure like any other."""
        if self._rebuilding and (status := self._rebuilding.poll()) is not None:
            self._rebuilding = None
            self._not_before = time.monotonic() + LATER if status else 0.0
        return bool(self._rebuilding) or time.monotonic() < self._not_before

    def _is_needed(self):
        return self._others() or super()._is_needed()

    def end(self) -> None:
        """End a rebuild that is under way; the log still has its work."""
        if self._rebuilding:
            self._rebuilding.terminate()
            self._rebuilding.wait()
