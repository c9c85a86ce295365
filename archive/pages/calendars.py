"""How much is held of each time, as calendars: years by decade, the days of a year, the days of a month."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from search.engines.days import behind

LEVELS = 5
"""Shades of a calendar; numbers stand beside them, or are named."""

Counts = Iterable[tuple[datetime.date, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Time:
    """A year, a month or a day: its first day and the day after its last, how much is held, and in which shade."""

    first: datetime.date
    after: datetime.date
    count: int = 0
    level: int = 0


def level_of(count: int, most: int) -> int:
    """Return the shade of a count, from 1 for the least to LEVELS; 0 where there is nothing. By the square root."""
    return ceil(LEVELS * sqrt(count / most)) if count else 0


# --- years ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Decade:
    """Ten years, or a longer time of which nothing is held; then `last` is its last year and there are no `years`."""

    first: int
    last: int
    years: tuple[Time, ...] = ()


def decades(counts: Counts) -> list[Decade]:
    """Return the decades from the first to the last year in which anything is held; empty ones are put together."""
    by_year = {day.year: count for day, count in counts}
    if not by_year:
        return []
    first, last, most = min(by_year), max(by_year), max(by_year.values())
    found, empty = [], None
    for decade in range(first // 10 * 10, last + 1, 10):
        years = range(max(decade, first), min(decade + 9, last) + 1)
        if not any(year in by_year for year in years):
            empty = decade if empty is None else empty
            continue
        if empty is not None:
            found.append(Decade(first=empty, last=decade - 1))
            empty = None
        found.append(Decade(first=decade, last=decade + 9, years=tuple(year_of(one, by_year, most) for one in years)))
    return found


def year_of(year, by_year, most) -> Time:
    """Return a year with what is held of it."""
    first = datetime.date(year, 1, 1)
    count = by_year.get(year, 0)
    return Time(first=first, after=behind(first, "year"), count=count, level=level_of(count, most))


# --- months and days ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """A month: its days in weeks from Monday on, None where a week has a day of another month."""

    first: datetime.date
    after: datetime.date
    count: int
    level: int
    weeks: tuple[tuple[Time | None, ...], ...]


def months(year: int, counts: Counts) -> list[Month]:
    """Return the months of a year; shades compare the days, and the months, of this year."""
    by_day = dict(counts)
    totals = [sum(n for day, n in by_day.items() if day.month == number) for number in range(1, 13)]
    most, most_days = max(totals), max(by_day.values(), default=0)
    return [month(year, number, by_day, most_days, most) for number in range(1, 13)]


def month(year: int, number: int, by_day: dict, most_days: int, most: int) -> Month:
    """Return one month."""
    weeks = tuple(
        tuple(day_of(day, by_day, most_days) if day.month == number else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, number)
    )
    count = sum(day.count for week in weeks for day in week if day)
    first = datetime.date(year, number, 1)
    return Month(first=first, after=behind(first, "month"), count=count, level=level_of(count, most), weeks=weeks)


def day_of(day, by_day, most) -> Time:
    """Return a day with what is held of it."""
    count = by_day.get(day, 0)
    return Time(first=day, after=behind(day, "day"), count=count, level=level_of(count, most))


# --- gaps -----------------------------------------------------------------------------------------


def gaps(counts: Counts) -> list[tuple[datetime.date, datetime.date]]:
    """Return the times without any article between the first and the last month: (first month, last month)."""
    held = [day for day, _ in counts]
    found = []
    for before, after in pairwise(held):
        if (begin := behind(before, "month")) < after:
            found.append((begin, (after - datetime.timedelta(days=1)).replace(day=1)))
    return found
