"""What the archive is: what it holds of which source and time, on which terms it is used, and how to take from it."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from archive import __version__
from archive.pages import calendars
from archive.pages.asking import taking
from archive.pages.browsing import search
from articles import alphabet, prose
from articles.endpoints import newest_change
from articles.headers import newest_at
from articles.models import Source
from search import asking, indexing
from search.engines.base import FACETS, Query
from search.views import index

MOST_SOURCES = 30
"""Sources that are told with their spans: those with the most articles."""

MOST_GAPS = 40
"""Times without any article that are told: the longest."""


@taking()
def about(request, asked):
    """All of it."""
    engine, log = indexing.searched(), newest_change()
    found = engine.search(Query(facets=("source", "language"), histogram="month"), size=0)
    context = {
        "total": found.total,
        **held(found),
        **empty(found.histogram.buckets),
        "changed": newest_at(),
        "index": index(engine, log),
        "licence": licence(),
        "contact": settings.ARCHIVE_CONTACT,
        "site": settings.SITE_URL,
        "today": timezone.now(),
        "version": __version__,
        "facets": FACETS,
    }
    return render(request, "archive/about.html", context)


def held(found):
    """Return sources and languages, and the months of the first and the last article. Two queries."""
    facets, months = asking.facets(found), found.histogram.buckets
    sources = facets["source"][:MOST_SOURCES]
    spans = spans_of([one["value"] for one in sources])
    return {
        "sources": [one | spans.get(one["value"], {}) | {"link": search(source=one["value"])} for one in sources],
        "more_sources": len(facets["source"]) > MOST_SOURCES,
        "languages": [one | {"link": search(language=one["value"])} for one in facets["language"]],
        "first": months[0][0] if months else None,
        "last": months[-1][0] if months else None,
    }


def spans_of(keys):
    """Return the dates of the first and the last article of these sources. One query."""
    rows = alphabet.with_span(Source.objects.filter(key__in=keys)).values("value", "first", "last")
    return {row["value"]: row for row in rows if row["first"]}


def empty(months):
    """Return the months without any article between the first and the last, as times: the longest, in their order."""
    found = calendars.gaps(months)
    longest = sorted(found, key=lambda gap: gap[0] - gap[1])[:MOST_GAPS]
    return {"gaps": sorted(longest), "more_gaps": len(found) - len(longest)}


def licence():
    """Return the lines of the licence, each with its address where it is one."""
    return [(line, prose.web(line)) for line in map(str.strip, settings.ARCHIVE_LICENCE.splitlines()) if line]
