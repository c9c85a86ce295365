"""What the search page shows: what was found, how the question was understood, and ways to narrow or widen it."""

from itertools import takewhile

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive.pages import timeline
from archive.pages.examples import examples
from archive.pages.narrowing import Narrowing
from archive.pages.question import Question
from articles.endpoints import newest_change
from articles.parameters import BadParameters, split
from search import asking, indexing
from search.advice import advice
from search.engines.base import NEWEST, OLDEST, RELEVANCE
from search.highlighting import beginning
from search.paraphrase import in_words
from search.views import index

SORTS = {RELEVANCE: _("best first"), NEWEST: _("newest first"), OLDEST: _("oldest first")}
"""Orders to choose from; without words none is best."""

FEEDS = (
    {"name": "search_atom", "type": "application/atom+xml", "title": _("This search as an Atom feed"), "short": "Atom"},
    {"name": "search_rss", "type": "application/rss+xml", "title": _("This search as an RSS feed"), "short": "RSS"},
    {
        "name": "search_json",
        "type": "application/feed+json",
        "title": _("This search as a JSON feed"),
        "short": "JSON Feed",
    },
)
"""What of a search can be followed; feed readers find it by themselves."""

FILES = (
    {"name": "table", "type": "text/csv", "short": "CSV"},
    {"name": "export", "type": "application/x-ndjson", "short": "NDJSON"},
)
"""All that a search finds, to keep."""

SHOWING = ("page_size", "facets", "histogram", "explain")
"""Parameters that change how an answer is shown, not what is in it: exports take none of them."""

CONTEXT = 60
"""Characters shown before and behind the place where a question is wrong."""


def page(asked: Question, request) -> dict:
    """Return all that the template needs. Raises `BadParameters` and `EngineError`."""
    engine = indexing.searched()
    found = asking.find(asked, engine)
    rows, counted = asking.rows(found), asking.facets(found.results)
    results = asking.results(found, rows, asking.explained(asked, found, engine))
    further = asked.next_address(request, found.results)
    narrowing = Narrowing(asked, counted, found.results.total)
    return {
        "q": asked.q,
        "match": asked.match,
        "total": found.results.total,
        "first": asked.seen + 1,
        "last": asked.seen + len(found.results.hits),
        "results": [result | seen(result, rows[result["id"]]) for result in results],
        "understood": in_words(found.typed) if asked.q.strip() else "",
        "advice": [link_to_advice(asked, one) for one in advice(asked, found, engine)],
        "bars": bars(asked, asking.histogram(found.results)),
        "facets": narrowing.facets(),
        "chosen": narrowing.chosen(),
        "unfiltered": narrowing.unfiltered(),
        "is_narrowed": asked.narrowed(),
        "examples": [] if asked.narrowed() else examples(rows.values(), counted, engine),
        "next": further and f"?{further.partition('?')[2]}",
        "start": asked.address() if asked.cursor else "",
        "sorts": sorts(asked),
        "index": index(engine, newest_change()),
        **kept(asked.pairs),
        **elsewhere(asked),
    }


def seen(result, row):
    """Return the headline and the passages of a result as the page shows them; nobody has to open what has no text."""
    tells = any(one["field"] in {"body", "caption"} for one in result["passages"])
    beside = [one for one in result["passages"] if one["text"] != result["headline"]]
    return {"shown_headline": headline_of(result), "passages": beside + ([] if tells else beginning(row["text"]))}


def headline_of(result):
    """Return the whole headline with its marks, where something was found in it."""
    marked = (
        one["html"] for one in result["passages"] if one["field"] == "headline" and one["text"] == result["headline"]
    )
    return next(marked, "")


def pointed(mistake, q):
    """Return a mistake with the piece of the question that it points at, and what stands around it."""
    offset = mistake["offset"]
    if mistake["parameter"] != "q" or offset is None:
        return mistake
    length = len(list(takewhile(lambda letter: not letter.isspace(), q[offset:]))) or 1
    before, at, after = q[:offset], q[offset : offset + length], q[offset + length :]
    return mistake | {"place": True, "before": before[-CONTEXT:], "at": at[:CONTEXT] or "…", "after": after[:CONTEXT]}


# --- ways on ------------------------------------------------------------------------------------


def sorts(asked):
    """Return the orders to choose from, each with its link."""
    usual = RELEVANCE if asked.q.strip() else NEWEST
    return [
        {"title": title, "link": asked.address(sort="" if name == usual else name), "is_chosen": name == asked.order}
        for name, title in SORTS.items()
        if name != RELEVANCE or usual == name or asked.order == name
    ]


def elsewhere(asked):
    """Return the addresses of the same search as feeds, as files and as the API's answer."""
    without = ("sort", *SHOWING) if asked.order == RELEVANCE else SHOWING
    feeds = [feed | {"link": reverse(feed["name"]) + asked.address(without=("sort",))} for feed in FEEDS]
    files = [file | {"link": reverse(file["name"]) + asked.address(without=without)} for file in FILES]
    trend = reverse("trends_page") + asked.address(without=("sort", *SHOWING))
    return {"feeds": feeds, "files": files, "trend": trend, "json": reverse("search") + asked.address()}


def bars(asked, histogram):
    """Return the bars of the drawing with their links; none where there is only one."""
    drawn = timeline.bars(histogram)
    return [
        {"bar": bar, "link": asked.address(published_after=bar.first, published_before=bar.after)} for bar in drawn
    ] * (len(drawn) > 1)


def link_to_advice(asked, one):
    """Return a piece of advice, with its link where it is another question."""
    link = {"link": asked.address(without=one.without, q=one.q)} if one.leads else {}
    return one.shown() | {"is_spelling": one.spelling} | link


# --- what forms hold ----------------------------------------------------------------------------


def kept(pairs):
    """Return what a new question keeps of one, and what another span of time keeps, with that span as it was given."""
    given = dict(pairs)
    return {
        "kept": [pair for pair in pairs if pair[0] not in {"q", "cursor"}],
        "kept_beside_dates": [
            pair for pair in pairs if pair[0] not in {"cursor", "published_after", "published_before"}
        ],
        "published_after": given.get("published_after", ""),
        "published_before": given.get("published_before", ""),
    }


def kept_of(query_string, mistakes):
    """Return what a new question keeps of one that was refused: all that nothing is wrong with."""
    try:
        pairs = split(query_string)
    except BadParameters:
        return kept([])
    wrong = {one["parameter"] for one in mistakes} - {"published_after", "published_before"}
    held = kept([(name, value) for name, value in pairs if value and name in Question.declared and name not in wrong])
    beside = [pair for pair in held["kept"] if pair[0] not in {one["parameter"] for one in mistakes}]
    return held | {"kept": beside}
