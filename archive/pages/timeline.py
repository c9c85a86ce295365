"""The histogram of an answer as a row of bars, and each bar as a way to its time."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from articles import moments
from search.engines import days

HEIGHT = 48
"""Of the highest bar. Heights go by the square root, so that a few articles are seen beside thousands."""

WIDTH = 8
MOST_BARS = 130
"""More than this would be hairs: the next wider interval is drawn then. A date far away must not flatten all else."""

INTERVALS = ("day", "month", "year", "decade")
"""From the finest on; no engine counts by decades."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One time: what it is called, its first day and the day after its last, and a bar in units of the drawing."""

    name: str
    first: datetime.date
    after: datetime.date
    count: int
    x: int
    y: int
    height: int


def bars(histogram):
    """Return the bars of a histogram in order, at their places in time where all fit."""
    interval, buckets = few(histogram["interval"], [(one["start"], one["count"]) for one in histogram["buckets"]])
    most = max((count for _, count in buckets), default=0)
    places = places_of([start for start, _ in buckets], interval)
    return [_bar(*bucket, interval, place, most) for bucket, place in zip(buckets, places, strict=True)]


def few(interval, buckets):
    """Return the finest interval from this one on that makes few enough bars, and the buckets added up by it."""
    for wider in INTERVALS[INTERVALS.index(interval) + 1 :]:
        if len(buckets) <= MOST_BARS:
            break
        interval = wider
        groups = groupby(buckets, lambda bucket, by=wider: start_of(bucket[0], by))
        buckets = [(start, sum(count for _, count in group)) for start, group in groups]
    return interval, buckets


def start_of(day, interval):
    """Return the first day of the month, year or decade of a day."""
    if interval == "decade":
        return datetime.date(day.year // 10 * 10, 1, 1)
    return days.start_of(day, interval)


def _bar(first, count, interval, place, most):
    height = max(1, round(HEIGHT * sqrt(count / most)))
    return Bar(
        name=name_of(first, interval),
        first=first,
        after=behind(first, interval),
        count=count,
        x=place * WIDTH,
        y=HEIGHT - height,
        height=height,
    )


def places_of(starts, interval):
    """Return how many intervals after the first each day stands; one after the other where time is too long."""
    numbers = [day.year // 10 if interval == "decade" else days.number_of(day, interval) for day in starts]
    if numbers and numbers[-1] - numbers[0] >= MOST_BARS:
        return list(range(len(starts)))
    return [number - numbers[0] for number in numbers]


def behind(first, interval):
    """Return the first day after an interval."""
    if interval == "decade":
        return datetime.date(min(first.year + 10, datetime.MAXYEAR), 1, 1)
    return days.behind(first, interval)


def name_of(first, interval):
    """Return what readers call an interval, in their language."""
    if interval == "decade":
        return f"{first.year}–{first.year + 9}"
    return moments.TOLD[interval](first)
