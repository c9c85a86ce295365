"""The default engine: an index in Whoosh's format, under its locks and commits, read and searched with numpy.

`../folder.py` and `../generations.py` say what goes for every index in a folder. Then, in this order: `layout.py` says
what is kept, `storage.py` how durably; `postings.py` packs lists of keys, `gathering.py` sorts them, `merging.py` joins
them, `lexicon.py` lists their terms, `writing.py` commits them; `segments.py` and `wordlist.py` read them,
`snapshots.py` is one commit, `reader.py` opens it, `finding.py` and `answering.py` search it.
"""

import contextlib
from collections.abc import Generator
from pathlib import Path

from whoosh.index import FileIndex, LockError

from search.engines import base
from search.engines.base import NoIndex
from search.engines.folder import FolderEngine
from search.engines.generations import REBUILD, busy
from search.engines.whoosh import storage, wordlist
from search.engines.whoosh.answering import answer
from search.engines.whoosh.finding import Finder
from search.engines.whoosh.layout import LIBRARY, schema
from search.engines.whoosh.merging import FULL_SEGMENT, ROOM
from search.engines.whoosh.reader import Reader
from search.engines.whoosh.writing import Writer


class Whoosh(FolderEngine):
    """Keeps an index in Whoosh's format."""

    library = LIBRARY
    reader = Reader

    def __init__(self, **options):
        super().__init__(**options)
        self._room = FULL_SEGMENT

    # --- writing -------------------------------------------------------------------------------------

    def _commit(self, writer, add, remove, state):
        writer.remove(remove)
        for document in add:
            writer.put(document)
        writer.finish(state)

    def tidy(self, stop):
        """Join segments. Who is stopped tries half as much the next time: edits without a pause must not starve it."""
        self._reader = self._reader_of(self._current())
        room = self._room
        with self._writing(self._reader) as writer:
            more = writer.tidy(stop, room)
        self._room = max(ROOM, room // 2) if stop() else min(FULL_SEGMENT, 2 * room)
        self._written += more
        return more or room < FULL_SEGMENT

    def _fill(self, folder, documents, state):
        create(folder, state)
        reader, documents, more = Reader(folder), iter(documents), True
        while more:
            with self._writing(reader) as writer:
                more = yield from fill_segment(writer, documents)
                writer.finish(state, merge=False)

    def _join(self, generation, parts, state):
        create(generation, state)
        with self._writing(Reader(generation)) as writer:
            for part in parts:
                writer.adopt(part)
            writer.finish(state, merge=False)

    @contextlib.contextmanager
    def _writing(self, reader):
        """Give a writer that has the index to itself; lets go of it when anything is raised."""
        with self._explained():
            reader.snapshot()  # lets go of what was merged away, and says so where nothing can be read
            writer = Writer(FileIndex(storage.DurableStorage(reader.generation)), reader.segment)
            try:
                yield writer
            except BaseException:
                writer.abandon()
                raise

    @contextlib.contextmanager
    def _explained(self):
        with super()._explained():
            try:
                yield
            except LockError as error:
                raise busy(self._folder) from error

    # --- reading -------------------------------------------------------------------------------------

    def search(self, query, *, size, after=None):
        snapshot = self._latest()
        with self._sound():
            return answer(snapshot, query, size, after)

    @contextlib.contextmanager
    def _sound(self):
        """Say so where numbers that were read make no sense; `verify` looks for damage that is not met by chance."""
        try:
            yield
        except (IndexError, ValueError, OverflowError) as error:
            raise NoIndex(f"The index in {self._folder} is damaged ({error}): {REBUILD}") from error

    def terms(self, prefix, *, limit, keep=None):
        with self._sound():
            return self._terms(prefix, limit, keep)

    def _terms(self, prefix, limit, keep):
        snapshot = self._latest()
        lists = [segment.words for segment in snapshot.segments]
        if keep is None:
            return wordlist.most_frequent(lists, prefix, limit, snapshot.living)
        kept = {word for words in lists for word in keep(words.lines(prefix))}
        found = sorted((-documents, word) for word in kept if (documents := snapshot.living(word)))
        return [(word, -count) for count, word in found[:limit]]

    def frequencies(self, words):
        finder = Finder(self._latest())
        with self._sound():
            return {word: finder.count(word) for word in words}

    def contents(self):
        snapshot = self._latest(fresh=True)
        ids, digests = snapshot.ids[snapshot.alive].tolist(), snapshot.digests[snapshot.alive].tolist()
        return zip(ids, (digest.decode() for digest in digests), strict=True)

    def verify(self):
        self._reader_of(self._current()).verify()


def create(generation: Path, state: dict) -> None:
    """Make an empty index."""
    durable = storage.DurableStorage(generation)
    try:
        FileIndex.create(durable, schema(state | {"files": {}}))
    except BaseException:
        durable.abandon()
        raise


def fill_segment(writer, documents) -> Generator[None, None, bool]:
    """Put documents until enough are held in memory, yielding once for each; return whether there may be more."""
    for document in documents:
        base.refuse(document)
        writer.put(document)
        yield
        if writer.size >= FULL_SEGMENT:
            return True
    return False
