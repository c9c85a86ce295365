"""Dates as pages say them to readers, in the language of the page; `dates.tell` is English, for programs and files."""

import datetime

from django.utils import dateformat
from django.utils.translation import pgettext, pgettext_lazy

MONTHS = (
    pgettext_lazy("a month by itself", "January"),
    pgettext_lazy("a month by itself", "February"),
    pgettext_lazy("a month by itself", "March"),
    pgettext_lazy("a month by itself", "April"),
    pgettext_lazy("a month by itself", "May"),
    pgettext_lazy("a month by itself", "June"),
    pgettext_lazy("a month by itself", "July"),
    pgettext_lazy("a month by itself", "August"),
    pgettext_lazy("a month by itself", "September"),
    pgettext_lazy("a month by itself", "October"),
    pgettext_lazy("a month by itself", "November"),
    pgettext_lazy("a month by itself", "December"),
)
"""As they stand without a day: a month declines where a day stands before it, and many languages write it small."""


def told(at, precision):
    """Return a moment as precise as it is known, such as `20 September 2023, 14:05 UTC`; empty where there is none."""
    return TOLD[precision](at.astimezone(datetime.UTC)) if at else ""


def minute(at):
    """Return a moment, such as `20 September 2023, 14:05 UTC`."""
    return dateformat.format(at, pgettext("a minute, as Django's filter date takes it", "j F Y, H:i e"))


def day(date):
    """Return a day, such as `20 September 2023`."""
    return dateformat.format(date, pgettext("a day, as Django's filter date takes it", "j F Y"))


def month(date):
    """Return a month, such as `September 2023`."""
    return pgettext("a month", "{month} {year}").format(month=MONTHS[date.month - 1], year=date.year)


def year(date):
    """Return a year, such as `2023`."""
    return pgettext("a year", "{year}").format(year=date.year)


TOLD = {"year": year, "month": month, "day": day, "minute": minute}
"""Precision → what tells it."""
