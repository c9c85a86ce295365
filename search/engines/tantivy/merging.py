"""When Tantivy joins segments: after each commit, in threads of its writer, which must not be let go of meanwhile.

What was deleted leaves the files when its segment is joined or has no living document left, and no call of the library
brings that about. So the words of a few articles that were taken out of a large segment stay in it, found by no search,
until a rebuild; and in the generation before, until the next one.
"""

import math

CROWD = 8
"""Segments of one level that Tantivy joins. This and the next two are the defaults of its `LogMergePolicy`."""

SMALL = 10_000
"""Documents up to which all segments are of one level."""

LEVEL = 0.75
"""A level's segments are smaller than its largest by at most this in the logarithm to base 2."""

LONG = 100_000
"""Documents whose joining is not waited for: about a second's work for a core."""


def due(segments: list[int]) -> int:
    """Return how many documents the largest level that Tantivy joins has, for segments of so many documents each."""
    return max((sum(level) for level in levels(segments) if len(level) >= CROWD), default=0)


def levels(segments: list[int]) -> list[list[int]]:
    """Return the segments by level, the largest first.

    >>> levels([90_000, 12, 70_000, 9_000])
    [[90000, 70000], [9000, 12]]
    """
    found, largest = [], math.inf
    for documents in sorted(segments, reverse=True):
        size = math.log2(max(documents, SMALL))
        if size < largest - LEVEL:
            largest = size
            found.append([])
        found[-1].append(documents)
    return found
