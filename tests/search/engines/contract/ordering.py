"""In which order, on which page, with which score."""

import datetime
import math

import pytest

from search.engines.base import HEADLINE_WEIGHT, K1, B, Query
from search.query.nodes import And, Days, Everything, Has, Ids, Language, Not, Or, Prefer
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import (
    any_of,
    doc,
    found,
    ordered,
    phrase,
    plain,
    scores,
    walk,
    word,
    words,
)

DAY = datetime.date


def bm25(count, length, average, held, documents):
    """The formula of `base.py`, once more and plainly."""
    idf = math.log(1 + (documents - held + 0.5) / (held + 0.5))
    return idf * count / (count + K1 * (1 - B + B * length / average))


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

    # --- scores -------------------------------------------------------------------------------------------

    def test_a_score_is_bm25_over_all_that_was_printed(self, fill):
        engine = fill(doc(1, "wheat wheat corn", caption="wheat x"), doc(2, "wheat y z"), doc(3, "rye", topic="a b c"))
        average = (5 + 3 + 1) / 3
        expected = {1: bm25(3, 5, average, 2, 3), 2: bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat")) == pytest.approx(expected, rel=0.01)

    def test_a_headline_adds_its_weight(self, fill):
        engine = fill(doc(1, "x y", headline="wheat up"), doc(2, "wheat y"), doc(3, headline="corn"))
        average, headlines = 7 / 3, 1
        expected = bm25(1, 4, average, 2, 3) + HEADLINE_WEIGHT * bm25(1, 2, headlines, 1, 3)
        assert scores(engine, word("wheat"))[1] == pytest.approx(expected, rel=0.01)

    def test_a_word_in_a_field_is_scored_by_that_field_alone(self, fill):
        engine = fill(doc(1, "wheat " * 9, headline="wheat"), doc(2, headline="wheat and corn"), doc(3, "a"))
        average = 4 / 3
        expected = {1: bm25(1, 1, average, 2, 3), 2: bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat", "headline")) == pytest.approx(expected, rel=0.01)

    def test_a_phrase_is_scored_by_its_places_and_the_idf_of_its_stems(self, fill):
        engine = fill(doc(1, "white house x white house"), doc(2, "white"), doc(3, "house white"))
        saturation = bm25(2, 5, 8 / 3, 3, 3) / math.log(1 + 0.5 / 3.5)
        expected = saturation * (math.log(1 + 0.5 / 3.5) + math.log(1 + 1.5 / 2.5))
        assert scores(engine, phrase("white house")) == pytest.approx({1: expected}, rel=0.01)

    def test_a_phrase_in_the_headline_counts_more(self, fill):
        engine = fill(doc(1, "a b c white house"), doc(2, "a b c", headline="white house"))
        assert ordered(engine, phrase("white house"), sort="relevance") == [2, 1]

    def test_a_phrase_of_one_stem_scores_as_the_stem(self, fill):
        engine = fill(doc(1, "white house white", headline="white"), doc(2, "white"), doc(3, "x"))
        assert scores(engine, phrase("white")) == pytest.approx(scores(engine, word("white")))

    def test_plain_words_are_scored_by_their_sets(self, fill):
        engine = fill(doc(1, "wheat corn wheat", headline="wheat"), doc(2, "wheat"), doc(3, "x y z"))
        average = (2 + 1 + 3) / 3
        first = bm25(1, 2, average, 2, 3) + bm25(1, 2, average, 1, 3)
        expected = {1: first, 2: bm25(1, 1, average, 2, 3)}
        assert scores(engine, plain("wheat corn corn")) == pytest.approx(expected, rel=0.01)

    def test_plain_words_in_a_field_are_scored_by_that_field(self, fill):
        engine = fill(doc(1, "a b c", headline="wheat corn"), doc(2, headline="wheat"))
        assert scores(engine, plain("wheat", "headline")) == pytest.approx(
            {1: bm25(1, 2, 1.5, 2, 2), 2: bm25(1, 1, 1.5, 2, 2)}, rel=0.01
        )

    def test_and_adds_all_scores_and_or_those_that_match(self, fill):
        engine = fill(doc(1, "wheat corn"), doc(2, "wheat x"), doc(3, "corn rye"))
        wheat, corn = scores(engine, word("wheat")), scores(engine, word("corn"))
        assert scores(engine, words("wheat corn")) == pytest.approx({1: wheat[1] + corn[1]})
        assert scores(engine, any_of("wheat corn")) == pytest.approx({1: wheat[1] + corn[1], 2: wheat[2], 3: corn[3]})

    def test_a_part_that_does_not_match_adds_nothing(self, fill):
        engine = fill(doc(1, "wheat corn"), doc(2, "wheat rye"))
        tree = Or((word("wheat"), And((word("corn"), word("rye")))))
        assert scores(engine, tree) == pytest.approx(scores(engine, word("wheat")))

    def test_nothing_else_adds_to_a_score(self, fill):
        engine = fill(doc(1, "wheat", has={"image"}, language="en"), doc(2, "corn"))
        others = (Not(word("corn")), Days(DAY(2020, 1, 1), None), Has("image"), Language("en"), Ids((1,)), Everything())
        assert scores(engine, And((word("wheat"), *others))) == pytest.approx(scores(engine, word("wheat")))
        assert scores(engine, And(others)) == {1: 0.0}

    def test_not_of_not_adds_nothing(self, fill):
        assert scores(fill(doc(1, "wheat")), Not(Not(word("wheat")))) == {1: 0.0}

    def test_prefer_adds_the_score_of_what_is_better(self, fill):
        engine = fill(doc(1, "wheat x"), doc(2, "wheat corn"), doc(3, "corn x"))
        wheat, corn = scores(engine, word("wheat")), scores(engine, word("corn"))
        expected = {1: wheat[1], 2: wheat[2] + corn[2]}
        assert scores(engine, Prefer(word("wheat"), word("corn"))) == pytest.approx(expected)

    def test_scores_know_living_documents_only(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "wheat " * 50), doc(4, "rye"))
        engine.apply([doc(4, "rye rye")], [3], position=9)
        expected = {1: bm25(1, 1, 5 / 3, 2, 3), 2: bm25(1, 2, 5 / 3, 2, 3)}
        assert scores(engine, word("wheat")) == pytest.approx(expected, rel=0.01)

    def test_scores_do_not_depend_on_the_order_of_commits(self, fill, tmp_path):
        documents = [doc(n, f"wheat {'corn ' * (n % 4)}", headline="corn" if n % 5 == 0 else "") for n in range(40)]
        once = fill(*documents)
        (tmp_path / "other").mkdir()
        other = self.new(tmp_path / "other")
        other.rebuild(documents[:7], position=0)
        for number, document in enumerate(documents[7:]):
            other.apply([document], (), position=number)
        assert scores(other, words("wheat corn")) == pytest.approx(scores(once, words("wheat corn")))
