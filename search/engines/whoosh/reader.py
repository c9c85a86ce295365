"""Opening the commits of one generation: what has not changed since the last one is not read again."""

import threading
import time
from pathlib import Path

from whoosh.index import _DEF_INDEX_NAME, TOC, EmptyIndexError

from search.engines.base import EngineError, NoIndex, State
from search.engines.generations import REBUILD, unreadable
from search.engines.whoosh.layout import LIBRARY, VALUES
from search.engines.whoosh.merging import living
from search.engines.whoosh.segments import Cache, Numbers, Segment
from search.engines.whoosh.snapshots import Snapshot
from search.engines.whoosh.storage import MappedStorage, verify

KEYS_LIMIT = LEAVES_LIMIT = 40 * 2**20
"""Bytes of postings, and of their scores, that a process keeps."""

TRIES, PAUSE = 20, 0.02
"""How often, and after how many seconds, to look again for files that a commit has just replaced."""


class Reader:
    """Reads one generation. Any thread may use it."""

    def __init__(self, generation: Path):
        self.generation = generation
        self._storage = MappedStorage(generation)
        self._numbers = {name: Numbers() for name in VALUES}
        self._cache = Cache(KEYS_LIMIT)
        self._segments = {}
        self._lock = threading.RLock()
        self._commit, self._snapshot = None, None

    def state(self) -> State:
        """Return what the last commit says of itself. Raises `NoIndex`."""
        return self._patiently(lambda: self._state_of(self._read_toc(None)))

    def snapshot(self) -> Snapshot:
        """Return the last commit. Raises `NoIndex`."""
        with self._lock:
            return self._patiently(self._open)

    def segment(self, segment) -> Segment:
        """Return what a segment of Whoosh's holds."""
        with self._lock:
            name = segment.segment_id()
            if name not in self._segments:
                self._segments[name] = Segment(self._storage, segment, self._numbers, self._cache)
            return self._segments[name]

    def verify(self) -> None:
        """Read every file of the last commit, and raise `NoIndex` if one is not as it was written."""
        verified = set()
        self._patiently(lambda: verify(self.generation, self._read_toc(None).schema.archive["files"], verified))

    def _open(self):
        commit = TOC._latest_generation(self._storage, _DEF_INDEX_NAME)
        if commit != self._commit or self._snapshot is None:
            toc = self._read_toc(commit if commit >= 0 else None)
            segments = [self.segment(segment) for segment in toc.segments]
            alive = [living(segment) for segment in toc.segments]
            self._snapshot = Snapshot(segments, alive, self._numbers, self._state_of(toc), LEAVES_LIMIT)
            self._segments = {segment.name: segment for segment in segments}
            self._commit = commit
        return self._snapshot

    def _read_toc(self, commit):
        toc = TOC.read(self._storage, _DEF_INDEX_NAME, gen=commit)
        made, ours = toc.schema.archive["fingerprint"], LIBRARY.split("/")[0]
        if made.split("/")[0] != ours:
            raise NoIndex(f"The index in {self.generation} was made by another version ({made}): {REBUILD}")
        return toc

    def _state_of(self, toc):
        documents = sum(segment.doc_count() for segment in toc.segments)
        said = {name: value for name, value in toc.schema.archive.items() if name != "files"}
        return State(generation=self.generation.name, documents=documents, **said)

    def _patiently(self, read):
        """Read; look again where a commit has just replaced what was about to be read. Never repairs anything."""
        for left in reversed(range(TRIES)):
            try:
                return read()
            except EngineError:
                raise
            except (FileNotFoundError, EmptyIndexError) as error:
                if not left or not self.generation.is_dir():
                    raise NoIndex(f"The index in {self.generation} is incomplete ({error}): {REBUILD}") from error
                time.sleep(PAUSE)
            except (OSError, MemoryError) as error:
                raise unreadable(self.generation, error) from error
            except Exception as error:
                raise NoIndex(
                    f"The index in {self.generation} cannot be read ({type(error).__name__}: {error}): {REBUILD}"
                ) from error
        return None
