"""How often something was printed in the course of time: up to five queries side by side, beside all that is held."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from articles.exporting import csv
from articles.parameters import BadParameters, Choice, Mistake, Parameter
from search import asking
from search.engines import days
from search.engines.base import NEWEST, Engine, Histogram, Query
from search.parameters import INTERVALS, Asked
from search.query.explain import understood
from search.query.nodes import Everything, Node
from search.query.parser import VERSION

MOST_QUERIES = 5
"""More lines than these nobody tells apart."""

MOST_INTERVALS = 9_000
"""As days 24 years, as months 750; years are always fewer, of which the archive knows 8,599."""

COLUMNS = ("q", "start", "count", "share", "held")
"""Of the table: a row for each query and interval."""


class Queries(Parameter):
    """One query or several, in the order given; what is wrong with one is found when it is parsed."""

    repeated = True

    def described(self):
        return {"type": "array", "items": super().described()}  # empty ones do not count towards MOST_QUERIES

    def given(self, values):
        if len(values) > MOST_QUERIES:
            sentence = _("{name} is given {count} times: at most {most} are counted side by side.")
            raise Mistake(sentence.format(name=self.name, count=len(values), most=MOST_QUERIES))
        return tuple(values)


class TrendParameters(Asked):
    """What `trends/` takes: the filters of `search/`, and its `histogram`, which has the same values and meaning."""

    q = Queries(
        "What to count, in the query language; everything when left out. "
        f"Repeated up to {MOST_QUERIES} times: each is counted by itself.",
        default=(),
        longest=None,
    )
    histogram = Choice(
        "By year, month or day. `auto` chooses by the time of all that is held under the filters.",
        *INTERVALS,
        default="auto",
    )
    order = NEWEST

    @property
    def queries(self):
        """The queries, at least one."""
        return self.q or ("",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """How often one query finds something: `counts` are those of the intervals, in their order."""

    q: str
    typed: Node
    total: int
    counts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trends:
    """All that was counted. `starts` are the first days of the intervals, `held` the articles there are in each."""

    interval: str
    starts: tuple[datetime.date, ...]
    total: int
    held: tuple[int, ...]
    trends: tuple[Trend, ...]

    def shares(self, trend: Trend) -> Iterator[float | None]:
        """Yield which part of all that is held in each interval a query finds; None where nothing is held."""
        for count, held in zip(trend.counts, self.held, strict=True):
            # a commit may lie between two counts: no share is more than all
            yield float(f"{min(1, count / held):.6g}") if held else None


def count(asked: TrendParameters, engine: Engine) -> Trends:
    """Count what is asked for: one question to the engine for each query, and one for all that is held.

    The intervals are those from the first to the last in which anything is held, so that 0 means that it was not
    printed. Raises `BadParameters` and `EngineError`.
    """
    trees = prepared(asked, engine)
    held = engine.search(_by_time(asked, Everything(), asked.histogram), size=0)
    interval = held.histogram.interval
    starts = intervals(held.histogram)
    found = [engine.search(_by_time(asked, ready, interval), size=0) for _, ready in trees]
    return Trends(
        interval=interval,
        starts=starts,
        total=held.total,
        held=filled(starts, held.histogram),
        trends=tuple(
            Trend(q=q, typed=typed, total=one.total, counts=filled(starts, one.histogram))
            for q, (typed, _), one in zip(asked.queries, trees, found, strict=True)
        ),
    )


def prepared(asked: TrendParameters, engine: Engine) -> list[tuple[Node, Node]]:
    """Return the typed and the ready tree of each query. Raises `BadParameters` with every mistake in any of them."""
    trees, mistakes = [], []
    for number, q in enumerate(asked.queries, 1):
        try:
            typed = asking.tree_of(q, asked.match)
            trees.append((typed, asking.prepare(typed, engine).tree))
        except BadParameters as error:
            mistakes += [numbered(one, number) if len(asked.queries) > 1 else one for one in error.mistakes]
    if mistakes:
        raise BadParameters(*mistakes)
    return trees


def numbered(mistake: Mistake, number: int) -> Mistake:
    """Return a mistake that says in which query it is."""
    mistake.detail = _("Query {number}: {mistake}").format(number=number, mistake=mistake.detail)
    mistake.number = number
    return mistake


def _by_time(asked, where, interval) -> Query:
    return replace(asked.query(where), histogram=interval)


def intervals(histogram: Histogram) -> tuple[datetime.date, ...]:
    """Return the first days of all intervals from the first to the last; raises `BadParameters` for too many."""
    if not histogram.buckets:
        return ()
    interval, ends = histogram.interval, (histogram.buckets[0][0], histogram.buckets[-1][0])
    first, last = (days.number_of(day, interval) for day in ends)
    if (number := last - first + 1) > MOST_INTERVALS:
        raise BadParameters(too_many(interval, *ends, number, MOST_INTERVALS))
    return tuple(days.numbered(one, interval) for one in range(first, last + 1))


def too_many(interval, first, last, number, most) -> Mistake:
    """Return what is wrong where a time has too many intervals."""
    sentence = _(
        "histogram is “{interval}”, of which there are {number} from {first} to {last}, and at most {most} are "
        "counted: take {coarser}, or narrow the time by published_after and published_before."
    )
    coarser = INTERVALS[: INTERVALS.index(interval)] or ("year",)
    told = {"interval": interval, "number": number, "first": first, "last": last, "most": most, "coarser": coarser[-1]}
    return Mistake(sentence.format(**told), parameter="histogram", valid=coarser)


def too_long(first, last, number, most) -> Mistake:
    """Return what is wrong where a time has too many years."""
    sentence = _(
        "There are {number} years from {first} to {last}, and at most {most} are shown: "
        "narrow the time by published_after and published_before."
    )
    told = {"number": number, "first": first.year, "last": last.year, "most": most}
    return Mistake(sentence.format(**told), parameter="published_after")


def filled(starts, histogram: Histogram) -> tuple[int, ...]:
    """Return the count of each interval, 0 where there is none."""
    counts = dict(histogram.buckets)
    return tuple(counts.get(start, 0) for start in starts)


# --- as readers get it ----------------------------------------------------------------------------


def shown(counted: Trends) -> dict:
    """Return the counts as JSON has them."""
    held = [{"start": start, "count": count} for start, count in zip(counted.starts, counted.held, strict=True)]
    return {
        "interval": counted.interval,
        "queries": [_shown(counted, one) for one in counted.trends],
        "held": {"total": counted.total, "buckets": held},
    }


def _shown(counted, trend):
    buckets = zip(counted.starts, trend.counts, counted.shares(trend), strict=True)
    return {
        "q": trend.q,
        "understood": understood(trend.typed),
        "version": VERSION,
        "total": trend.total,
        "buckets": [{"start": start, "count": count, "share": share} for start, count, share in buckets],
    }


def table(counted: Trends) -> bytes:
    """Return the counts as a table for spreadsheets, below the names of its columns."""
    return csv.written([COLUMNS, *(map(csv.cell, row) for row in _rows(counted))])


def _rows(counted):
    for trend in counted.trends:
        for start, *numbers in zip(counted.starts, trend.counts, counted.shares(trend), counted.held, strict=True):
            yield trend.q, start.isoformat(), *numbers
