"""Searches over both shelves at once, as curators ask: hits of both in one order, with passages, or all ids in turn."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from articles.batching import batches
from articles.models import Article
from search import backend, indexing
from search.asking import Found, captions_of, pointing_at, prepare, printed
from search.desk.shelf import SHELVES
from search.engines.base import NEWEST, RELEVANCE, Query
from search.highlighting import Highlighter, rarities
from search.query.nodes import And, Days, Node, Not, Or, Prefer
from search.query.parser import parse
from search.shelves import Shelf

FIRST_DAY = datetime.date(1, 1, 2)
"""The day behind that of what has no date: whoever asks for all before a day does not mean that."""

TOGETHER = 1_000
"""Hits that are asked for at a time where all are walked."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a curator looks for: `q` in the query language (empty: everything), on these shelves, within these days.

    `filters` are as in `search.engines.base.Query`; `sort` is newest or relevance.
    """

    q: str = ""
    days: Days | None = None
    shelves: tuple[Shelf, ...] = SHELVES
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = RELEVANCE


@dataclass(frozen=True, kw_only=True)
class Hits:
    """The first hits on all shelves in one order, how many there are in all, and what was found on each shelf."""

    ids: tuple[int, ...]
    total: int
    found: Mapping[str, Found]


def find(asked: Asked, *, most: int) -> Hits:
    """Return the first hits. An article that is moving from one shelf to another may count on both for a moment.

    Scores of two shelves are compared as they are, though a word may be rare on the one and frequent on the other.
    Raises `BadParameters` that point into `q`, and `EngineError`.
    """
    found = {shelf.name: _found(asked, shelf, most) for shelf in asked.shelves}
    hits = [hit for one in found.values() for hit in one.results.hits]
    if asked.sort == RELEVANCE and hits and not any(hit.score for hit in hits):
        return find(replace(asked, sort=NEWEST), most=most)  # dates and names say nothing of which is better
    if asked.sort == RELEVANCE:
        ordered = sorted(hits, key=lambda hit: (-hit.score, hit.id))
    else:
        dates = _dates(hit.id for hit in hits)
        ordered = sorted(hits, key=lambda hit: dates.get(hit.id, (0.0, hit.id)), reverse=True)
    ids = tuple(dict.fromkeys(hit.id for hit in ordered))[:most]
    return Hits(ids=ids, total=sum(one.results.total for one in found.values()), found=found)


def walk(asked: Asked) -> Iterator[int]:
    """Yield the id of every article that is found, each once: public ones first, the newest of each shelf first.

    Articles may be changed meanwhile, and moved from shelf to shelf. Raises as `find`, for bad questions at once.
    """
    prepared = [(shelf, *_prepared(asked, shelf)) for shelf in asked.shelves]
    return _walk(prepared)


def _walk(prepared):
    seen = set()
    for _, engine, query in prepared:
        after, query = None, replace(query, sort=NEWEST)
        while True:
            results = engine.search(query, size=TOGETHER, after=after)
            new = [hit.id for hit in results.hits if hit.id not in seen]
            seen.update(new)
            yield from new
            if (after := results.next) is None:
                break


def count(asked: Asked) -> int:
    """Return how many articles are found on all shelves. Raises as `find`."""
    return sum(_found(asked, shelf, 0).results.total for shelf in asked.shelves)


def _prepared(asked, shelf):
    """Return the engine of a shelf, and the question as it takes it."""
    engine = indexing.searched(shelf)
    return engine, _query(asked, prepare(_typed(asked), engine))


def _query(asked, ready):
    tree = dated(ready.tree)
    where = And((tree, asked.days)) if asked.days else tree
    return Query(where=where, filters=asked.filters, sort=asked.sort)


def _typed(asked):
    with pointing_at("q"):
        return parse(asked.q, match="all", function_words=backend.analysis().function_words)


def _found(asked, shelf, size):
    engine, typed = indexing.searched(shelf), _typed(asked)
    ready = prepare(typed, engine)
    results = engine.search(_query(asked, ready), size=size)
    rarity = rarities(ready.tree, engine.frequencies) if results.hits else {}
    return Found(typed=typed, ready=ready, results=results, rarity=rarity)


def dated(node: Node) -> Node:
    """Return a ready tree whose open beginnings of time leave out what has no date."""
    match node:
        case Days(None, last):
            return Days(FIRST_DAY, last)
        case And(parts) | Or(parts):
            return type(node)(tuple(map(dated, parts)))
        case Not(part):
            return Not(dated(part))
        case Prefer(where, better):
            return Prefer(dated(where), dated(better))
    return node


def _dates(ids):
    """Return {id: what it is sorted by}; articles without a date are the oldest."""
    rows = (
        row for some in batches(ids) for row in Article.objects.filter(pk__in=some).values_list("pk", "published_at")
    )
    return {pk: (moment.timestamp() if moment else float("-inf"), pk) for pk, moment in rows}


def passages(hits: Hits, ids: Iterable[int], *, each: int) -> dict[int, list[str]]:
    """Return at most `each` passages of these articles as HTML with `<mark>` only: {id: passages}. Two queries.

    The headline is not among them where anything else is: a list shows it anyway.
    """
    shelf_of = {hit.id: name for name, one in hits.found.items() for hit in one.results.hits}
    highlighters = {
        name: Highlighter(one.ready.tree, backend.analysis(), one.rarity) for name, one in hits.found.items()
    }
    columns = ("pk", "text", "headline", "subtitle", "byline", "language")
    rows = [row for row in Article.objects.filter(pk__in=list(ids)).values(*columns) if row["pk"] in shelf_of]
    captions = captions_of(row["pk"] for row in rows)
    return {row["pk"]: _passages(highlighters[shelf_of[row["pk"]]], row, captions, each) for row in rows}


def _passages(highlighter, row, captions, each):
    fields = printed(row | {"captions": captions.get(row["pk"], [])})
    found = highlighter.passages(fields, row["language"], limit=each + 1)
    beside = [one["html"] for one in found if one["field"] != "headline"] or [one["html"] for one in found]
    return beside[:each]
