"""In which order, and on which page."""

import datetime
import itertools
import json
from dataclasses import replace

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

    @pytest.mark.parametrize(("sort", "expected"), [("newest", [3, 2, 1]), ("oldest", [1, 2, 3])])
    def test_times_count_to_the_second(self, fill, sort, expected):
        same = [
            datetime.datetime(2023, 9, 20, 4, 30, 0, 900_000, tzinfo=datetime.UTC),
            datetime.datetime(2023, 9, 20, 4, 30, 0, 100_000),  # without a zone it is UTC
            datetime.datetime(2023, 9, 19, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5))),
        ]
        engine = fill(*(replace(doc(number), published=time) for number, time in enumerate(same, 1)))
        assert ordered(engine, Everything(), sort=sort) == expected
        assert engine.search(Query(sort=sort), size=1).next[0] == 1_695_184_200

    def test_times_before_1970_are_in_order_with_those_after(self, fill):
        times = ["1400-01-01", "1969-12-31T23:59:58", "1969-12-31T23:59:59", "1970-01-01", "9998-12-31T23:59:59"]
        engine = fill(*(doc(number, published=time) for number, time in enumerate(times)))
        assert list(walk(engine, 1, sort="oldest")) == [0, 1, 2, 3, 4]
        assert list(walk(engine, 2, sort="newest")) == [4, 3, 2, 1, 0]
        assert engine.search(Query(sort="oldest"), size=3).next == (-1, 2)

    @pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
    def test_ids_of_any_size_are_in_order_where_all_else_is_equal(self, fill, sort):
        numbers = [0, 1, 2**31, 2**32 + 1, 2**53, 2**53 + 1, 2**62, 2**63 - 2, 2**63 - 1]
        engine = fill(*(doc(number, "wheat") for number in reversed(numbers)))
        walked = list(walk(engine, 2, where=word("wheat"), sort=sort))
        assert walked == (numbers[::-1] if sort == "newest" else numbers)

    @pytest.mark.parametrize(("sort", "value"), [("newest", -(10**12)), ("oldest", 10**12), ("relevance", 0.0)])
    def test_behind_the_last_hit_stands_nothing(self, fill, sort, value):
        engine = fill(*(doc(number, "wheat", source="A") for number in range(3)))
        query = Query(where=word("wheat"), sort=sort, facets=("source",))
        page = engine.search(query, size=2, after=(value, 5))
        assert (page.hits, page.next, page.total) == ((), None, 3)
        assert page.facets["source"] == (("A", 3),)

    @pytest.mark.parametrize(("sort", "value"), [("newest", 10**12), ("oldest", -(10**12)), ("relevance", 1000.0)])
    def test_behind_what_comes_before_the_first_stands_everything(self, fill, sort, value):
        engine = fill(*(doc(number, "wheat") for number in range(3)))
        assert len(engine.search(Query(where=word("wheat"), sort=sort), size=9, after=(value, 5)).hits) == 3

    def test_a_page_larger_than_all_is_all(self, fill):
        page = fill(doc(1), doc(2)).search(Query(), size=10_000)
        assert ([hit.id for hit in page.hits], page.total, page.next) == ([2, 1], 2, None)

    def test_counts_are_the_same_on_every_page(self, fill):
        engine = fill(*(doc(number, source="AB"[number % 2]) for number in range(6)))
        query = Query(facets=("source",), histogram="year")
        first = engine.search(query, size=4)
        second = engine.search(query, size=4, after=first.next)
        assert (first.facets, first.histogram) == (second.facets, second.histogram)
        assert len(second.hits) == 2

    @pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
    def test_where_a_page_starts_may_be_json_in_between(self, fill, sort):
        engine = fill(*(doc(n, "wheat " * (n % 7 + 1) + "x " * (n % 3), headline="wheat" * (n % 2)) for n in range(40)))
        expected = iter(ordered(engine, word("wheat"), sort=sort))
        after = None
        for _ in range(14):
            page = engine.search(Query(where=word("wheat"), sort=sort), size=3, after=after)
            assert [hit.id for hit in page.hits] == list(itertools.islice(expected, 3))
            after = page.next and tuple(json.loads(json.dumps(page.next)))
        assert (after, list(expected)) == (None, [])

    def test_equal_scores_are_equal_whatever_commit_they_came_by(self, fill):
        for offset in range(3):
            engine = fill(*(doc(number, "wheat corn") for number in range(offset, 30, 3)), doc(100 + offset, "rye"))
        query = {"where": words("wheat corn"), "sort": "relevance"}
        assert list(walk(engine, 7, **query)) == list(range(30))
        assert len({hit.score for hit in engine.search(Query(**query), size=99).hits}) == 1

    @pytest.mark.parametrize("sort", ["newest", "oldest"])
    def test_a_deep_walk_meets_what_stays_while_others_come_go_and_change_their_date(self, fill, sort):
        def at(n, day):
            return doc(n, f"all w{n % 50}", published=f"{2000 + day % 20}-0{day % 9 + 1}-1{day % 7}")

        engine = fill(*(at(n, n * 7 + 3) for n in range(2000)), *(at(n, n) for n in range(10_000, 10_200)))
        turns = itertools.count()

        def change():
            turn = next(turns)
            moved = [at(10_000 + turn * 5 + n, turn * 13 + n + 1) for n in range(3)]
            fresh = [at(20_000 + turn * 3 + n, turn * 11 + n) for n in range(3)]
            engine.apply([*moved, *fresh], [10_000 + turn * 5 + 4, 20_000 + turn * 3 - 3], position=turn)

        stayed = [n for n in walk(engine, 100, change, where=word("all"), sort=sort) if n < 2000]
        assert sorted(stayed) == list(range(2000))
        assert stayed == [n for n in ordered(engine, word("all"), 10_000, sort=sort) if n < 2000]

    def test_thousands_of_documents(self, fill):
        engine = fill(*(doc(n, f"all {'even' if n % 2 == 0 else 'odd'} w{n}", source=f"s{n % 7}") for n in range(3000)))
        results = engine.search(Query(where=words("all even"), facets=("source",)), size=10)
        assert results.total == 1500
        assert sum(count for _, count in results.facets["source"]) == 1500
        assert found(engine, word("w2999")) == [2999]
