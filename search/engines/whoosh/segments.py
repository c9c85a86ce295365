"""One segment of an index as numpy arrays: immutable, shared by all threads, read once while it lives."""

import contextlib
import io
import json
import pickle
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.columns import VarBytesColumn
from whoosh.reading import TermNotFound

from search.engines.base import EngineError
from search.engines.whoosh.layout import DOCUMENT, ROW, VALUES, WORDS

NONE = np.empty(0, np.uint64)
INT = struct.Struct("!i")
FREQUENCY = struct.Struct("!I")
FREQUENCY_AT = 5
"""Where in the information on a term (`W3TermInfo._struct`) the number of its documents stands."""


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


class Vocabulary:
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

    def __init__(self, storage, segment, vocabularies: dict[str, Vocabulary], cache: Cache):
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
        self._vocabularies = vocabularies

    @contextlib.contextmanager
    def _intact(self):
        """Say so where what was written cannot be read; whatever bytes are wrong, there is one thing to do."""
        try:
            yield
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(
                f"The index is damaged in {self.name} ({type(error).__name__}: {error}): `manage.py rebuild_index` "
                "makes a new one."
            ) from error

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
                lists[blob] = [
                    (name, [self._vocabularies[name].number(each) for each in names]) for name, names in held
                ]
            for name, found in lists[blob]:
                numbers[name] += found
                documents[name] += [document] * len(found)
        return {name: (np.array(documents[name], np.int64), np.array(numbers[name], np.int64)) for name in VALUES}

    def keys(self, field: str, text: str) -> np.ndarray:
        """Return the ascending keys of a stem or word in this segment, of deleted documents too."""
        return self._cache.get((self.name, field, text), lambda: self._read_keys(field, text))

    def _read_keys(self, field, text):
        with self._intact():
            try:
                term = self._terms.term_info(field, text.encode("utf-8", "surrogatepass"))
            except TermNotFound:
                return NONE
            return decode(self._postings, term.extent()[0])

    def words(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the plain words that begin so, with their documents, deleted ones too."""
        with self._intact():
            start = self._terms._keycoder(WORDS, prefix.encode("utf-8", "surrogatepass"))
            for key, value in self._terms._tindex.items_from(start):
                if not key.startswith(start):
                    return
                yield key[2:].decode("utf-8", "surrogatepass"), FREQUENCY.unpack_from(value, FREQUENCY_AT)[0]

    def terms(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """Yield (field, text, keys) of everything here."""
        with self._intact():
            for (field, text), term in self._terms.items():
                yield field, text.decode("utf-8", "surrogatepass"), decode(self._postings, term.extent()[0])


def decode(postings, offset: int) -> np.ndarray:
    """Return the keys of the list of postings at an offset: what `W3PostingsWriter` wrote, block by block."""
    if postings[offset : offset + 4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError(f"no list of postings at offset {offset}")
    position, keys, length = offset + 4, [], 1
    while length > 0:  # that of the last block is negative
        (length,) = INT.unpack_from(postings, position)
        position += INT.size
        keys.append(decode_block(io.BytesIO(postings[position : position + abs(length)])))
        position += abs(length)
    return keys[0] if len(keys) == 1 else np.concatenate(keys)


def decode_block(file) -> np.ndarray:
    """Return the keys of one block: pickled facts on it, then its content, pickled and perhaps compressed."""
    _, _, _, compression, _, _ = pickle.load(file)  # noqa: S301
    content = file.read()
    ids, counts, details = pickle.loads(zlib.decompress(content) if compression else content)  # noqa: S301
    documents = np.array(ids, np.uint64).cumsum(dtype=np.uint64) << np.uint64(DOCUMENT)
    if counts is not None:  # None: one each
        documents = np.repeat(documents, np.array(counts, np.int64))
    return documents | np.frombuffer(details, "<u4")
