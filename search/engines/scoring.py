"""The one ranking formula of all engines, for numbers and numpy arrays alike."""

import math

from search.engines.base import K1, B


def idf(found: int, documents: int) -> float:
    """How much finding a word says that stands in `found` of the living `documents`."""
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


def saturation(count, length, average):
    """How much `count` occurrences in a text of `length` say, from 0 to 1; both may be arrays.

    `average` is the mean length over all living documents, those without the field included.
    """
    return count / (count + K1 * (1 - B + B * length / average))
