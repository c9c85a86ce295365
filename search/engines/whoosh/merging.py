"""Joining segments: which ones, and their lists of keys, in memory that does not grow with them."""

from bisect import bisect_right
from collections.abc import Callable, Iterator

import numpy as np

from search.engines.whoosh.layout import DOCUMENT
from search.engines.whoosh.postings import Lists, part

CROWD = 8
"""Segments of like size that are joined: fewer would write each document more often, more would slow each search."""

ROOM = 300_000
"""Keys that one commit joins besides what it writes: a third of a second of work, for about 1,300 short articles."""

FULL_SEGMENT = 12 * 2**20
"""Keys of a segment that is joined with no other, and that a rebuild holds in memory; of 20 to 50,000 articles."""

SMALL = 2_000
"""Documents of a segment that is small to those who have time."""


# --- which ------------------------------------------------------------------------------------------


def crowd(segments: list, size_of: Callable, *, small: int, room: int) -> list:
    """Return the segments to join now: at least `CROWD` that are small, or as small as those before them together.

    So each document is written again some times as its segments grow tenfold, and few segments stay. What is
    mostly dead is joined at once, so that removed documents do not fill the disk. `size_of` gives the living
    keys of a segment; all that is joined has at most `room`.
    """
    dying = [segment for segment in segments if mostly_dead(segment)]
    alike, documents = [], 0
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        if segment not in dying and segment.doc_count() <= small + documents:
            alike.append(segment)
            documents += segment.doc_count()
    chosen = []
    for segment in [*dying, *(alike if len(alike) >= CROWD else ())]:
        if (size := size_of(segment)) <= room:
            chosen.append(segment)
            room -= size
    return chosen


def mostly_dead(segment) -> bool:
    """Tell whether more of a segment's documents are deleted than not."""
    return 2 * segment.doc_count() < segment.doc_count_all()


def living(segment) -> np.ndarray:
    """Return which documents of a segment of Whoosh's are not deleted."""
    alive = np.ones(segment.doc_count_all(), bool)
    alive[list(segment.deleted_docs())] = False
    return alive


# --- lists ------------------------------------------------------------------------------------------


def moved(source: Iterator[Lists], alive: np.ndarray, first: int) -> Iterator[Lists]:
    """Yield lists without dead documents; the living ones are numbered from `first` on."""
    places = (np.cumsum(alive) - 1 + first).astype(np.uint64) << np.uint64(DOCUMENT)
    low = np.uint64(2**DOCUMENT - 1)
    for lists in source:
        documents = lists.keys >> np.uint64(DOCUMENT)
        kept = alive[documents]
        keys = places[documents[kept]] | lists.keys[kept] & low
        yield Lists(terms=lists.terms, keys=keys, ends=np.concatenate(([0], kept.cumsum()))[lists.ends])


def merged(sources: list[Iterator[Lists]]) -> Iterator[Lists]:
    """Yield the lists of all sources in the order of their terms, those of one term joined in the order of the sources.

    A source gives portion after portion; one of each is held at a time.
    """
    held = dict(enumerate(next(source, None) for source in sources))
    while held := {number: lists for number, lists in held.items() if lists}:
        last = min(lists.terms[-1] for lists in held.values())
        parts = []
        for number, lists in held.items():
            some = bisect_right(lists.terms, last)
            parts.append(part(lists, 0, some))
            held[number] = part(lists, some, len(lists.terms)) or next(sources[number], None)
        yield from joined([lists for lists in parts if lists])


def joined(parts: list[Lists]) -> Iterator[Lists]:
    """Yield one portion of all parts, without lists that are empty; nothing where all are."""
    terms = sorted(set().union(*(lists.terms for lists in parts)))
    ranks = {term: rank for rank, term in enumerate(terms)}
    own = [np.repeat([ranks[term] for term in lists.terms], np.diff(lists.ends, prepend=0)) for lists in parts]
    numbers, keys = np.concatenate(own), np.concatenate([lists.keys for lists in parts])
    sizes = np.bincount(numbers, minlength=len(terms))
    if keys.size:
        yield Lists(
            terms=[term for term, size in zip(terms, sizes.tolist(), strict=True) if size],
            keys=keys[np.argsort(numbers, kind="stable")],
            ends=sizes[sizes > 0].cumsum(),
        )
