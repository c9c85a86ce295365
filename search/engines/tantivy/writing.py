"""Writing an index: commits of which nothing is lost in a power cut, and segments that are joined behind them."""

import contextlib
import time

from tantivy import Document as Packed

from search.engines import generations
from search.engines.base import LARGEST_ID, Document, EngineError, Occupied, Refused
from search.engines.tantivy import commits, merging
from search.engines.tantivy.layout import packed
from search.engines.tantivy.snapshots import PAUSE, Reader, failed, sound, system_error

THREADS = 1
"""That index: making words, in Python, takes longer than all that one of them does."""

ROOM, ALL_ROOM = 15_000_000, 250_000_000
"""Bytes that a commit and a rebuild hold in memory before they write a segment; 15,000,000 is Tantivy's least."""

MOMENT = 1.0
"""Seconds to wait for another process that writes. It may itself wait for a lock that is held here."""

JOINED = 600.0
"""Seconds after a commit for which its segments may still be about to be joined; then something has kept them."""

NOBODY = -1
"""An id that no document has. Deleting it makes a commit of its own even where nothing else changes."""


class Writer:
    """Has an index to itself: `remove` documents and `put` others, then `commit`; `abandon` when anything went wrong.

    Then `settle`, until it says that the index was let go of.
    """

    def __init__(self, reader: Reader, room: int):
        self.generation = reader.generation
        self._writer, self._committed = patiently(reader, room), time.monotonic()
        commits.clean_unfinished(self.generation)

    def remove(self, ids) -> None:
        """Delete documents, those of earlier commits and those that were put before."""
        for number in ids:
            if 0 <= number <= LARGEST_ID:
                self._delete(number)

    def _delete(self, number):
        with written(self.generation):
            self._writer.delete_documents_by_term("id", number)

    def put(self, document: Document) -> None:
        """Add a document whose id is free. Raises `Refused` where Tantivy does not take it."""
        self._add(document.id, _packed(document))

    def _add(self, number, document: Packed):
        with written(self.generation):
            self._writer.add_document(document)

    def commit(self, state: dict) -> None:
        """Commit, with the state that the index is in then. Tantivy syncs its files, but not the last one's name."""
        self._delete(NOBODY)
        commits.announce(self.generation, state)
        with written(self.generation):
            self._writer.commit()
        self._committed = time.monotonic()
        generations.sync_folder(self.generation)
        commits.forget(self.generation)

    def abandon(self) -> None:
        """Let go of everything without a commit; the index is as it was."""
        self._writer = None

    def settle(self, *, wait: bool = False) -> bool:
        """Let go of the index when its segments are joined; False while that takes long and is not waited for."""
        if not wait and self._joins() and time.monotonic() < self._committed + JOINED:
            return False
        with written(self.generation):
            self._writer.wait_merging_threads()
        self._writer = None
        return True

    def _joins(self):
        """Tell whether segments are being joined that take long; Tantivy itself does not say."""
        segments = [documents - deleted for documents, deleted in commits.read_meta(self.generation).segments]
        return merging.due(segments) > merging.LONG


@contextlib.contextmanager
def written(generation):
    """As `sound`. Raises OSError where the system refuses to write: what was written before is as sound as it was."""
    try:
        with sound(generation):
            yield
    except EngineError as error:
        if refused := system_error(error.__cause__):
            raise refused from error
        raise


def _packed(document):
    try:
        return packed(document)
    except (OverflowError, ValueError) as error:
        raise Refused(f"Document {document.id} was refused: {error}.", document.id) from error


def patiently(reader, room):
    """Return Tantivy's writer, as soon as no other process has one. Raises `Occupied` after `MOMENT`."""
    ends = time.monotonic() + MOMENT
    while True:
        try:
            return reader.index().writer(room, THREADS)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise failed(reader.generation, error) from error
            if time.monotonic() > ends:
                raise Occupied(
                    f"Another process joins segments of the index in {reader.generation.parent}: try again in a minute."
                ) from error
            time.sleep(PAUSE)
