"""From a query to the answer: order and pages, facets, histogram."""

import datetime
from collections import Counter
from functools import lru_cache

from tantivy import Order, Query

from search.engines import base, days
from search.engines.base import FACET_LIMIT, NEWEST, RELEVANCE, Histogram, Hit, Results
from search.engines.tantivy.questions import Questions, between, both, in_range, valued

SPARE = 20
"""Hits that are looked at beyond a page: only one of another score than the last one's is sure of its place."""

MORE = 8
"""How many times as many hits are looked at where those of equal score do not end among the first."""

DEEP = 1_000
"""Hits that are looked at first for a page by relevance that is not the first."""

ALL_VALUES = 1_000_000
"""Values of a facet that each segment tells of: all, so that counts are exact."""

WINDOW = 50_000
"""Days of a histogram that are counted at once; Tantivy gives at most 65,000."""


def answer(snapshot, query: base.Query, size: int, after: tuple[float, int] | None) -> Results:
    """Answer one question from one commit."""
    asked = Asked(snapshot, query)
    hits, total, following = Page(snapshot, query, asked.scored if size else asked, size, after).read()
    facets, histogram = Counts(snapshot, asked).read()
    return Results(hits=hits, total=total, facets=facets, histogram=histogram, next=following)


class Asked:
    """One question as Tantivy's queries: `everything` is all that must hold, `without` a facet's own filter."""

    def __init__(self, snapshot, query: base.Query, *, scored: bool = False):
        self.snapshot, self.query = snapshot, query
        questions = Questions(snapshot.languages, scored=scored)
        self._where = [questions.of(query.where)]
        self.ranks = questions.ranks
        if query.published_after or query.published_before:
            self._where.append(between(query.published_after, query.published_before))
        self._filters = {name: valued(name, values) for name, values in query.filters.items()}

    @property
    def scored(self):
        """The same with scores, where they are wanted."""
        return Asked(self.snapshot, self.query, scored=True) if self.query.sort == RELEVANCE else self

    @property
    def everything(self) -> Query:
        return self.without(None)

    def without(self, facet) -> Query:
        return both(*self._where, *(found for name, found in self._filters.items() if name != facet))


# --- order ------------------------------------------------------------------------------------------


class Page:
    """One page of hits in the order asked for, how many there are in all, and where the next page starts."""

    def __init__(self, snapshot, query, asked, size, after):
        self.snapshot, self.query, self.size, self.after = snapshot, asked.everything, size, after
        self.sort, self.ranks = query.sort, asked.ranks

    def read(self):
        if not self.size:
            return (), self.snapshot.count(self.query), None
        if self.sort != RELEVANCE:
            pairs, total = self._by_date()
        else:
            pairs, total = self._by_score() if self.ranks else self._by_id()
        page = pairs[: self.size]
        hits = tuple(Hit(id=number, score=value if self.sort == RELEVANCE else None) for value, number in page)
        return hits, total, page[-1] if len(pairs) > self.size else None

    # By relevance: Tantivy orders equal scores as they lie in its segments, we by id.

    def _by_score(self):
        limit = self.size + SPARE if self.after is None else DEEP
        while True:
            pairs, total = self.snapshot.best(self.query, limit)
            whole = len(pairs) < limit
            lowest = pairs[-1][0] if pairs else 0.0
            sure = sorted((-value, number) for value, number in pairs if whole or value > lowest)
            if self.after is not None:
                place = (-self.after[0], self.after[1])
                sure = [pair for pair in sure if pair > place]
            found = [(-value, number) for value, number in sure]
            if whole or len(found) > self.size:
                return found, total
            if lowest == 0.0:
                return found + self._unranked({number for value, number in pairs if value}), total
            limit *= MORE

    def _by_id(self):
        """Read what nothing ranks."""
        return self._unranked(frozenset()), self.snapshot.count(self.query)

    def _unranked(self, ranked):
        """Read what has a score of 0, by id; all that has another one is in `ranked`."""
        behind = self.query
        if self.after is not None and self.after[0] <= 0:
            behind = both(behind, in_range("id", self.after[1], None, include_lower=False))
        ids = self.snapshot.ordered(behind, "id", Order.Asc, self.size + 1 + len(ranked))
        return [(0.0, number) for number, _ in ids if number not in ranked]

    # By date: many articles stand at the same second, that of a day's beginning; these go by id.

    def _by_date(self):
        wanted = self.size + 1
        if self.after is None:
            return self._dated(self.query, wanted)
        value, number = int(self.after[0]), self.after[1]
        found, total = self._same_second(value, number, wanted), self.snapshot.count(self.query)
        if len(found) < wanted:
            found += self._dated(both(self.query, self._beyond("published", value)), wanted - len(found))[0]
        return found, total

    def _dated(self, query, wanted):
        """Read the first by date, and how many there are.

        Those of the last second may be cut off anywhere: where they are needed, they are read again by id.
        """
        limit = wanted + SPARE
        pairs, total = self.snapshot.first(query, "published", self._direction, limit)
        if len(pairs) < limit:
            return self._sorted(pairs), total
        last = pairs[-1][0]
        sure = self._sorted([pair for pair in pairs if pair[0] != last])
        if len(sure) < wanted:
            sure += self._same_second(last, None, wanted - len(sure))
        return sure, total

    def _sorted(self, pairs):
        return sorted(pairs, reverse=self.sort == NEWEST)

    def _same_second(self, value, number, wanted):
        query = both(self.query, in_range("published", value, value))
        if number is not None:
            query = both(query, self._beyond("id", number))
        return [(value, number) for number, _ in self.snapshot.ordered(query, "id", self._direction, wanted)]

    @property
    def _direction(self):
        return Order.Desc if self.sort == NEWEST else Order.Asc

    def _beyond(self, field, value):
        if self.sort == NEWEST:
            return in_range(field, None, value, include_upper=False)
        return in_range(field, value, None, include_lower=False)


# --- counts -----------------------------------------------------------------------------------------

MONTHS = {"months": {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}}}
ENDS = {"first": {"min": {"field": "published"}}, "last": {"max": {"field": "published"}}}
DAYS = {"days": {"histogram": {"field": "published", "interval": days.DAY, "min_doc_count": 1}}}


class Counts:
    """Facets and histogram of one question: one pass for all, one more for each facet that has a filter of its own."""

    def __init__(self, snapshot, asked):
        self.snapshot, self.asked, self.query = snapshot, asked, asked.query

    def read(self):
        alone = [name for name in self.query.facets if name in self.query.filters]
        wanted = {name: values(name) for name in self.query.facets if name not in alone}
        if self.query.histogram:
            wanted |= MONTHS
        found = self.snapshot.aggregate(self.asked.everything, wanted) if wanted else {}
        for name in alone:
            found |= self.snapshot.aggregate(self.asked.without(name), {name: values(name)})
        facets = {name: found[name]["buckets"] for name in self.query.facets}
        counts = {name: tuple((each["key"], each["doc_count"]) for each in buckets) for name, buckets in facets.items()}
        return counts, self._histogram(found)

    def _histogram(self, found):
        interval = self.query.histogram
        if not interval:
            return None
        months = {int(bucket["key"]): bucket["doc_count"] for bucket in found["months"]["buckets"]}
        if interval == "auto":
            interval = self._auto(months) if months else "year"
        buckets = self._days(months) if interval == "day" and months else by(interval, months)
        return Histogram(interval=interval, buckets=tuple(buckets))

    def _auto(self, months):
        """Tell the interval from the months; the days are asked for only where these leave it open."""
        first, last = min(months), max(months)
        interval = days.auto_interval(begin_of(first), begin_of(last + 1))
        if interval == days.auto_interval(begin_of(first + 1), begin_of(last)):
            return interval
        found = self.snapshot.aggregate(self.asked.everything, ENDS)
        return days.auto_interval(*(days.day_of(int(found[end]["value"])) for end in ("first", "last")))

    def _days(self, months):
        begin, end = days.midnight(begin_of(min(months))), days.midnight(begin_of(max(months) + 1))
        for start in range(begin, end, WINDOW * days.DAY):
            window = in_range("published", start, start + WINDOW * days.DAY, include_upper=False)
            found = self.snapshot.aggregate(both(self.asked.everything, window), DAYS)
            for bucket in found["days"]["buckets"]:
                yield days.day_of(int(bucket["key"])), bucket["doc_count"]


def values(name: str) -> dict:
    """Return what counts the most frequent values of a facet; Tantivy puts those as frequent in order by name."""
    return {"terms": {"field": name, "size": FACET_LIMIT, "segment_size": ALL_VALUES}}


def by(interval: str, months: dict[int, int]):
    """Return (first day, count) by year or month."""
    counts = months
    if interval == "year":
        counts = Counter()
        for number, count in months.items():
            counts[number // 12 * 12] += count
    return [(begin_of(number), count) for number, count in sorted(counts.items())]


@lru_cache(12 * 1_000)
def begin_of(month: int) -> datetime.date:
    """Return the first day of a month, which is counted from the year 0 on."""
    return datetime.date(month // 12, month % 12 + 1, 1)
