"""Days and seconds as engines count them: UTC, from 1970 on, negative before."""

import calendar
import datetime

EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY = 86_400

AUTO = (("day", 62), ("month", 62 * 30))
"""`auto` takes the first interval whose limit, in days from the first to the last, is not exceeded; else years."""


def seconds(moment: datetime.datetime) -> int:
    """Whole seconds since 1970; a moment without zone is UTC."""
    return calendar.timegm(moment.utctimetuple())


def midnight(day: datetime.date, *, after: int = 0) -> int:
    """The second at which the day begins, or the day `after` days later, even behind the last possible date."""
    return (day.toordinal() - EPOCH + after) * DAY


def day_of(second: int) -> datetime.date:
    """The day a second lies in."""
    return datetime.date.fromordinal(second // DAY + EPOCH)


def start_of(day: datetime.date, interval: str) -> datetime.date:
    """The first day of the year, month or day that a day lies in."""
    if interval == "day":
        return day
    return day.replace(day=1) if interval == "month" else day.replace(month=1, day=1)


def number_of(day: datetime.date, interval: str) -> int:
    """A number that grows by one with each year, month or day."""
    return {"year": day.year, "month": day.year * 12 + day.month - 1, "day": day.toordinal()}[interval]


def numbered(number: int, interval: str) -> datetime.date:
    """The first day of the year, month or day of this number."""
    if interval == "day":
        return datetime.date.fromordinal(number)
    return datetime.date(number, 1, 1) if interval == "year" else datetime.date(number // 12, number % 12 + 1, 1)


def behind(day: datetime.date, interval: str) -> datetime.date:
    """The first day behind the year, month or day that a day lies in."""
    return numbered(number_of(day, interval) + 1, interval)


def auto_interval(first: datetime.date, last: datetime.date) -> str:
    """The finest interval that still makes a readable histogram of these days."""
    span = (last - first).days
    return next((interval for interval, limit in AUTO if span <= limit), "year")
