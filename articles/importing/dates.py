"""Dates as newspapers and dumps write them, to a moment in UTC and how much of it is known.

A time without zone is UTC; an impossible time keeps its day; an ambiguous day is nobody's guess. With dots a
day comes before its month (`04.05.2015` is in May): no paper writes it the other way, unless `--dates mdy` says so.
"""

import datetime
import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.dates import YEARS, lies_ahead
from articles.importing.calendars import BETWEEN, CLOCKS, MONTHS, PUBLISHED, UPDATED, WEEKDAYS, ZONES
from articles.problems import AHEAD, OUTSIDE, UNTOLD

NO_ZONE = "a time without zone was taken as UTC"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """What a date says. `at` is None where it says no day for certain; then `problem` says why."""

    at: datetime.datetime | None = None
    precision: str = ""
    rule: str = ""
    repairs: tuple[str, ...] = ()
    problem: str = ""
    label: str = ""


_MONTH = r"(?P<month>[^\W\d_]{3,}(?: (?:الأول|الثاني))?)\b\.?(?:/[^\W\d_]+(?: (?:الأول|الثاني))?)?"
"""Any word; whether it names a month is looked up. Arabic papers print both of its names: `سبتمبر/أيلول`."""

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.°º])?"
_RULES = {
    "month day, year": rf"\b{_MONTH} ?{_DAY}\b,? ?(?P<year>\d{{4}})\b",
    "day month year": rf"\b{_DAY}(?: (?:of|de)\b)?[ -]?{_MONTH}(?: del?\b)?,?[ -]?(?P<year>\d{{4}})\b",
    "year-month-day": r"(?<![\d:])(?P<year>\d{4})(?P<parted>[-/.])(?P<month>\d\d?)(?P=parted)(?P<day>\d\d?)(?=\D|$)",
    "yearmonthday": r"(?<!\d)(?P<year>(?:1[4-9]|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=\D|$)",
    "numbers": r"(?<!\d)(?P<one>\d{1,2})(?P<parted>[-/.])(?P<two>\d{1,2})(?P=parted)(?P<year>\d{4}|\d\d)(?=\D|$)",
    "month year": rf"\b{_MONTH}(?: de\b)?,? (?P<year>\d{{4}})\b",
    "year-month": r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)(?=\D|$)",
    "year": r"^(?P<year>\d{4})$",
}
_DATES = [(rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in _RULES.items()]
_PLAIN = re.compile(r"([^\W\d_]{3,})\.? (\d\d?),? (\d{4})|(\d\d?) ([^\W\d_]{3,})\.? (\d{4})")
_LABEL = re.compile(
    rf"(?P<label>(?:first |originally |last |article |zuletzt |dernière )*(?:{UPDATED}|{PUBLISHED})"
    r"(?: (?:on|at|date|online|am))?)\b(?: [:à])? ?:? ?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b(?:{WEEKDAYS})\b\.?,? ?", re.IGNORECASE)
_JOINING = re.compile(rf"^(?:\b(?:{BETWEEN})(?=\W|$)|[\s,|/·•–—-])+|[\s,|/·•–—]+(?:at|on|um)?$", re.IGNORECASE)
_TIME = re.compile(
    r"T?(?:(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?)?|"
    r"(?P<compact>\d{4}|\d{6}))(?: hrs| ?h(?:ours)?\b| uhr\b)?,? ?(?P<half>[ap])?(?(half)\.? ?m\b\.?) ?"
    r"\(?(?P<zone>[a-zа-я]{1,5}(?: time)?)? ?(?P<offset>[+-] ?\d{1,2}(?::?\d\d)?)?\)?",
    re.IGNORECASE,
)
_LIKE_TIME = re.compile(r"T?\d[\d:.]*(?: ?[ap]\.?m\.?)?(?: ?[a-zа-я]{1,5})?(?:[+-][\d:]*)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def read_date(text, *, order="", now=None):
    """Read a date, with or without label, weekday, time and zone; None if this is no date at all.

    `order` is dmy or mdy and settles what is ambiguous; a day more than one ahead of `now` is a problem.
    """
    found = _iso(text) or _plain(text) or _spelled(text, order)
    return found and plausible(found, text, now or datetime.datetime.now(datetime.UTC))


def _iso(text):
    """The one form that machines write, quickly; None if it is another or says no possible moment."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        at = datetime.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    if hour is None:
        return Dated(at=at.replace(tzinfo=datetime.UTC), precision="day", rule="ISO 8601")
    ahead = _minutes(zone) if zone and zone != "Z" else 0
    if ahead is None or at.year not in YEARS:
        return None
    at = (at - datetime.timedelta(minutes=ahead)).replace(tzinfo=datetime.UTC)
    return Dated(at=at, precision="minute", rule="ISO 8601", repairs=() if zone else (NO_ZONE,))


def _plain(text):
    """The two forms that papers print most, quickly; None if it is another or says no possible day."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    month, day, year = match.group(1, 2, 3) if match[1] else match.group(5, 4, 6)
    try:
        at = datetime.datetime(int(year), MONTHS[month.lower()], int(day), tzinfo=datetime.UTC)
    except (KeyError, ValueError):
        return None
    return Dated(at=at, precision="day", rule="month day, year" if match[1] else "day month year")


def _spelled(text, order):
    """Find a date of any form, and see whether all around it is a label, a weekday or a time."""
    text = re.sub(r"\s+", " ", text).strip(" *_()[]|,;")
    label = _LABEL.match(text)
    rest = _WEEKDAY.sub("", text[label.end() :] if label else text)
    for rule, pattern in _DATES:
        match = pattern.search(rest)
        if match and _names_a_month(match):
            around = rest[: match.start()], rest[match.end() :]
            return _timed(rule, match.groupdict(), around, order, label["label"].lower() if label else "")
    return None


def _names_a_month(match):
    """Whether the word of a match that stands where a month does is one; numbers are looked at later."""
    word = match.groupdict().get("month")
    return not word or word.isdecimal() or word.lower() in MONTHS


def _timed(rule, parts, around, order, label):
    """Put day and time together; None if what stands around the day is no time."""
    before, after = (_JOINING.sub("", one) for one in around)
    after = re.sub(r"^-(?=\d)", "", after)
    if (before and after) or ((before or after) and not _LIKE_TIME.match(before or after)):
        return None
    time = before or after
    if time and not (_TIME.fullmatch(time) or _LIKE_TIME.fullmatch(time)):
        return None
    try:
        day, precision, rule = _day(rule, parts, order)
    except ValueError as error:
        return Dated(problem=str(error), label=label, rule=rule)
    return _with_time(day, precision, rule, time, label)


def _day(rule, parts, order):
    """Return (day, precision, rule). Raises ValueError with a sentence for an impossible or ambiguous one."""
    year = int(parts["year"])
    if rule == "numbers":
        first, second, rule = _ordered(parts, order)
        return _existing(year, second, first), "day", rule
    month = parts.get("month", "1").lower()
    month = MONTHS.get(month) or int(month)
    precision = "day" if "day" in parts else "month" if "month" in parts else "year"
    return _existing(year, month, int(parts.get("day", 1))), precision, rule


def _existing(year, month, day):
    try:
        return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
    except ValueError:
        raise ValueError("there is no such day") from None


def _ordered(parts, order):
    """Return (day, month, rule) of two numbers before a year."""
    one, two = int(parts["one"]), int(parts["two"])
    if len(parts["year"]) == 2:
        raise ValueError("its year has two digits only")
    if one > 12 or one == two:
        return one, two, "day/month/year"
    if two > 12:
        return two, one, "month/day/year"
    if order == "mdy":
        return two, one, "month/day/year, as --dates says"
    if order == "dmy":
        return one, two, "day/month/year, as --dates says"
    if parts["parted"] == ".":
        return one, two, "day.month.year"
    raise ValueError("day and month could be either way round: give the date, or tell the import which way they stand")


def _with_time(day, precision, rule, time, label):
    if not time or precision != "day" or day.year not in YEARS:
        return Dated(at=day, precision=precision, rule=rule, label=label)
    match = _TIME.fullmatch(time)
    clock = match and _clock(match)
    if clock is None:
        repairs = (f"“{time}” is no time: only the day was kept",)
        return Dated(at=day, precision="day", rule=rule, repairs=repairs, label=label)
    ahead, repairs = _zone(match, day + clock)
    if ahead is None:
        return Dated(at=day, precision="day", rule=rule, repairs=repairs, label=label)
    at = day + clock - datetime.timedelta(minutes=ahead)
    return Dated(at=at, precision="minute", rule=f"{rule}, time", repairs=repairs, label=label)


def _clock(match):
    """Time since midnight; None for an impossible one, such as 25:10 or 13 pm."""
    hour, minute, second = match["hour"], match["minute"] or 0, match["second"] or 0
    if compact := match["compact"]:
        hour, minute, second = compact[:2], compact[2:4], compact[4:] or 0
    hour, minute, second = int(hour), int(minute), int(second)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    elif match["minute"] is None and not compact:
        return None
    possible = hour < 24 and minute < 60 and second < 60
    return datetime.timedelta(hours=hour, minutes=minute, seconds=second) if possible else None


def _zone(match, at):
    """Return (minutes ahead of UTC, repairs) of a moment; None for an impossible offset."""
    name, offset = (match["zone"] or "").lower().removesuffix(" time"), match["offset"]
    if offset and name in {"", "utc", "gmt", "z"}:
        ahead = _minutes(offset)
        return ahead, () if ahead is not None else (f"“{offset}” is no time zone: only the day was kept",)
    if name in ZONES:
        return ZONES[name], ()
    if name in CLOCKS and (ahead := _on_clock(CLOCKS[name], at)) is not None:
        return ahead, ()
    if name:
        return 0, (f"the time zone “{match['zone']}” is not known: the time was taken as UTC",)
    return 0, (NO_ZONE,)


def _on_clock(place, at):
    """Minutes ahead of UTC of the clocks of a place at a moment there; None without the IANA database."""
    try:
        ahead = at.replace(tzinfo=ZoneInfo(place)).utcoffset()
    except ZoneInfoNotFoundError:
        return None
    return int(ahead.total_seconds() // 60)


def _minutes(offset):
    """Minutes ahead of UTC of an offset such as +01:00; None beyond the fourteen hours that exist."""
    sign = -1 if offset[0] == "-" else 1
    digits = re.sub(r"\D", "", offset)
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    ahead = int(hours) * 60 + int(minutes)
    return sign * ahead if ahead <= 14 * 60 and int(minutes) < 60 else None


def plausible(found, text, now):
    """Name what is wrong with a date, in a sentence that shows it."""
    text = " ".join(text.split())[:80]
    if found.problem:
        return replace(found, problem=UNTOLD.format(text, found.problem))
    if found.at.year not in YEARS:
        problem = OUTSIDE.format(text, YEARS[0], YEARS[-1])
        return replace(found, at=None, precision="", problem=problem)
    if lies_ahead(found.at, now):
        return replace(found, problem=AHEAD.format(text))
    return found
