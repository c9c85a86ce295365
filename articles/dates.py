"""Dates as precise as they are known, written and parsed as one piece of text.

`2023`, `2023-09`, `2023-09-20` or `2023-09-20 14:05`, always UTC. What is not known stands at its first.
"""

import datetime
import re

FORMATS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M"}
"""Precision → how a date of that precision is written."""

PRECISIONS = tuple(FORMATS)
"""From the least to the most precise."""

WORDS = {"year": "{0.year}", "month": "{0:%B} {0.year}", "day": "{0.day} {0:%B} {0.year}"}
WORDS["minute"] = WORDS["day"] + ", {0:%H:%M} UTC"
"""Precision → how a date of that precision is told to readers."""

YEARS = range(1400, 9999)
"""The years that the archive knows: those that queries can name."""

_WRITTEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)(?: ?UTC|Z)?)?)?)?", re.ASCII)


def lies_ahead(at, now):
    """Whether nobody can have printed it yet; a day's grace, for days begin earlier elsewhere than in UTC."""
    return at > now + datetime.timedelta(days=1)


def write(at, precision):
    """Return a date as text that `parse` reads; empty where there is none."""
    return at.astimezone(datetime.UTC).strftime(FORMATS[precision]) if at else ""


def tell(at, precision):
    """Return a date as readers say it, such as `20 September 2023`; empty where there is none."""
    return WORDS[precision].format(at.astimezone(datetime.UTC)) if at else ""


def iso(at, precision):
    """Return a date for programs (ISO 8601), such as `2023-09` or `2023-09-20T14:05:00Z`; empty where there is none."""
    if not at or precision != "minute":
        return write(at, precision)
    return at.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def parse(text):
    """Return (UTC datetime, precision) of a written date; raises ValueError with one sentence."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is no date: write 2023, 2023-09, 2023-09-20 or 2023-09-20 14:05 (UTC).")
    year, month, day, time = found.groups()
    if int(year) not in YEARS:
        raise ValueError(f"The year {year} is outside of {YEARS[0]}–{YEARS[-1]}.")
    precision = PRECISIONS[sum(part is not None for part in (month, day, time))]
    try:
        at = datetime.datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}T{time or '00:00'}+00:00")
    except ValueError:
        raise ValueError(f"“{text}” is not in the calendar, or its time is not of this day.") from None
    return at, precision
