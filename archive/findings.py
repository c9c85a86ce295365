"""What the search page shows: what was found, how the question was understood, and ways to narrow or widen it."""

from dataclasses import replace
from itertools import takewhile
from urllib.parse import urlencode

from django.urls import reverse

from archive import timeline
from search import asking, indexing
from search.advice import advice
from search.parameters import SearchParameters
from search.query import explain

SORTS = {"": "best first", "newest": "newest first", "oldest": "oldest first"}
"""Orders to choose from; without a question the best are the newest."""

FACETS = {"source": "Sources", "language": "Languages"}
"""What is counted beside the results."""

FILTERS = {
    "source": "source",
    "author": "author",
    "topic": "topic",
    "section": "section",
    "language": "language",
    "published_after": "from",
    "published_before": "before",
}
"""Filters by the name that readers know them by."""

MOST_VALUES = 12
"""Values of a facet that are shown: the most frequent."""

CONTEXT = 60
"""Characters shown before and behind the place where a question is wrong."""


class Question(SearchParameters):
    """What the search page takes: what `search/` takes. Whatever is asked, it counts sources, languages and times."""

    def query(self, where):
        """Return the question to the engine, with what is shown beside the results."""
        return replace(super().query(where), facets=tuple(FACETS), histogram="auto")


def page(asked, request):
    """Return all that the template needs. Raises `BadParameters` and `EngineError`."""
    engine = indexing.searched()
    found = asking.find(asked, engine)
    results = asking.results(found, asking.rows(found), asking.explained(asked, found, engine))
    further = asked.next_address(request, found.results)
    return {
        "q": asked.q,
        "match": asked.match,
        "total": found.results.total,
        "first": asked.seen + 1,
        "last": asked.seen + len(found.results.hits),
        "results": [result | {"shown_headline": headline_of(result)} for result in results],
        "understood": explain.in_words(found.typed) if asked.q.strip() else "",
        "advice": [link_to_advice(asked, one) for one in advice(asked, found, engine)],
        "bars": bars(asked, asking.histogram(found.results)),
        "facets": facets(asked, asking.facets(found.results)),
        "chosen": chosen(asked),
        "kept": [pair for pair in asked.pairs if pair[0] not in {"q", "sort", "cursor"}],
        "sorts": SORTS,
        "sort": asked.sort,
        "next": further and f"?{further.partition('?')[2]}",
        "start": address(asked) if asked.cursor else "",
        "json": f"{reverse('search')}{address(asked)}",
    }


def headline_of(result):
    """Return the whole headline with its marks, where something was found in it."""
    marked = (
        one["html"] for one in result["passages"] if one["field"] == "headline" and one["text"] == result["headline"]
    )
    return next(marked, "")


# --- ways on ------------------------------------------------------------------------------------


def address(asked, *, without=(), **given):
    """Return a link to the first page of the same question, with these values and without those (names or pairs)."""
    dropped = {"cursor", *given, *without}
    kept = [pair for pair in asked.pairs if pair[0] not in dropped and pair not in dropped]
    return f"?{urlencode([*kept, *given.items()])}"


def facets(asked, counted):
    """Return the counted values, each with a link that narrows to it; chosen ones are shown above the results."""
    return [
        {
            "name": name,
            "title": title,
            "values": [
                one | {"link": address(asked, **{name: one["value"]})}
                for one in counted[name][:MOST_VALUES]
                if (name, one["value"]) not in asked.pairs
            ],
        }
        for name, title in FACETS.items()
        if len(counted[name]) > 1
    ]


def bars(asked, histogram):
    """Return the bars of the drawing with their links; none where there is only one."""
    drawn = timeline.bars(histogram)
    return [
        {"bar": bar, "link": address(asked, published_after=bar.first, published_before=bar.after)} for bar in drawn
    ] * (len(drawn) > 1)


def chosen(asked):
    """Return the filters that narrow the answer, each with a link that drops it."""
    return [
        {"name": FILTERS[name], "value": value, "link": address(asked, without=[(name, value)])}
        for name, value in asked.pairs
        if name in FILTERS
    ]


def link_to_advice(asked, one):
    """Return a piece of advice, with its link where it is another question."""
    link = {"link": address(asked, without=one.without, q=one.q)} if one.leads else {}
    return one.shown() | link


def pointed(mistake, q):
    """Return a mistake with the piece of the question that it points at, and what stands around it."""
    offset = mistake["offset"]
    if mistake["parameter"] != "q" or offset is None:
        return mistake
    length = len(list(takewhile(lambda letter: not letter.isspace(), q[offset:]))) or 1
    before, at, after = q[:offset], q[offset : offset + length], q[offset + length :]
    return mistake | {"place": True, "before": before[-CONTEXT:], "at": at[:CONTEXT] or "…", "after": after[:CONTEXT]}
