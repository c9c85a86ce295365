"""What engines have in common whose index lies in a folder: generations, and the last commit as all searches see it."""

import abc
import contextlib
import shutil
import threading
import time
from pathlib import Path

from search.engines import base, generations
from search.engines.base import EngineError, NoIndex

FRESH = 1.0
"""Seconds for which a process does not look whether another one has committed."""


class FolderEngine(base.Engine):
    """Keeps an index in a folder of its own, for any number of processes that read and one that writes at a time.

    A subclass names its `reader`, which opens one generation: `Reader(generation)` has `generation`, and `state()` and
    `snapshot()` of the last commit, which any thread may call. What it opens once it keeps while that has not changed.
    `_writing(reader)` is a context that gives a writer, which has the index to itself.
    """

    reader: type

    def __init__(self, *, location: str, analysis: str = "", generation: Path | None = None, **options):
        """`generation` is for the engine that `before_switch` gets: always that one, whichever serves."""
        super().__init__(location=location, analysis=analysis, **options)
        self._folder, self._generation = Path(location), generation
        self._opening = threading.Lock()
        self._reader, self._snapshot = None, None
        self._looked, self._written, self._seen = 0.0, 0, -1

    # --- writing -------------------------------------------------------------------------------------

    def apply(self, add, remove, *, position, mark=""):
        add, remove = list(add), list(remove)
        for document in add:
            base.refuse(document)
        self._reader = self._reader_of(self._current())
        with self._writing(self._reader) as writer:
            self._commit(writer, add, remove, self._stamp(position, mark))
        self._written += 1

    @abc.abstractmethod
    def _commit(self, writer, add, remove, state):
        """Make one commit; of an id that is added twice the last document stays."""

    def rebuild(self, documents, *, position, mark="", before_switch=None, keep_former=True):
        with self._explained(), generations.rebuilding(self._folder):
            generation = generations.new_generation(self._folder)
            try:
                self._make(generation, documents, self._stamp(position, mark))
                if before_switch:
                    before_switch(self._alone(generation))
                generations.point_to(self._folder, generation, keep_former=keep_former)
            except BaseException:
                generations.drop_unless_served(self._folder, generation)
                raise
        self._written += 1

    def _make(self, generation, documents, state):
        """Make an index in the empty folder of a generation: of shares, each in a folder of its own first."""
        if not base.in_shares(documents):
            for _ in self._fill(generation, documents, state):
                pass
            return
        parts = [generation / f"part-{number}" for number in range(documents.count)]
        for part in parts:
            part.mkdir(mode=0o700)
        documents.each(lambda number, some: self._fill(parts[number], some, state))
        self._join(generation, parts, state)
        for part in parts:
            shutil.rmtree(part)

    @abc.abstractmethod
    def _fill(self, folder, documents, state):
        """Make an index of documents in an empty folder; yields once for each document."""

    @abc.abstractmethod
    def _join(self, generation, parts, state):
        """Make an index in an empty folder, of the segments of those in others: nothing of them is written again."""

    def _alone(self, generation):
        """Return an engine of a generation that does not serve yet."""
        return type(self)(location=self.location, analysis=self.analysis, generation=generation)

    def _stamp(self, position, mark):
        return {"position": position, "mark": mark, "fingerprint": self.fingerprint}

    @contextlib.contextmanager
    def _explained(self):
        """Say in one sentence what keeps an index from being written."""
        try:
            yield
        except OSError as error:
            raise EngineError(
                f"The index in {self._folder} could not be written ({error}): what was committed before still stands."
            ) from error

    # --- reading -------------------------------------------------------------------------------------

    def state(self):
        reader = self._reader_of(self._current())
        if reader is not self._reader:
            self._let_go()
        return reader.state()

    def _let_go(self):
        """Close what another generation than that which serves has open: it may have been deleted for what it holds."""
        with self._opening:
            self._reader = self._snapshot = None

    def serving(self):
        return self._latest().state

    def _current(self):
        return self._generation or generations.current(self._folder)

    def _reader_of(self, generation):
        reader = self._reader
        if reader and reader.generation == generation:
            return reader
        generations.refuse_others(generation, type(self).__name__)
        return self.reader(generation)

    def _latest(self, *, fresh=False):
        """Return the last commit: at once what was written here, at most a second later what another process wrote.

        While one thread opens it, the others go on with the commit before.
        """
        snapshot, ours = self._snapshot, self._seen == self._written
        if snapshot and ours and not fresh and time.monotonic() < self._looked + FRESH:
            return snapshot
        if self._opening.acquire(blocking=fresh or not ours or not snapshot):
            try:
                looked, written = time.monotonic(), self._written
                self._snapshot = snapshot = self._open()
                self._looked, self._seen = looked, written
            finally:
                self._opening.release()
        return snapshot

    def _open(self):
        generation = self._current()
        while True:
            reader = self._reader_of(generation)
            try:
                snapshot = reader.snapshot()
            except NoIndex:
                before, generation = generation, self._current()
                if before == generation:
                    raise
            else:
                self._reader = reader
                return snapshot
