"""Follows the change log for ever: short commits, single acts first, and what takes long when there is nothing else.

An article is to be found within two seconds of its commit, even while an import outruns the indexer. So commits are
kept short, and each takes with it what was changed by single acts in the meantime, wherever in the log that stands;
the rest of the log comes in its order. The position of the index stays that of the log: applying the same again
changes nothing.
"""

import logging
import time
from collections import Counter

from django.db import InterfaceError, OperationalError, connection

from articles.failing import wait_for_database
from search.engines.base import Engine, EngineError, NoIndex
from search.indexing import BATCH, Mismatch, catch_up, lag, rebuild
from search.locks import Busy
from search.shelves import PUBLIC, Shelf

logger = logging.getLogger(__name__)

PAUSE = 0.3
"""Seconds between two looks at a log without news; a part of the two in which an article is found."""

COMMIT = 0.4
"""Seconds that a commit is to take while there are more changes than one commit takes."""

LEAST = 100
"""Changes in one commit at least: with fewer the commit itself would cost more than they do."""

SINGLE = 10
"""Articles of an act at most for it to be a single one; an import stores 500 at a time."""

AHEAD = 100
"""Changes by single acts that one commit takes before their turn; those behind them come with the next commit."""

SEEN = 10_000
"""Changes, the newest, among which single acts are looked for."""

LATER = 60.0
"""Seconds after which what an engine could not tidy is tried again."""


class Follower:
    """Follows the log until the event `stop` is set, and waits for a database that went away.

    What the engine cannot tidy waits too. Any other exception ends it: whoever started it starts it again.
    `beside` is another index that is followed meanwhile, `idle` does what waits for quiet; both by their `piece`.
    """

    shelf: Shelf = PUBLIC

    def __init__(self, engine: Engine, stop, *, beside: "Follower | None" = None, idle=None):
        self.engine, self.stop, self.beside, self.idle = engine, stop, beside, idle
        self.limit, self._seen, self._untidy, self._tidy_from = LEAST, 0, True, 0.0

    def run(self) -> None:
        """Follow, and rebuild where the index cannot be followed from."""
        while not self.stop.is_set():
            try:
                self._step_or_rebuild()
            except (OperationalError, InterfaceError) as error:
                if connection.is_usable():
                    raise
                wait_for_database(error, self.stop)

    def _step_or_rebuild(self):
        try:
            self._step()
        except (NoIndex, Mismatch) as reason:
            logger.warning("%s Rebuilding.", reason)
            self._rebuild_or_wait()

    def _step(self):
        more = self._piece()
        if self.beside and self.beside.piece(self._is_needed):
            more = True
        if not more and self.idle:
            more = self.idle.piece(self._is_needed)
        if not more:
            self.stop.wait(PAUSE)

    def _piece(self):
        """Index a commit's worth of news, or do some of what takes long; tell whether there is more to do at once."""
        began = time.monotonic()
        count = catch_up(self.engine, shelf=self.shelf, limit=self.limit, ahead=self._single_acts)
        if count:
            seconds = time.monotonic() - began
            where = f" on the {self.shelf.name}" if self.shelf is not PUBLIC else ""
            logger.info("Indexed %d change%s%s in %.1f s", count, "s" * (count > 1), where, seconds)
            self._untidy = True
            if count == self.limit:
                self.limit = min(BATCH, max(LEAST, round(count * min(2, COMMIT / seconds))))
                return True
        return not count and self._tidy()

    def _single_acts(self, seq) -> set[int]:
        """Return the articles that single acts changed behind `seq` and that were not returned yet; the oldest."""
        news = self.shelf.changes().filter(seq__gt=max(seq, self._seen)).order_by("-seq")
        news = list(news.values_list("seq", "at", "article_id")[:SEEN])
        acts = Counter(at for _, at, _ in news)
        single = [(seq, article_id) for seq, at, article_id in reversed(news) if acts[at] <= SINGLE][:AHEAD]
        if news:
            self._seen = single[-1][0] if len(single) == AHEAD else news[0][0]
        return {article_id for _, article_id in single}

    def _tidy(self):
        """Do a part of what takes long, unless there is news; tell whether to go on. What fails waits for later."""
        if not self._untidy or time.monotonic() < self._tidy_from:
            return False
        try:
            with self.shelf.lock("index"):
                self._untidy = self.engine.tidy(self._is_needed)
        except NoIndex:
            raise
        except EngineError as error:
            logger.warning("%s The index is tidied later.", error)
            self._tidy_from = time.monotonic() + LATER
            return False
        return self._untidy

    def _is_needed(self):
        return self.stop.is_set() or bool(lag(self.engine.state().position, shelf=self.shelf))

    def _rebuild_or_wait(self):
        self._seen = 0
        try:
            began = time.monotonic()
            rebuild(self.engine, shelf=self.shelf)
            state = self.engine.state()
            logger.warning("Rebuilt: %d articles in %.0f s.", state.documents, time.monotonic() - began)
        except Busy:
            self.stop.wait(1)
