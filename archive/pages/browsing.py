"""Looking around without a question: what is held of each time, and the names of sources, authors, topics, sections."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from archive.pages import calendars
from archive.pages.asking import taking
from articles import dates
from search import asking, indexing
from search.engines import days
from search.engines.base import Query

MOST_SOURCES = 12
"""Sources that are named beside a calendar: those with the most articles there."""


class YearNumber:
    """A path converter: a year that the archive knows."""

    regex = "[0-9]{4}"

    def to_python(self, value):
        if int(value) not in dates.YEARS:
            raise ValueError(value)
        return int(value)

    def to_url(self, value):
        return f"{value:04}"


class MonthNumber:
    """A path converter: a month, as two digits."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:02}"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A value of a facet beside a calendar, with the way to a search for it in that time."""

    label: str
    count: int
    link: str


@taking()
def browse(request, asked):
    """All years, and the ways to all names."""
    found = counted(histogram="year")
    years = found.histogram.buckets
    context = {
        "total": found.total,
        "decades": calendars.decades(years),
        "first": years[0][0] if years else None,
        "last": years[-1][0] if years else None,
        **beside(found),
    }
    return render(request, "archive/browse.html", context)


@taking()
def year(request, asked, year):
    """The days of a year, month by month."""
    first = datetime.date(year, 1, 1)
    held, after = starts("year"), days.behind(first, "year")
    if not is_within(first, held):
        return missing(request)
    found = counted(first, after, histogram="day")
    context = {
        "first": first,
        "total": found.total,
        "months": calendars.months(year, found.histogram.buckets),
        "weekdays": weekdays(),
        **neighbours(first, held),
        **beside(found, first, after),
    }
    return render(request, "archive/year.html", context)


@taking()
def month(request, asked, year, month):
    """The days of a month, with how much is held of each."""
    first = datetime.date(year, month, 1)
    held, after = starts("month"), days.behind(first, "month")
    if not is_within(first, held):
        return missing(request)
    found = counted(first, after, histogram="day")
    by_day = dict(found.histogram.buckets)
    context = {
        "month": calendars.month(year, month, by_day, max(by_day.values(), default=0), found.total),
        "weekdays": weekdays(),
        **neighbours(first, held),
        **beside(found, first, after),
    }
    return render(request, "archive/month.html", context)


def missing(request):
    """Return the page of an address behind which nothing is held, nor was meant to be."""
    return render(request, "404.html", status=404)


# --- what is held ---------------------------------------------------------------------------------


def counted(first=None, after=None, *, histogram):
    """Count all public articles of a time, with their sources and languages. One question to the engine."""
    within = {"published_after": first, "published_before": after}
    query = Query(**within, facets=("source", "language"), histogram=histogram)
    return indexing.searched().search(query, size=0)


def starts(interval):
    """Return the first days of the years or months of which anything is held, in order."""
    return [day for day, _count in indexing.searched().search(Query(histogram=interval), size=0).histogram.buckets]


def is_within(first, held):
    """Whether a time lies between the first and the last of which anything is held."""
    return bool(held) and held[0] <= first <= held[-1]


def neighbours(first, held):
    """Return the nearest times before and behind, gaps passed over; None at an end."""
    return {
        "before": max((one for one in held if one < first), default=None),
        "behind": min((one for one in held if one > first), default=None),
    }


def beside(found, first=None, after=None):
    """Return what is shown beside a calendar: its sources and languages, each with its search. One query."""
    facets = asking.facets(found)
    within = {"published_after": first, "published_before": after} if first else {}
    return {
        "sources": [
            Beside(label=one["label"], count=one["count"], link=search(source=one["value"], **within))
            for one in facets["source"][:MOST_SOURCES]
        ],
        "more_sources": len(facets["source"]) > MOST_SOURCES,
        "languages": [
            Beside(label=one["value"], count=one["count"], link=search(language=one["value"], **within))
            for one in facets["language"]
        ],
        "link": search(**within),
    }


def search(**asked):
    """Return the address of a search for people."""
    return f"{reverse('home')}?{urlencode(asked)}"


def weekdays():
    """Return the days of the week from Monday on: (short, whole)."""
    return [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)]


ROOMS = {
    "sources": _("Sources"),
    "authors": _("Authors"),
    "topics": _("Topics"),
    "sections": _("Sections"),
}
"""Lists of names, by their place in the address."""
