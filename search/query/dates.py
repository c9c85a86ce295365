"""`date:` and its forms: 2023, 2023-09, 2023-09-20, ranges with `..`, comparisons. All are UTC days."""

import calendar
import datetime
import re

from django.utils.translation import gettext as _

from search.query.errors import QueryError, shown
from search.query.nodes import Days

FIRST_YEAR, LAST_YEAR = 1400, 9998
"""From before print to the last year whose end every database and client can add a day to."""

FIRST_DAY, LAST_DAY = datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)

FORMS = ("2023", "2023-09", "2023-09-20", "2023-09-01..2023-09-20", "2023-09..", "..2023-09", ">=2023-09", "<2024")

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE = re.compile(r"([0-9]{4})[-/._]?([0-9]{1,2})(?:[-/._]?([0-9]{1,2}))?")
_COMPARISON = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_DAY = datetime.timedelta(days=1)


def days(value: str, offset: int) -> Days:
    """Give the days that are meant by what stands behind `date:`."""
    if compared := _COMPARISON.fullmatch(value):
        return _compared(compared[1], *_span(compared[2], offset + compared.start(2)), offset)
    if ".." in value:
        return _between(value, offset)
    return Days(*_span(value, offset))


def _compared(sign: str, first: datetime.date, last: datetime.date, offset: int) -> Days:
    if (sign == "<" and first == FIRST_DAY) or (sign == ">" and last == LAST_DAY):
        sentence = _("No day is left: dates go from {first} to {last}.")
        raise QueryError(sentence.format(first=FIRST_YEAR, last=LAST_YEAR), offset, length=1)
    spans = {">=": (first, None), "<=": (None, last), ">": (last + _DAY, None), "<": (None, first - _DAY)}
    return Days(*spans[sign])


def _between(value: str, offset: int) -> Days:
    left, right = value.split("..", 1)
    if not left and not right:
        raise QueryError(_("A range of dates needs a beginning or an end."), offset, length=len(value), valid=FORMS)
    first = _span(left, offset)[0] if left else None
    last = _span(right, offset + len(left) + 2)[1] if right else None
    if first and last and first > last:
        sentence = _("The range {range} ends before it begins.").format(range=value)
        raise QueryError(sentence, offset, length=len(value))
    return Days(first, last)


def _span(text: str, offset: int) -> tuple[datetime.date, datetime.date]:
    """Give the first and the last day of a year, a month or a day."""
    found = _DATE.fullmatch(text)
    if not found:
        raise QueryError(
            _("{text} is not a date: expected a form such as 2023, 2023-09 or 2023-09-20.").format(text=shown(text)),
            offset,
            length=len(text),
            valid=FORMS,
            nearest=_repaired(text),
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        sentence = _("Years go from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
        raise QueryError(sentence, offset, length=4)
    try:
        return _ends(year, month, day)
    except ValueError:
        raise QueryError(_("There is no date {text}.").format(text=text), offset, length=len(text)) from None


def _ends(year: int, month: int | None, day: int | None) -> tuple[datetime.date, datetime.date]:
    if month is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if day is None:
        first = datetime.date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return (datetime.date(year, month, day),) * 2


def _repaired(text: str) -> str | None:
    """Give the date that was probably meant by 2023-9-1, 2023/09/01 or 20230901."""
    found = _LOOSE.fullmatch(text)
    if not found:
        return None
    date = "-".join(part.zfill(2) for part in found.groups() if part)
    try:
        _span(date, 0)
    except QueryError:
        return None
    return date
