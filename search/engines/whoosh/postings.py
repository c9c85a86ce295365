"""Lists of keys on disk, in Whoosh's own format of postings: written many lists at a time, read one by one.

A list is blocks of postings: document numbers as differences, how many details each document has (None: one each),
and the details as one string of 32-bit numbers. Whoosh writes the same posting by posting, in five times the time.
"""

import io
import pickle
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3TermInfo

from search.engines.whoosh.layout import BLOCK, DOCUMENT

NONE = np.empty(0, np.uint64)

INT = struct.Struct("!i")
TERM = struct.Struct(W3TermInfo._struct.format + "qi")
"""What is kept of a term: flags, weight, documents, lengths, largest weight, first and last document, and the place
of its list: offset and length."""

PROTOCOL = 3
"""Of pickle: the first that has bytes; Whoosh's 2 writes them as text, at twice the time and length."""

LEVEL, WORTHWHILE = 1, 200
"""How much, and from how many bytes on, a block is compressed: level 3 saves 2 % of the index for 10 % of the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lists:
    """Some lists of keys, one behind the other in `keys`; `ends` is where each one ends.

    `terms` are what they are lists of, as they stand in a lexicon: the field's number and the text; ascending.
    """

    terms: list[bytes]
    keys: np.ndarray
    ends: np.ndarray


def part(lists: Lists, begin: int, end: int) -> Lists | None:
    """Return some of the lists; None where there are none."""
    if begin == end or (begin, end) == (0, len(lists.terms)):
        return lists if begin < end else None
    start = int(lists.ends[begin - 1]) if begin else 0
    ends = lists.ends[begin:end]
    return Lists(terms=lists.terms[begin:end], keys=lists.keys[start : int(ends[-1])], ends=ends - start)


def encode(lists: Lists, offset: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield (what is kept of the term, its list) for each; the first list will lie at this offset of the file."""
    encoder = Encoder(lists.keys, lists.ends)
    for begin, end in pairwise(encoder.begins):
        postings = WHOOSH3_HEADER_MAGIC + encoder.blocks(begin, end)
        yield encoder.facts(begin, end, offset, len(postings)), postings
        offset += len(postings)


class Encoder:
    """All that blocks consist of, made by numpy for many lists at once: most are short.

    `begins` is the number of the posting at which each list begins; the last one is where all end.
    """

    def __init__(self, keys: np.ndarray, ends: np.ndarray):
        documents = keys >> np.uint64(DOCUMENT)
        first = np.ones(len(keys), bool)
        first[1:] = documents[1:] != documents[:-1]
        first[ends[:-1]] = True
        starts = np.flatnonzero(first)
        numbers = documents[starts].astype(np.int64)
        self.begins = [0, *np.searchsorted(starts, ends).tolist()]
        blocks = [low for begin, end in pairwise(self.begins) for low in range(begin, end, BLOCK)]
        steps = np.diff(numbers, prepend=0)
        steps[blocks] = numbers[blocks]
        self._documents, self._steps = numbers.tolist(), steps.tolist()
        self._counts = np.diff(starts, append=len(keys)).tolist()
        self._starts = [*starts.tolist(), len(keys)]
        self._details = keys.astype("<u4").tobytes()

    def facts(self, begin: int, end: int, offset: int, length: int) -> bytes:
        """Return what is kept of a term whose list has these postings."""
        weight, largest = self._starts[end] - self._starts[begin], max(self._counts[begin:end])
        first, last = self._documents[begin], self._documents[end - 1]
        return TERM.pack(0, weight, end - begin, 0, 0, largest, first, last, offset, length)

    def blocks(self, begin: int, end: int) -> bytes:
        """Return the postings of one list."""
        return b"".join([self._block(low, min(low + BLOCK, end), end) for low in range(begin, end, BLOCK)])

    def _block(self, low, high, end):
        """Return one block: its length (negative: the last), facts on it, its content."""
        counts = self._counts[low:high]
        most, details = max(counts), self._details[4 * self._starts[low] : 4 * self._starts[high]]
        weights = None if most == 1 else tuple(map(float, counts))
        content = pickle.dumps((tuple(self._steps[low:high]), weights, details), PROTOCOL)
        level = LEVEL if len(content) >= WORTHWHILE else 0
        if level:
            content = zlib.compress(content, level)
        facts = pickle.dumps((high - low, self._documents[high - 1], float(most), level, 0, 0), PROTOCOL)
        length = len(facts) + len(content)
        return INT.pack(-length if high == end else length) + facts + content


def decode(postings: bytes, number: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys of so many lists that lie one behind the other, and where each one's end."""
    file = io.BytesIO(postings)
    steps, counts, details, sizes, ends = [], [], [], [], []
    for _ in range(number):
        if file.read(4) != WHOOSH3_HEADER_MAGIC:
            raise ValueError(f"no list of postings {file.tell()} bytes into {len(postings)}")
        length = 1
        while length > 0:  # that of the last block is negative
            (length,) = INT.unpack(file.read(4))
            documents, each, places = _content(file, abs(length))
            steps += documents
            counts += each or repeat(1, len(documents))
            details.append(places)
            sizes.append(len(documents))
        ends.append(len(steps))
    counts = np.array(counts, np.int64)
    documents = np.repeat(_summed(np.array(steps, np.int64), np.array(sizes)), counts).astype(np.uint64)
    keys = documents << np.uint64(DOCUMENT) | np.frombuffer(b"".join(details), "<u4")
    return keys, counts.cumsum()[np.array(ends) - 1]


def _content(file, length):
    """Return (steps, counts or None, details) of one block: pickled facts on it, then its content, pickled."""
    end = file.tell() + length
    _, _, _, compression, _, _ = pickle.load(file)  # noqa: S301
    content = file.read(end - file.tell())
    return pickle.loads(zlib.decompress(content) if compression else content)  # noqa: S301


def _summed(steps, sizes):
    """Return the documents' numbers of blocks of these sizes; each begins anew."""
    sums, begins = steps.cumsum(), sizes.cumsum() - sizes
    return sums - np.repeat(sums[begins] - steps[begins], sizes)
