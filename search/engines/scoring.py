"""The one ranking formula of all engines, for numbers and numpy arrays alike."""

import math
from bisect import bisect

from search.engines.base import K1, B

LENGTHS = [*range(32), *(24 + (8 + low << high) for high in range(28) for low in range(8))]
"""Lengths of a field that Lucene and Tantivy can keep, a byte for each; all others they round down."""


def fill(length: int) -> int:
    """Return how many words a field lacks for its length to be rounded to the nearest one, not always down.

    A length that is an eighth too short makes scores wrong by several parts in a hundred.

    >>> [fill(length) for length in (39, 57, 58, 59, 60)]
    [0, 0, 0, 1, 0]
    """
    place = bisect(LENGTHS, length)
    more, less = LENGTHS[place] - length, length - LENGTHS[place - 1]
    return more if more < less else 0


def idf(found: int, documents: int) -> float:
    """How much finding a word says that stands in `found` of the living `documents`."""
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


def saturation(count, length, average):
    """How much `count` occurrences in a text of `length` say, from 0 to 1; both may be arrays.

    `average` is the mean length over all living documents, those without the field included.
    """
    return count / (count + K1 * (1 - B + B * length / average))
