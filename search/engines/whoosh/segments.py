"""One segment of an index as numpy arrays: immutable, shared by all threads, read once while it lives."""

import contextlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn

from search.engines.base import EngineError, NoIndex
from search.engines.generations import REBUILD, unreadable
from search.engines.whoosh import wordlist
from search.engines.whoosh.layout import ROW, VALUES
from search.engines.whoosh.postings import NONE, TERM, Lists, decode

PORTION = 2**20
"""Bytes of postings that are read together to be merged."""


class Cache:
    """Keeps the arrays used last, up to `limit` bytes."""

    def __init__(self, limit: int):
        self.limit, self.size = limit, 0
        self._kept, self._lock = OrderedDict(), threading.Lock()

    def get(self, key, make: Callable):
        """Return what `make` makes for a key; two threads may make the same at once, both get something equal."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self.size += weight(made)
            while self.size > self.limit:
                self.size -= weight(self._kept.popitem(last=False)[1])
        return made


def weight(made) -> int:
    """Bytes that an array or a tuple of arrays takes, with what Python needs around them."""
    arrays = made if isinstance(made, tuple) else (made,)
    return 300 + sum(array.nbytes for array in arrays)


class Numbers:
    """Numbers for the values of a facet, given once and never taken back, so that segments share them."""

    def __init__(self):
        self.names = []
        self._numbers, self._lock = {}, threading.Lock()

    def number(self, name: str) -> int:
        """Return the number of a value, a new one if need be."""
        with self._lock:
            if name not in self._numbers:
                self._numbers[name] = len(self.names)
                self.names.append(name)
            return self._numbers[name]

    def known(self, names) -> list[int]:
        """Return the numbers of those values that any document read so far has had."""
        return [self._numbers[name] for name in names if name in self._numbers]


class Segment:
    """What one segment holds: `rows` is an array of `ROW`, `values` has (documents, their values' numbers) by name."""

    def __init__(self, storage, segment, numbers: dict[str, Numbers], cache: Cache):
        self.name = segment.segment_id()
        self.count = segment.doc_count_all()
        self._cache = cache
        self._terms = segment.codec().terms_reader(storage, segment)
        self._postings = segment.open_file(storage, W3Codec.POSTS_EXT).buffer
        rows = storage.open_file(W3Codec.column_filename(segment, "row")).buffer
        self.rows = np.frombuffer(rows, ROW, self.count)
        name = W3Codec.column_filename(segment, "values")
        file, length = storage.open_file(name), storage.file_length(name)
        self._blobs = VarBytesColumn().reader(file, 0, length, self.count)
        self._numbers = numbers

    @contextlib.contextmanager
    def _intact(self):
        """Say so where what was written cannot be read; whatever bytes are wrong, there is one thing to do."""
        try:
            yield
        except EngineError:
            raise
        except (OSError, MemoryError) as error:
            raise unreadable(self.name, error) from error
        except Exception as error:
            raise NoIndex(
                f"The index is damaged in {self.name} ({type(error).__name__}: {error}): {REBUILD}"
            ) from error

    def size(self, alive: np.ndarray) -> int:
        """Return how many keys the living documents have, about."""
        rows = self.rows[alive]
        return int(rows["lengths"].sum() + rows["sizes"].sum())

    def blobs(self) -> Iterator[bytes]:
        """Yield each document's values as they were written."""
        with self._intact():
            yield from self._blobs

    @cached_property
    def values(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        with self._intact():
            return self._read_values()

    def _read_values(self):
        documents, numbers = ({name: [] for name in VALUES} for _ in range(2))
        lists = {}
        for document, blob in enumerate(self.blobs()):
            if blob not in lists:
                held = zip(VALUES, json.loads(blob), strict=True)
                lists[blob] = [(name, [self._numbers[name].number(each) for each in names]) for name, names in held]
            for name, found in lists[blob]:
                numbers[name] += found
                documents[name] += [document] * len(found)
        return {name: (np.array(documents[name], np.int64), np.array(numbers[name], np.int64)) for name in VALUES}

    def keys(self, field: str, text: str) -> np.ndarray:
        """Return the ascending keys of a stem or word in this segment, of deleted documents too."""
        return self._cache.get((self.name, field, text), lambda: self._read_keys(field, text))

    def _read_keys(self, field, text):
        with self._intact():
            facts = self._facts(field, text)
            if facts is None:
                return NONE
            offset, length = facts[-2:]
            return decode(self._postings[offset : offset + length])[0]

    def _facts(self, field, text):
        """Return what is kept of a term; None where it does not stand."""
        value = self._terms._tindex.get(self._terms._keycoder(field, text.encode("utf-8", "surrogatepass")))
        return value and TERM.unpack(value)

    @property
    def words(self) -> wordlist.Words:
        """All plain words, with their documents, deleted ones too."""

        def read():
            with self._intact():
                return wordlist.read(self._terms)

        return self._cache.get((self.name, "words"), read)

    def lists(self) -> Iterator[Lists]:
        """Yield everything in portions."""
        with self._intact():
            terms, begin, end = [], 0, 0
            for term, value in self._terms._tindex.items():
                offset, length = TERM.unpack(value)[-2:]
                if end - begin > PORTION:
                    yield self._decoded(terms, begin, end)
                    terms = []
                if not terms:
                    begin = offset
                terms.append(term)
                end = offset + length
            if terms:
                yield self._decoded(terms, begin, end)

    def _decoded(self, terms, begin, end):
        keys, ends = decode(self._postings[begin:end], len(terms))
        return Lists(terms=terms, keys=keys, ends=ends)
