"""Keys in memory, until they are written: appended document by document, sorted by term once, by numpy."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np

from search.engines.whoosh.layout import DOCUMENT
from search.engines.whoosh.postings import Lists, part

PORTION = 500_000
"""Keys that are written together."""


class Gathered:
    """The lists of keys of one field, in the order in which they came: 12 bytes a key. `len` is how many keys.

    With `sets` the detail of a key is a set of bits, and a document has one key for a term: all its bits.
    """

    def __init__(self, *, sets: bool = False):
        self._sets = sets
        self._terms = defaultdict()
        self._terms.default_factory = self._terms.__len__
        self._numbers, self._keys = array("I"), array("Q")

    def __len__(self):
        return len(self._keys)

    def add(self, terms: Collection[str], keys: bytes) -> None:
        """Add a key for each term; those of later documents must be larger."""
        self._numbers.extend(map(self._terms.__getitem__, terms))
        self._keys.frombytes(keys)

    def portions(self, prefix: bytes) -> Iterator[Lists]:
        """Yield all lists, of terms behind this prefix, and let go of them."""
        terms = sorted((prefix + term.encode("utf-8", "surrogatepass"), number) for term, number in self._terms.items())
        ranks = np.empty(len(terms), np.uint32)
        ranks[[number for _, number in terms]] = np.arange(len(terms))
        numbers = ranks[np.frombuffer(self._numbers, np.uint32)]
        order = np.argsort(numbers, kind="stable")
        numbers, keys = numbers[order], np.frombuffer(self._keys, np.uint64)[order]
        self._terms, self._numbers, self._keys = {}, array("I"), array("Q")
        if self._sets:
            numbers, keys = united(numbers, keys)
        ends = np.bincount(numbers, minlength=len(terms)).cumsum()
        yield from portions(Lists(terms=[term for term, _ in terms], keys=keys, ends=ends))


def portions(lists: Lists) -> Iterator[Lists]:
    """Part lists so that Python holds the details of some only, which take ten times the room."""
    begin, count = 0, len(lists.terms)
    while begin < count:
        start = int(lists.ends[begin - 1]) if begin else 0
        end = min(int(np.searchsorted(lists.ends, start + PORTION)) + 1, count)
        yield part(lists, begin, end)
        begin = end


def united(numbers: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make one key of neighbours with the same term's number and the same document."""
    documents = keys >> np.uint64(DOCUMENT)
    first = np.ones(len(keys), bool)
    first[1:] = (numbers[1:] != numbers[:-1]) | (documents[1:] != documents[:-1])
    starts = np.flatnonzero(first)
    return numbers[starts], np.bitwise_or.reduceat(keys, starts) if keys.size else keys
