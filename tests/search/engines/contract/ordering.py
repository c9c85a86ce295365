"""In which order, and on which page."""

import datetime

import pytest

from search.engines.base import Query
from search.query.nodes import Everything
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import (
    doc,
    found,
    ordered,
    walk,
    word,
    words,
)

DAY = datetime.date


class Ordering(Engines):
    # --- order and pages ----------------------------------------------------------------------------------

    def test_newest_and_oldest(self, fill):
        engine = fill(doc(1, published="2022-01-01"), doc(2, published="2023-01-01"), doc(3, published="2021-01-01"))
        assert ordered(engine, Everything(), sort="newest") == [2, 1, 3]
        assert ordered(engine, Everything(), sort="oldest") == [3, 1, 2]

    def test_equal_times_go_by_id(self, fill):
        engine = fill(*(doc(number) for number in (3, 1, 2)))
        assert ordered(engine, Everything(), sort="newest") == [3, 2, 1]
        assert ordered(engine, Everything(), sort="oldest") == [1, 2, 3]

    def test_equal_scores_go_by_id(self, fill):
        engine = fill(*(doc(number, "wheat") for number in (3, 1, 2)))
        assert ordered(engine, word("wheat"), sort="relevance") == [1, 2, 3]

    def test_a_score_is_given_by_relevance_only(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"))
        assert engine.search(Query(where=word("wheat"), sort="newest"), size=1).hits[0].score is None
        assert engine.search(Query(where=word("wheat"), sort="relevance"), size=1).hits[0].score > 0

    def test_no_size_only_counts(self, fill):
        results = fill(doc(1), doc(2)).search(Query(facets=("source",), histogram="year"), size=0)
        assert (results.hits, results.total, results.next) == ((), 2, None)

    def test_the_last_page_has_no_next(self, fill):
        engine = fill(doc(1), doc(2))
        assert engine.search(Query(), size=2).next is None
        assert engine.search(Query(), size=1).next is not None

    def test_next_names_the_sort_value_and_the_id_of_the_last_hit(self, fill):
        engine = fill(doc(1, published="1970-01-02"), doc(2, published="1970-01-01"))
        assert engine.search(Query(), size=1).next == (86_400, 1)

    def test_the_total_stays_the_same_on_every_page(self, fill):
        engine = fill(*(doc(number) for number in range(5)))
        second = engine.search(Query(), size=2, after=engine.search(Query(), size=2).next)
        assert second.total == 5

    @pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_a_walk_meets_every_document_once_and_in_order(self, fill, sort, size):
        engine = fill(*(doc(n, "wheat " * (n % 5 + 1), published=f"2023-01-{n % 7 + 1:02}") for n in range(60)))
        assert list(walk(engine, size, where=word("wheat"), sort=sort)) == ordered(engine, word("wheat"), sort=sort)

    @pytest.mark.parametrize("sort", ["newest", "oldest"])
    def test_a_walk_meets_every_document_once_while_others_come_and_go(self, fill, sort):
        engine = fill(*(doc(n, published=f"2023-01-{n % 20 + 1:02}") for n in range(40)))
        extra = iter(range(1000, 2000))

        def change():
            number = next(extra)
            engine.apply([doc(number, published=f"2023-01-{number % 20 + 1:02}")], [number - 3], position=number)

        seen = list(walk(engine, 3, change, sort=sort))
        assert sorted(n for n in seen if n < 1000) == list(range(40))
        assert len(seen) == len(set(seen))

    def test_a_page_behind_a_document_that_is_gone(self, fill):
        engine = fill(*(doc(number) for number in range(1, 7)))
        after = engine.search(Query(sort="oldest"), size=3).next
        engine.apply([], [3], position=2)
        assert [hit.id for hit in engine.search(Query(sort="oldest"), size=3, after=after).hits] == [4, 5, 6]

    def test_thousands_of_documents(self, fill):
        engine = fill(*(doc(n, f"all {'even' if n % 2 == 0 else 'odd'} w{n}", source=f"s{n % 7}") for n in range(3000)))
        results = engine.search(Query(where=words("all even"), facets=("source",)), size=10)
        assert results.total == 1500
        assert sum(count for _, count in results.facets["source"]) == 1500
        assert found(engine, word("w2999")) == [2999]
