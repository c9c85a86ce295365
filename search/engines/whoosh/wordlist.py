"""The plain words of a segment as arrays, and the most frequent of several segments: what completion walks.

The lexicon itself is read key by key, which takes 18 ms for one letter of 21,578 stories; these arrays take 0.1 ms.
"""

from bisect import bisect_left, insort
from typing import NamedTuple

import numpy as np

from search.engines.whoosh.layout import WORDS
from search.engines.whoosh.lexicon import LENGTHS

NUMBER = 2
"""Bytes of a term before its text: the number of its field."""

DOCUMENTS = 5
"""Bytes of what is kept of a term before the number of its documents: flags and weight."""

FIRST = 64
"""Words of each segment that are looked at first, beside as many as are wanted."""


class Words(NamedTuple):
    """Words in order, in UTF-8 with a line break behind each; where each starts, and the end; documents of each."""

    joined: np.ndarray
    starts: np.ndarray
    counts: np.ndarray

    def at(self, number: int) -> bytes:
        """Return one word."""
        return self.joined[self.starts[number] : self.starts[number + 1] - 1].tobytes()

    def place(self, word: bytes) -> int:
        """Return where a word stands or would stand."""
        return bisect_left(range(len(self.counts)), word, key=self.at)

    def span(self, prefix: str) -> tuple[int, int]:
        """Return the first of the words that begin so, and the one behind the last."""
        start = encoded(prefix)
        return self.place(start), self.place(start + b"\xff")  # which is in no word

    def count(self, word: str) -> int:
        """Return in how many documents a word stands, deleted ones too."""
        place = self.place(encoded(word))
        return int(self.counts[place]) if place < len(self.counts) and self.at(place) == encoded(word) else 0

    def lines(self, prefix: str) -> str:
        """Return the words that begin so, one a line."""
        first, end = self.starts[list(self.span(prefix))]
        return decoded(self.joined[first : max(first, end - 1)].tobytes())

    def top(self, prefix: str, size: int) -> tuple[dict[str, int], int]:
        """Return the `size` most frequent words that begin so, the first of equals, and what no other one exceeds."""
        first, end = self.span(prefix)
        counts, rest = self.counts[first:end], 0
        places = np.arange(len(counts))
        if size < len(counts):
            rest = int(np.partition(counts, -size)[-size])
            above, equal = np.flatnonzero(counts > rest), np.flatnonzero(counts == rest)
            places = np.concatenate([above, equal[: size - len(above)]])
        pairs = zip((places + first).tolist(), counts[places].tolist(), strict=True)
        return {decoded(self.at(place)): count for place, count in pairs}, rest


def encoded(word: str) -> bytes:
    """Return a word as a lexicon has it: in an order that is that of its letters as well."""
    return word.encode("utf-8", "surrogatepass")


def decoded(word: bytes) -> str:
    """Return a word of a lexicon."""
    return word.decode("utf-8", "surrogatepass")


def read(terms) -> Words:
    """Read all words of a lexicon, a Whoosh reader of terms, at once."""
    table = terms._tindex
    file = np.frombuffer(table.dbfile.buffer, np.uint8)
    kind = np.dtype(f">{table.extras['indextype']}")
    places = np.frombuffer(table.dbfile.buffer, kind, table.indexlen, table.indexbase).astype(np.int64)
    field = np.frombuffer(terms._keycoder(WORDS, b""), np.uint8)
    texts = places + LENGTHS.size
    mine = (file[texts] == field[0]) & (file[texts + 1] == field[1])
    places, texts = places[mine], texts[mine]
    ends = texts + numbers(file, places)
    counts = numbers(file, ends + DOCUMENTS).astype(np.uint32)
    begins = texts + NUMBER
    buffer = table.dbfile.buffer
    joined = b"".join(
        [bytes(buffer[begin:end]) + b"\n" for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    )
    starts = np.concatenate([[0], np.cumsum(ends - begins + 1)]).astype(np.uint32)
    return Words(np.frombuffer(joined, np.uint8), starts, counts)


def numbers(file: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the numbers of four bytes, the highest first, that stand at these places."""
    return file[places[:, None] + np.arange(4)].view(">u4").astype(np.int64).ravel()


def most_frequent(lists, prefix, limit, living) -> list[tuple[str, int]]:
    """Return the words of most living documents that begin so, then by name.

    `lists` are the words of each segment, `living(word)` counts exactly: that is asked only of words that may be among
    the best. A word that is not looked at stands in no more documents than the last one of each segment that is.
    """
    size = FIRST + limit
    while True:
        tops = [words.top(prefix, size) for words in lists]
        bound = sum(rest for _, rest in tops)
        best = exact(bounds(tops, bound), limit, living)
        behind = -best[limit - 1][0] if 0 < limit <= len(best) else -1
        if not bound or behind > bound or (behind == bound and len(lists) == 1):
            return [(word, -count) for count, word in best[:limit]]
        size *= 4


def bounds(tops, bound) -> dict[str, int]:
    """Return each word with the number of documents that it can stand in at most."""
    most = {}
    for words, rest in tops:
        for word, count in words.items():
            most[word] = most.get(word, bound) + count - rest
    return most


def exact(most, limit, living) -> list[tuple[int, str]]:
    """Return (minus documents, word) of the best, in order; more than `limit` perhaps."""
    best = []
    for word, bound in sorted(most.items(), key=lambda pair: (-pair[1], pair[0])):
        if len(best) >= limit and (limit < 1 or bound < -best[limit - 1][0]):
            break
        if documents := living(word):
            insort(best, (-documents, word))
    return best
