"""From what was asked to what was found: parse, check, ask the engine once, read the page from the database."""

import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from articles import shapes
from articles.compiled import Compiled
from articles.models import Article, Image, Source
from articles.parameters import BadParameters, Mistake
from search import backend
from search.engines.base import Engine, Results
from search.explaining import explanations
from search.highlighting import Highlighter, rarities
from search.parameters import SearchParameters
from search.query.errors import QueryError
from search.query.limits import check_cost
from search.query.nodes import Node
from search.query.parser import parse
from search.query.words import Ready, ready


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a question came to: the typed tree, the ready one that the engine got, and what the engine answered.

    `rarity` says of the leaves of the ready tree how rare they are, where passages are to be cut.
    """

    typed: Node
    ready: Ready
    results: Results
    rarity: Mapping[int, float]


class Clock:
    """Adds up the time that goes into each part of an answer: {part: seconds}."""

    def __init__(self):
        self.spent = defaultdict(float)

    @contextmanager
    def time(self, part):
        """Count what is done in here to a part."""
        began = time.perf_counter()
        yield
        self.spent[part] += time.perf_counter() - began

    def header(self) -> str:
        """Return the value of `Server-Timing`, in milliseconds (https://www.w3.org/TR/server-timing/)."""
        return ", ".join(f"{part};dur={seconds * 1000:.1f}" for part, seconds in self.spent.items())


def understood(asked: SearchParameters) -> Node:
    """Return the typed tree of what was asked; raises `BadParameters` that point into `q`."""
    return tree_of(asked.q, asked.match)


def tree_of(q: str, match: str) -> Node:
    """Return the typed tree of a query; raises `BadParameters` that point into `q`."""
    with pointing_at("q"):
        return parse(q, match=match, function_words=backend.analysis().function_words)


@contextmanager
def pointing_at(parameter):
    """Turn what is wrong with a query into what is wrong with this parameter."""
    try:
        yield
    except QueryError as error:
        mistake = Mistake(
            error.detail, parameter=parameter, offset=error.offset, valid=error.valid, nearest=error.nearest
        )
        raise BadParameters(mistake) from error


def find(asked: SearchParameters, engine: Engine, size: int | None = None) -> Found:
    """Ask the engine what was asked, for a page of this size. Raises `BadParameters` and `EngineError`."""
    typed = understood(asked)
    prepared = prepare(typed, engine)
    query = asked.query(prepared.tree)
    answer = engine.search(query, size=asked.size if size is None else size, after=asked.after)
    rarity = rarities(prepared.tree, engine.frequencies) if answer.hits else {}
    return Found(typed=typed, ready=prepared, results=answer, rarity=rarity)


def prepare(typed: Node, engine: Engine) -> Ready:
    """Return the tree as the engine takes it; raises `BadParameters` for one that would cost too much."""
    with pointing_at("q"):
        prepared = ready(typed, backend.analysis(), engine.terms)
        check_cost(prepared.tree, engine.frequencies, prepared.typed)
    return prepared


# --- the page -----------------------------------------------------------------------------------


COLUMNS = (*shapes.COLUMNS, "text", "pictured")


def _public(ids):
    pictured = Exists(Image.objects.filter(article=OuterRef("pk")))
    return Article.objects.public().filter(pk__in=ids).order_by().annotate(pictured=pictured).values_list(*COLUMNS)


_articles = Compiled(_public)


def rows(found: Found) -> dict[int, dict]:
    """Return the columns, topics and captions of those hits that are public now: {id: row}. Three queries."""
    ids = [hit.id for hit in found.results.hits]
    if not ids:
        return {}
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in _articles(ids)}
    topics, captions = shapes.topics_of(rows), captions_of(key for key, row in rows.items() if row["pictured"])
    for key, row in rows.items():
        row |= {"topics": topics.get(key, []), "captions": captions.get(key, [])}
    return rows


def captions_of(ids) -> dict[int, list[str]]:
    """Return what is printed under the pictures of each article, in order. One query, if there are any."""
    captions = defaultdict(list)
    if not (ids := list(ids)):
        return captions
    images = Image.objects.filter(article__in=ids).order_by("article_id", "position", "id")
    for article_id, *texts in images.values_list("article_id", "caption", "credit"):
        captions[article_id].extend(filter(None, texts))
    return captions


def explained(asked: SearchParameters, found: Found, engine: Engine) -> dict[int, list[dict]] | None:
    """Return what each hit's score is made of, where that was asked for: {id: parts}."""
    if not asked.explain:
        return None
    ids = [hit.id for hit in found.results.hits if hit.score]
    return explanations(found.ready, ids, engine) if ids else {}


def results(found: Found, rows: dict[int, dict], explained: dict[int, list[dict]] | None = None) -> list[dict]:
    """Return the hits in their order as readers see them. One that is no longer public is not among the rows."""
    shown = _results(found, rows)
    if explained is not None:
        for one in shown:
            parts = explained.get(one["id"], [])
            one["explanation"] = [part | {"score": round(part["score"], 3)} for part in parts]
    return shown


def _results(found, rows):
    highlighter = Highlighter(found.ready.tree, backend.analysis(), found.rarity)
    shown = [(hit.score, rows[hit.id]) for hit in found.results.hits if hit.id in rows]
    return [
        shapes.item(row, row["topics"])
        | {"score": score and round(score, 3), "passages": highlighter.passages(printed(row), row["language"])}
        for score, row in shown
    ]


def printed(row) -> dict[str, str | list[str]]:
    """Return what of an article can show why it was found; its text first, for the headline is shown anyway."""
    return {
        "body": row["text"],
        "caption": row["captions"],
        "headline": row["headline"],
        "subtitle": row["subtitle"],
        "byline": row["byline"],
    }


_names_of_sources = Compiled(
    lambda keys: Source.objects.filter(key__in=keys).order_by().values_list("key", "name"), kind=str
)


def facets(results: Results) -> dict[str, list[dict]]:
    """Return the counts of each facet asked for; a source's label is its name. One query."""
    names = {}
    if sources := results.facets.get("source"):
        names = dict(_names_of_sources([key for key, _ in sources]))
    return {
        name: [{"value": value, "label": names.get(value, value), "count": count} for value, count in counts]
        for name, counts in results.facets.items()
    }


def histogram(results: Results) -> dict | None:
    """Return the counts by time, if they were asked for."""
    if results.histogram is None:
        return None
    buckets = [{"start": start, "count": count} for start, count in results.histogram.buckets]
    return {"interval": results.histogram.interval, "buckets": buckets}
