"""The histogram of an answer as a row of bars, and each bar as a way to its time."""

import datetime
from dataclasses import dataclass
from math import sqrt

HEIGHT = 48
"""Of the highest bar. Heights go by the square root, so that a few articles are seen beside thousands."""

WIDTH = 8
MOST_BARS = 250
"""More than this would be hairs; a wrong date far away must not flatten all others."""

NAMES = {"year": "{0.year}", "month": "{0:%B} {0.year}", "day": "{0.day} {0:%B} {0.year}"}


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
    interval = histogram["interval"]
    buckets = histogram["buckets"]
    most = max((bucket["count"] for bucket in buckets), default=0)
    places = places_of([bucket["start"] for bucket in buckets], interval)
    return [_bar(bucket, interval, place, most) for bucket, place in zip(buckets, places, strict=True)]


def _bar(bucket, interval, place, most):
    first, count = bucket["start"], bucket["count"]
    height = max(1, round(HEIGHT * sqrt(count / most)))
    return Bar(
        name=NAMES[interval].format(first),
        first=first,
        after=behind(first, interval),
        count=count,
        x=place * WIDTH,
        y=HEIGHT - height,
        height=height,
    )


def places_of(days, interval):
    """Return how many intervals after the first each day stands; one after the other where time is too long."""
    numbers = [number_of(day, interval) for day in days]
    if numbers and numbers[-1] - numbers[0] >= MOST_BARS:
        return list(range(len(days)))
    return [number - numbers[0] for number in numbers]


def number_of(day, interval):
    """Return a number that grows by one with each interval."""
    return {"year": day.year, "month": day.year * 12 + day.month, "day": day.toordinal()}[interval]


def behind(first, interval):
    """Return the first day after an interval."""
    if interval == "day":
        return first + datetime.timedelta(days=1)
    if interval == "month" and first.month < 12:
        return first.replace(month=first.month + 1)
    return datetime.date(first.year + 1, 1, 1)
