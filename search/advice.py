"""What to change when little or nothing is found: each piece of advice was tried."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from search import backend
from search.asking import Found, prepare
from search.engines.base import Engine, Query
from search.pagination import END_OF_RELEVANCE
from search.parameters import SearchParameters
from search.query.explain import understood
from search.query.nodes import And, Everything, Near, Node, Word

LITTLE = 6
"""From so many found on there is nothing to advise."""

MOST_TRIED = 8
LONGEST = 0.2
"""Seconds after which nothing more is tried: the reader has waited for the answer itself already."""

MOST_GIVEN = 3
NEAR_LETTERS = 4
RARE = 2
"""Articles in which a slip of the pen may stand as well."""


def advice(asked: SearchParameters, found: Found, engine: Engine) -> list[dict]:
    """Return what to change, or to know, the best first: {message, q, total}."""
    given = [{"message": message, "q": asked.q, "total": found.results.total} for message in limits(asked, found)]
    if found.results.total < LITTLE:
        better = [one for one in tries(asked, found.typed, engine) if one["total"] > found.results.total]
        given += sorted(better, key=lambda one: -one["total"])[:MOST_GIVEN]
    return given


def limits(asked, found) -> Iterator[str]:
    """Say where the answer is not all of it."""
    for leaf in found.ready.cut:
        yield f"{leaf} stands for more words than are looked for: only the most frequent are, write more letters."
    if asked.ended_early(found.results):
        yield f"By relevance only the first {END_OF_RELEVANCE:,} are shown: sort=newest goes on to the end."


def tries(asked, typed, engine) -> Iterator[dict]:
    """Yield what other questions find, until there were enough or it took too long."""
    ends = time.monotonic() + LONGEST
    counting = replace(asked.query(Everything()), facets=(), histogram=None)
    for message, tree, query in islice(others(typed, counting, engine), MOST_TRIED):
        if time.monotonic() > ends:
            return
        total = engine.search(replace(query, where=prepare(tree, engine).tree), size=0).total
        yield {"message": f"{message}: {total:,}.", "q": understood(tree), "total": total}


def others(typed: Node, query: Query, engine: Engine) -> Iterator[tuple[str, Node, Query]]:
    """Yield other questions that may find more: message, typed tree, query whose tree is still to come."""
    if query.filters or query.published_after or query.published_before:
        yield "Without filters", typed, replace(query, filters={}, published_after=None, published_before=None)
    parts = typed.parts if isinstance(typed, And) else (typed,)
    for number, part in enumerate(parts):
        if may_be_misspelt(part, engine):
            near = Near(part.text, part.field, part.offset)
            yield f"With words spelt almost like “{part.text}”", joined(parts, number, near), query
        if len(parts) > 1:
            yield f"Without {understood(part)}", joined(parts, number), query


def may_be_misspelt(part: Node, engine: Engine) -> bool:
    """Whether a word is long enough to have a near spelling, and hardly stands anywhere as it is."""
    if not isinstance(part, Word) or part.exact or len(part.text) < NEAR_LETTERS:
        return False
    return max(engine.frequencies(backend.analysis().stems(part.text)).values()) <= RARE


def joined(parts, number, *instead) -> Node:
    """Return the parts joined by AND, with another part, or none, in the place of one."""
    rest = (*parts[:number], *instead, *parts[number + 1 :])
    return rest[0] if len(rest) == 1 else And(rest)
