"""Makes the documents of a rebuild in processes of their own: all cores work, where there are many documents."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import chain, zip_longest
from pathlib import Path

from articles.batching import batches
from articles.elsewhere import Died, cores, elsewhere
from search.engines.base import Document, EngineError, Shares

MOST, WORTHWHILE = 8, 2_500
"""Processes at most, and documents for which one more is worth its start."""

HELD = 400_000_000
"""Bytes of memory that one process may come to hold."""

TOGETHER = 100
"""Documents that a process sends, or tells of, at a time."""


class Ended(EngineError):
    """A process ended before its work was done."""


class InProcesses(Shares):
    """Documents in as many shares as there are cores and memory for, each of a size that is worth it.

    Close it after use.
    """

    def __init__(self, make: Callable[[int, int], Iterable[Document]], *, total: int, watch: Callable = iter):
        """`make(number, count)` makes one of so many shares; `watch` wraps a stream with an item for each document."""
        self.count = max(1, min(cores(), MOST, total // WORTHWHILE, free_memory() // HELD))
        self._make, self._watch, self._running = make, watch, ExitStack()

    def __iter__(self) -> Iterator[Document]:
        portions = self._elsewhere(lambda: batches(self._make(0, 1), TOGETHER))
        yield from self._watch(chain.from_iterable(_received(portions)))

    def each(self, take: Callable[[int, Iterable[Document]], Iterator]) -> int:
        with self._running:  # who gives up deletes what they write: nobody is to write on
            running = [self._elsewhere(lambda number=number: self._told(take, number)) for number in range(self.count)]
            told = filter(None, chain.from_iterable(zip_longest(*map(_received, running))))
            return sum(1 for _ in self._watch(chain.from_iterable(map(range, told))))

    def _told(self, take, number):
        """Take a share; yields how many documents have been taken since, and what the engine raises."""
        try:
            for some in batches(take(number, self._make(number, self.count)), TOGETHER):
                yield len(some)
        except EngineError as error:
            yield error

    def _elsewhere(self, make):
        return self._running.enter_context(closing(elsewhere(make)))

    def close(self) -> None:
        """End the processes that still run."""
        self._running.close()


def free_memory() -> int:
    """Return the bytes that processes could still take, by Linux's account; where there is none, very many."""
    try:
        told = Path("/proc/meminfo").read_text("ascii")
    except OSError:
        return sys.maxsize
    return 1024 * int(re.search(r"MemAvailable:\s+(\d+)", told)[1])


def _received(portions):
    try:
        yield from portions
    except Died as error:
        raise Ended(str(error)) from error
