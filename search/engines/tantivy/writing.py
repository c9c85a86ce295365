"""Writing an index: commits of which nothing is lost in a power cut, and segments that are joined behind them."""

import time

from tantivy import Document as Packed

from search.engines import generations
from search.engines.base import LARGEST_ID, Document, Refused
from search.engines.tantivy import commits, merging
from search.engines.tantivy.layout import packed
from search.engines.tantivy.snapshots import PAUSE, Reader, damaged, sound

THREADS = 1
"""That index: making words, in Python, takes longer than all that one of them does."""

ROOM, ALL_ROOM = 15_000_000, 250_000_000
"""Bytes that a commit and a rebuild hold in memory before they write a segment; 15,000,000 is Tantivy's least."""

NOBODY = -1
"""An id that no document has. Deleting it makes a commit of its own even where nothing else changes."""


class Writer:
    """Has an index to itself: `remove` documents and `put` others, then `commit`; `abandon` when anything went wrong.

    Then `settle`, until it says that the index was let go of.
    """

    def __init__(self, reader: Reader, room: int):
        self.generation = reader.generation
        self._writer = patiently(reader, room)
        commits.clean_unfinished(self.generation)

    def remove(self, ids) -> None:
        """Delete documents, those of earlier commits and those that were put before."""
        for number in ids:
            if 0 <= number <= LARGEST_ID:
                self._delete(number)

    def _delete(self, number):
        with sound(self.generation):
            self._writer.delete_documents_by_term("id", number)

    def put(self, document: Document) -> None:
        """Add a document whose id is free. Raises `Refused` where Tantivy does not take it."""
        self._add(document.id, _packed(document))

    def _add(self, number, document: Packed):
        with sound(self.generation):
            self._writer.add_document(document)

    def commit(self, state: dict) -> None:
        """Commit, with the state that the index is in then. Tantivy syncs its files, but not the last one's name."""
        self._delete(NOBODY)
        commits.announce(self.generation, state)
        with sound(self.generation):
            self._writer.commit()
        generations.sync_folder(self.generation)
        commits.forget(self.generation)

    def abandon(self) -> None:
        """Let go of everything without a commit; the index is as it was."""
        self._writer = None

    def settle(self, *, wait: bool = False) -> bool:
        """Let go of the index when its segments are joined; False while that takes long and is not waited for."""
        segments = [documents - deleted for documents, deleted in commits.read_meta(self.generation).segments]
        if merging.due(segments) > merging.LONG and not wait:
            return False
        with sound(self.generation):
            self._writer.wait_merging_threads()
        self._writer = None
        return True


def _packed(document):
    try:
        return packed(document)
    except (OverflowError, ValueError) as error:
        raise Refused(f"Document {document.id} was refused: {error}.", document.id) from error


def patiently(reader, room):
    """Return Tantivy's writer, as soon as no other process has one. Raises `EngineError` after `PATIENCE`."""
    ends = time.monotonic() + generations.PATIENCE
    while True:
        try:
            return reader.index().writer(room, THREADS)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise damaged(reader.generation, error) from error
            if time.monotonic() > ends:
                raise generations.busy(reader.generation.parent) from error
            time.sleep(PAUSE)
