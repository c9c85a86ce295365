"""How often something was printed in the course of time: up to five queries as lines, a table beside them."""

import datetime
from functools import cache
from itertools import groupby
from math import isclose
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from archive.pages import findings, lines
from archive.pages.guarding import LONGEST_ECHO, for_readers
from archive.pages.narrowing import FILTERS, label_of
from articles import moments
from articles.parameters import BadParameters, Choice
from search import indexing, trends
from search.engines import days
from search.query.explain import understood

MOST_INTERVALS = 500
"""Those of a table that can still be read, and that keeps the page small."""

MOST_LINKS = 250
"""Points that lead to their search: with more of them the page would be too large."""

INTERVALS = {
    "auto": pgettext_lazy("interval", "as fits"),
    "year": pgettext_lazy("interval", "year"),
    "month": pgettext_lazy("interval", "month"),
    "day": pgettext_lazy("interval", "day"),
}
SHOWN = {"counts": gettext_lazy("Counts"), "shares": gettext_lazy("Shares of all that is held")}
IN_THE_FORM = {"q", "histogram", "show", "published_after", "published_before"}
"""What can be changed in the form, and what the search of one point does not take over as it is."""

NOTHING = "–"
"""What stands in the place of a number where nothing is held: 0 would say that it was not printed."""


class Asked(trends.TrendParameters):
    """What the page takes: what `trends/` does, and what is to be shown."""

    show = Choice("Counts, or shares of all that is held.", *SHOWN, default="counts")


@for_readers
def page(request):
    """The lines of what is asked for; without a question that of all articles."""
    try:
        asked = Asked(request.META.get("QUERY_STRING", ""))
        return render(request, "archive/trends.html", form(request, asked.q, asked) | shown(asked))
    except BadParameters as error:
        return render(request, "archive/trends.html", mistaken(request, error), status=400)


def form(request, queries, asked=None):
    """Return what the form shows."""
    return {
        "queries": [*queries, *[""] * trends.MOST_QUERIES][: trends.MOST_QUERIES],
        "intervals": INTERVALS,
        "histogram": asked.histogram if asked else "auto",
        "shows": SHOWN,
        "show": asked.show if asked else "counts",
        "kept": [pair for pair in asked.pairs if pair[0] not in IN_THE_FORM] if asked else [],
        **{name: request.GET.get(name, "")[:LONGEST_ECHO] for name in ("published_after", "published_before")},
    }


def mistaken(request, error):
    """Return what the page shows where the question is wrong: the sentences, and the form as it was filled in."""
    queries = [one[:LONGEST_ECHO] for one in request.GET.getlist("q") if one][: trends.MOST_QUERIES]
    pointed = [findings.pointed(one, [*queries, ""][one.get("number", 1) - 1]) for one in error.errors]
    return form(request, queries) | {"mistakes": pointed}


def shown(asked):
    """Return the picture and the table. Raises `BadParameters` and `EngineError`."""
    counted = trends.count(asked, indexing.searched())
    few_enough(counted)
    values = [values_of(counted, trend, asked.show) for trend in counted.trends]
    name_of = cache(moments.TOLD[counted.interval])  # most of thousands of intervals are in a gap, and never named
    links = links_of(asked, counted)
    drawing = lines.draw(values)
    rest = urlencode([pair for pair in asked.pairs if pair[0] != "show"])
    return {
        "interval": counted.interval,
        "total": counted.total,
        "trends": [
            trend_of(*one, asked, counted.starts, name_of)
            for one in zip(counted.trends, drawing.lines, values, links, strict=True)
        ],
        "rows": rows(asked, counted, values, links, name_of),
        "across": [(y, told(value, asked.show)) for y, value in drawing.across],
        "below": [
            (x, counted.starts[number].isoformat()[: PRECISION[counted.interval]]) for x, number in drawing.below
        ],
        "field": lines,
        "linked": any(map(any, links)),
        "chosen": chosen(asked),
        "csv": f"{reverse('trends_table')}?{rest}",
        "json": f"{reverse('trends')}?{rest}",
        "ways": [(name, title, address(asked, show=name)) for name, title in SHOWN.items()],
    }


def values_of(counted, trend, show):
    """Return what is drawn of one query: its counts or shares, None where nothing is held."""
    if show == "shares":
        return tuple(counted.shares(trend))
    return tuple(count if held else None for count, held in zip(trend.counts, counted.held, strict=True))


PRECISION = {"year": 4, "month": 7, "day": 10}
"""Characters of a date below the field."""


def few_enough(counted):
    """Raise `BadParameters` where more intervals hold something than a page shows; one article may be centuries off."""
    if sum(map(bool, counted.held)) > MOST_INTERVALS:
        number, ends = len(counted.starts), (counted.starts[0], counted.starts[-1])
        if counted.interval != "year":
            raise BadParameters(trends.too_many(counted.interval, *ends, number, MOST_INTERVALS))
        raise BadParameters(trends.too_long(*ends, number, MOST_INTERVALS))


def trend_of(trend, line, values, links, asked, starts, name_of):
    """Return one query with its line; points are those that there is something to say of."""
    name = named(trend)
    points = [
        {"x": place[0], "y": place[1], "link": link, "told": f"{name}, {name_of(start)}: {told(value, asked.show)}"}
        for place, value, link, start in zip(line.places, values, links, starts, strict=True)
        if link and place  # articles may have come between two counts
    ]
    meant = understood(trend.typed)
    return {
        "name": name,
        "total": trend.total,
        "understood": meant if trend.q.strip() and meant != trend.q.strip() else "",
        "link": search_of(asked, trend.q),
        "line": line,
        "points": points,
    }


def named(trend):
    """Return what a line is called."""
    return trend.q.strip() or _("All articles")


def rows(asked, counted, values, links, name_of):
    """Return the table: for each interval its name, what each query finds in it, and what is held.

    A time of which nothing is held is one row, however long.
    """
    columns = [zip(some, ways, strict=True) for some, ways in zip(values, links, strict=True)]
    intervals = zip(counted.starts, zip(*columns, strict=True), counted.held, strict=True)
    found = []
    for is_held, run in groupby(intervals, lambda interval: interval[2] > 0):
        some = [*run]
        if is_held:
            found += [row_of(name_of(start), cells, held, asked.show) for start, cells, held in some]
        else:
            ends = dict.fromkeys((some[0][0], some[-1][0]))
            found.append(row_of(" – ".join(map(name_of, ends)), *some[0][1:], asked.show))
    return found


def row_of(name, cells, held, show):
    """Return one row of the table."""
    return {"name": name, "cells": [(told(value, show), link) for value, link in cells], "held": told(held, "counts")}


def told(value, show):
    """Return a value as readers say it."""
    if value is None:
        return NOTHING
    if show == "counts":
        return number_format(value, force_grouping=True) if value >= 1_000 else str(value)  # of a table most are small
    percent = value * 100
    most = 1 if percent >= 1 else 3
    decimals = next((few for few in range(most) if isclose(percent, round(percent, few))), most)  # 3 * .05 is not .15
    return pgettext("a share", "{number}%").format(number=number_format(round(percent, decimals), decimal_pos=decimals))


# --- ways on --------------------------------------------------------------------------------------


def links_of(asked, counted):
    """Return for each query and interval the way to its search; "" where it finds nothing, or there are too many."""
    if sum(bool(count) for trend in counted.trends for count in trend.counts) > MOST_LINKS:
        return [("",) * len(counted.starts) for _ in counted.trends]
    return [
        tuple(
            search_of(asked, trend.q, *time_of(asked, start, counted.interval)) if count else ""
            for start, count in zip(counted.starts, trend.counts, strict=True)
        )
        for trend in counted.trends
    ]


def time_of(asked, start, interval):
    """Return the first day of an interval and the day after it, as far as they lie within what was asked for."""
    after = days.behind(start, interval)
    return max(start, asked.published_after or start), min(after, asked.published_before or after)


def search_of(asked, q, first: datetime.date | None = None, after: datetime.date | None = None):
    """Return the search that finds what was counted, in a time or in all that was asked for."""
    kept = [pair for pair in asked.pairs if pair[0] not in IN_THE_FORM]
    bounds = {"published_after": first or asked.published_after, "published_before": after or asked.published_before}
    pairs = [("q", q), *kept, *bounds.items()]
    return f"{reverse('home')}?{urlencode([pair for pair in pairs if pair[1]])}"


def chosen(asked):
    """Return the filters that narrow what is counted, each with a link that drops it."""
    return [
        {
            "title": FILTERS[name],
            "label": label_of(name, {"label": value}),
            "link": f"?{urlencode([one for one in asked.pairs if one != (name, value)])}",
        }
        for name, value in asked.pairs
        if name in FILTERS and name not in IN_THE_FORM
    ]


def address(asked, **given):
    """Return a link to the same with another value."""
    return f"?{asked.query_string(**given)}"
