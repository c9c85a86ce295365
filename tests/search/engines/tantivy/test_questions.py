"""Trees become Tantivy's queries, and pages are in order where Tantivy has none."""

import json

import pytest

from search.engines.base import Query
from search.engines.tantivy.questions import spread
from search.query.nodes import And, Everything, Not, Prefer, Stem
from tests.search.engines.documents import doc, found, ordered, phrase, walk, word


def test_a_phrase_is_spread_in_every_way():
    assert spread(1, 3) == [(0,)]
    assert spread(3, 0) == [(0, 1, 2)]
    assert spread(3, 1) == [(0, 1, 2), (0, 1, 3), (0, 2, 3)]
    assert len(spread(4, 9)) == 220
    assert all(ways[-1] - ways[0] <= 3 + 9 for ways in spread(4, 9))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_thousands_of_equals_are_walked_by_id_over_all_segments(engine, sort):
    ids = [number * 7919 % 3001 for number in range(3001)]
    for start in range(0, 3001, 600):
        engine.apply([doc(number, "wheat") for number in ids[start : start + 600]], (), position=start)
    expected = sorted(ids, reverse=sort == "newest")
    assert ordered(engine, word("wheat"), sort=sort, size=3001) == expected
    assert list(walk(engine, 250, where=word("wheat"), sort=sort)) == expected
    assert list(walk(engine, 250, where=Everything(), sort=sort)) == expected


def test_where_a_page_ends_survives_json(engine):
    engine.apply([doc(number, "wheat " * (number % 11 + 1)) for number in range(50)], (), position=1)
    query = Query(where=word("wheat"), sort="relevance")
    page = engine.search(query, size=20)
    again = engine.search(query, size=20, after=tuple(json.loads(json.dumps(page.next))))
    ids = [hit.id for hit in (*page.hits, *again.hits)]
    assert ids == ordered(engine, word("wheat"), sort="relevance", size=40)


def test_only_a_tree_with_words_ranks(engine):
    engine.apply([doc(1, "wheat"), doc(2, "wheat wheat corn")], (), position=1)
    query = Query(where=And((Everything(), Not(Stem("en:rye")))), sort="relevance")
    assert [hit.score for hit in engine.search(query, size=5).hits] == [0.0, 0.0]
    assert engine.search(query, size=1, after=(0.0, 1)).hits[0].id == 2


def test_words_within_a_not_rank_nothing(engine):
    engine.apply([doc(1, "wheat corn"), doc(2, "wheat wheat")], (), position=1)
    tree = Prefer(Not(Not(word("wheat"))), Not(Not(word("corn"))))
    assert [hit.score for hit in engine.search(Query(where=tree, sort="relevance"), size=5).hits] == [0.0, 0.0]


def test_a_phrase_with_words_between_is_found_where_its_words_repeat(engine):
    engine.apply([doc(1, "a a x b x a b c"), doc(2, "c b a"), doc(3, "a b a c")], (), position=1)
    assert found(engine, phrase("a a b", 1)) == [1]
    assert found(engine, phrase("a b c", 1)) == [1, 3]
