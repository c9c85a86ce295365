"""Engines agree: what one finds, counts and scores, all do, whatever the documents and the question."""

import tempfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from search.engines.memory import Memory
from search.query.limits import phrases
from tests.search.engines.drawing import batches, documents, queries
from tests.search.engines.others import in_folders


@in_folders
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=some.lists(documents, max_size=6), batches=batches, queries=some.lists(queries, min_size=5, max_size=10))
def test_every_engine_agrees_with_memory(other, first, batches, queries):
    with tempfile.TemporaryDirectory() as folder:
        memory, engine = Memory(), other.open(folder)
        for each in (memory, engine):
            each.rebuild(first, position=0)
            for position, (add, remove) in enumerate(batches):
                each.apply(add, remove, position=position)
        assert dict(engine.contents()) == dict(memory.contents())
        assert engine.terms("", limit=10) == memory.terms("", limit=10)
        forgets_nothing = not batches and len({document.id for document in first}) == len(first)
        for query in queries:
            alike = forgets_nothing and not any(phrase.slop for phrase in phrases(query.where))
            agree(memory, engine, query, scores=other.exact or alike)


def agree(memory, engine, query, *, scores):
    """Compare a page of both; where their scores may differ, all that they find.

    Some engines count documents that are gone, and have a way of their own to count a phrase with words between.
    """
    one, other = (each.search(query, size=4 if scores else 100) for each in (memory, engine))
    assert (one.total, one.facets, one.histogram) == (other.total, other.facets, other.histogram)
    if not scores or query.sort != "relevance":
        key = sorted if query.sort == "relevance" else list
        assert key(hit.id for hit in other.hits) == key(hit.id for hit in one.hits)
        assert other.next == one.next or query.sort == "relevance"
    else:
        assert [hit.score for hit in other.hits] == pytest.approx([hit.score for hit in one.hits], rel=0.01)
