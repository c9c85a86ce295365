"""The engine for one big machine: an index of Tantivy's, written and searched by its own library.

`../folder.py` and `../generations.py` say what goes for every index in a folder. `layout.py` says what is kept,
`commits.py` what a commit says of itself; `writing.py` makes one, `joining.py` one of several indexes, `merging.py`
knows when segments are joined behind it, `snapshots.py` reads one, `checksums.py` every file of it;
`questions.py` turns trees into Tantivy's queries, `answering.py` makes the answer.
"""

import contextlib
import time

import tantivy

from search.engines import base
from search.engines.folder import FolderEngine
from search.engines.tantivy.answering import answer
from search.engines.tantivy.joining import join
from search.engines.tantivy.layout import LIBRARY, SCHEMA
from search.engines.tantivy.snapshots import Reader
from search.engines.tantivy.writing import ALL_ROOM, ROOM, Writer, written
from search.engines.terms import most_frequent

WAITED = 0.2
"""Seconds between two looks whether segments are joined."""


class Tantivy(FolderEngine):
    """Keeps an index in Tantivy's format."""

    library = LIBRARY
    reader = Reader

    def __init__(self, **options):
        super().__init__(**options)
        self._writer = None

    # --- writing -------------------------------------------------------------------------------------

    def _commit(self, writer, add, remove, state):
        add = {document.id: document for document in add}
        writer.remove({*remove, *add})
        for document in add.values():
            writer.put(document)
        writer.commit(state)

    @contextlib.contextmanager
    def _writing(self, reader):
        """Give a writer that has the index to itself: the last one, while it still joins segments, or a new one."""
        writer, self._writer = self._writer, None
        with self._explained():
            reader.state()  # says so where nothing can be read
            if writer is None or writer.generation != reader.generation:
                writer = Writer(reader, ROOM)
            try:
                yield writer
            except BaseException:
                writer.abandon()
                raise
            self._writer = None if writer.settle() else writer

    def tidy(self, stop):
        """Let go of the index once its segments are joined, which the writer does by itself meanwhile."""
        with self._explained():
            if self._writer and (self._writer.generation != self._current() or self._writer.settle()):
                self._writer = None
        if self._writer and not stop():
            time.sleep(WAITED)
        return self._writer is not None

    def _fill(self, folder, documents, state):
        with written(folder):
            tantivy.Index(SCHEMA, path=str(folder))
        writer = Writer(Reader(folder), ALL_ROOM)
        highest = -1
        for document in documents:
            base.refuse(document)
            if document.id <= highest:
                writer.remove([document.id])
            highest = max(highest, document.id)
            writer.put(document)
            yield
        writer.commit(state)
        writer.settle(wait=True)

    def _join(self, generation, parts, state):
        join(generation, parts)
        writer = Writer(Reader(generation), ROOM)
        writer.commit(state)
        writer.settle(wait=True)

    # --- reading -------------------------------------------------------------------------------------

    def search(self, query, *, size, after=None):
        return answer(self._latest(), query, size, after)

    def terms(self, prefix, *, limit, keep=None):
        snapshot = self._latest()
        if keep:
            counts = {word: snapshot.anywhere(word) for word in keep(snapshot.beginning(prefix))}
            return most_frequent(counts, limit, counts.get)
        return snapshot.frequent(prefix, limit)

    def frequencies(self, words):
        snapshot = self._latest()
        return {word: snapshot.documents(word) for word in words}

    def contents(self):
        return self._latest(fresh=True).contents()

    def verify(self):
        self._reader_of(self._current()).verify()
