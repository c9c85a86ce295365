"""From what a tree finds to the answer: filters, facets, histogram, order and pages."""

import datetime

import numpy as np

from search.engines import days
from search.engines.base import FACET_LIMIT, NEWEST, RELEVANCE, Histogram, Hit, Query, Results
from search.engines.whoosh.finding import Finder
from search.engines.whoosh.snapshots import Snapshot


def answer(snapshot: Snapshot, query: Query, size: int, after: tuple[float, int] | None) -> Results:
    """Answer one question from one commit."""
    finder = Finder(snapshot, scored=size > 0 and query.sort == RELEVANCE)
    mask, scores = finder.find(query.where)
    mask &= snapshot.alive
    if query.published_after or query.published_before:
        mask &= finder.between(query.published_after, query.published_before)
    filters = {name: snapshot.with_values(name, values) for name, values in query.filters.items()}
    documents = np.flatnonzero(every(mask, filters))
    hits, following = page(snapshot, query.sort, documents, scores, size, after)
    return Results(
        hits=hits,
        total=len(documents),
        facets={name: facet(snapshot, name, every(mask, filters, without=name)) for name in query.facets},
        histogram=query.histogram and histogram(snapshot, documents, query.histogram),
        next=following,
    )


def every(mask, filters, *, without=None):
    """Return what passes all filters but that of the facet `without`."""
    for name, passes in filters.items():
        if name != without:
            mask = mask & passes
    return mask


# --- order ------------------------------------------------------------------------------------------


def page(snapshot, sort, documents, scores, size, after):
    """Return the hits behind `after` and where the next page starts."""
    ids = snapshot.ids[documents]
    if sort == RELEVANCE:
        values = np.zeros(len(documents)) if scores is None else scores[documents]
    else:
        values = snapshot.published[documents]
    first = values if sort not in (NEWEST, RELEVANCE) else -values
    second = -ids if sort == NEWEST else ids
    chosen = np.arange(len(documents)) if after is None else behind(first, second, sort, *after)
    more = size < len(chosen)
    chosen = chosen[smallest(first[chosen], second[chosen], size)]
    pairs = list(zip(values[chosen].tolist(), ids[chosen].tolist(), strict=True))
    hits = tuple(Hit(id=number, score=value if sort == RELEVANCE else None) for value, number in pairs)
    return hits, pairs[-1] if pairs and more else None


def behind(first, second, sort, value, number):
    """Return the places of what comes after a hit in the order."""
    value = -value if sort in (NEWEST, RELEVANCE) else value
    number = -number if sort == NEWEST else number
    return np.flatnonzero((first > value) | (first == value) & (second > number))


def smallest(first, second, size):
    """Return the places of the `size` smallest pairs, in order, without sorting all."""
    if size == 0:
        return np.empty(0, np.int64)
    places = np.arange(len(first))
    if size < len(first):
        limit = np.partition(first, size - 1)[size - 1]
        below, ties = np.flatnonzero(first < limit), np.flatnonzero(first == limit)
        wanted = size - len(below)
        if wanted < len(ties):
            ties = ties[np.argpartition(second[ties], wanted - 1)[:wanted]]
        places = np.concatenate([below, ties])
    return places[np.lexsort((second[places], first[places]))]


# --- counts -----------------------------------------------------------------------------------------


def facet(snapshot, name, mask):
    """Count the values of a facet: the most frequent, then by name."""
    if not mask.any():
        return ()
    documents, numbers, names = snapshot.values(name)
    counts = np.bincount(numbers[mask[documents]])
    present = np.flatnonzero(counts)
    if len(present) > FACET_LIMIT:
        limit = np.partition(counts[present], -FACET_LIMIT)[-FACET_LIMIT]
        present = present[counts[present] >= limit]
    pairs = sorted(
        (-count, names[number]) for number, count in zip(present.tolist(), counts[present].tolist(), strict=True)
    )
    return tuple((value, -count) for count, value in pairs[:FACET_LIMIT])


def histogram(snapshot, documents, interval):
    """Count by year, month or day."""
    seconds = snapshot.published[documents]
    if interval == "auto":
        ends = [days.day_of(int(end)) for end in (seconds.min(), seconds.max())] if len(seconds) else []
        interval = days.auto_interval(*ends) if ends else "year"
    if interval == "day":
        numbers = seconds // days.DAY
    else:
        numbers = snapshot.months[documents] // (12 if interval == "year" else 1)
    return Histogram(interval=interval, buckets=tuple(buckets(numbers, interval)))


def buckets(numbers, interval):
    """Yield (first day, count) for numbers of years, months or days since 1970."""
    if not len(numbers):
        return
    least = int(numbers.min())
    if int(numbers.max()) - least < 10_000:
        counts = np.bincount(numbers - least)
        values = np.flatnonzero(counts)
        values, counts = values + least, counts[values]
    else:
        values, counts = np.unique(numbers, return_counts=True)
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        yield first_day(value, interval), count


def first_day(number: int, interval: str) -> datetime.date:
    """Return the first day of a year, month or day counted from 1970."""
    if interval == "day":
        return datetime.date.fromordinal(number + days.EPOCH)
    year, month = (1970 + number // 12, number % 12 + 1) if interval == "month" else (1970 + number, 1)
    return datetime.date(year, month, 1)
