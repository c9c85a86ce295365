"""Questions as readers type them, on their whole way: parser, words, bound on the cost, engine."""

from search.analysis import Analysis
from search.engines.base import Engine, Query, Results
from search.query.limits import check_cost
from search.query.nodes import Node
from search.query.parser import parse
from search.query.words import ready


def prepared(engine: Engine, analysis: Analysis, q: str, match: str = "all") -> Node:
    """Return the ready tree of what was typed. Raises `QueryError`."""
    typed = parse(q, match=match, function_words=analysis.function_words)
    tree = ready(typed, analysis, engine.terms)
    check_cost(tree.tree, engine.frequencies, tree.typed)
    return tree.tree


def ask(engine: Engine, analysis: Analysis, q: str, *, match: str = "all", size: int = 1000, **query) -> Results:
    """Return what an engine answers to what was typed; `query` is any part of `base.Query`."""
    return engine.search(Query(where=prepared(engine, analysis, q, match), **query), size=size)
