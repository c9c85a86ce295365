"""Which score, to one part in a hundred: engines may keep lengths and scores in few bits."""

import datetime
import functools
import math

import pytest

from search.engines.base import HEADLINE_WEIGHT, K1, B
from search.query.nodes import And, Days, Everything, Has, Ids, Language, Not, Or, Prefer
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import any_of, doc, ordered, phrase, plain, scores, word, words

DAY = datetime.date
about = functools.partial(pytest.approx, rel=0.01)


def bm25(count, length, average, held, documents):
    """The formula of `base.py`, once more and plainly."""
    idf = math.log(1 + (documents - held + 0.5) / (held + 0.5))
    return idf * count / (count + K1 * (1 - B + B * length / average))


class Scoring(Engines):
    def test_a_score_is_bm25_over_all_that_was_printed(self, fresh):
        engine = fresh(doc(1, "wheat wheat corn", caption="wheat x"), doc(2, "wheat y z"), doc(3, "rye", topic="a b c"))
        average = (5 + 3 + 1) / 3
        expected = {1: bm25(3, 5, average, 2, 3), 2: bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat")) == about(expected)

    def test_a_headline_adds_its_weight(self, fresh):
        engine = fresh(doc(1, "x y", headline="wheat up"), doc(2, "wheat y"), doc(3, headline="corn"))
        average, headlines = 7 / 3, 1
        expected = bm25(1, 4, average, 2, 3) + HEADLINE_WEIGHT * bm25(1, 2, headlines, 1, 3)
        assert scores(engine, word("wheat"))[1] == about(expected)

    def test_a_word_in_a_field_is_scored_by_that_field_alone(self, fresh):
        engine = fresh(doc(1, "wheat " * 9, headline="wheat"), doc(2, headline="wheat and corn"), doc(3, "a"))
        average = 4 / 3
        expected = {1: bm25(1, 1, average, 2, 3), 2: bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat", "headline")) == about(expected)

    @pytest.mark.parametrize("ask", [word, plain, functools.partial(phrase, slop=0)])
    def test_what_is_asked_for_in_the_body_scores_as_it_does_in_print(self, fresh, ask):
        engine = fresh(doc(1, "wheat up", caption="wheat wheat"), doc(2, "x", caption="wheat"), doc(3, "wheat", by="y"))
        everywhere = scores(engine, ask("wheat"))
        assert scores(engine, ask("wheat", field="body")) == about({1: everywhere[1], 3: everywhere[3]})

    def test_a_phrase_in_the_body_scores_as_it_does_in_print(self, fresh):
        engine = fresh(
            doc(1, "a white house", caption=["white house", "x"]), doc(2, "house white", caption="white house")
        )
        assert scores(engine, phrase("white house", 0, "body")) == about({1: scores(engine, phrase("white house"))[1]})

    def test_a_phrase_is_scored_by_its_places_and_the_idf_of_its_stems(self, fresh):
        engine = fresh(doc(1, "white house x white house"), doc(2, "white"), doc(3, "house white"))
        saturation = bm25(2, 5, 8 / 3, 3, 3) / math.log(1 + 0.5 / 3.5)
        expected = saturation * (math.log(1 + 0.5 / 3.5) + math.log(1 + 1.5 / 2.5))
        assert scores(engine, phrase("white house")) == about({1: expected})

    def test_a_phrase_in_the_headline_counts_more(self, fresh):
        engine = fresh(doc(1, "a b c white house"), doc(2, "a b c", headline="white house"))
        assert ordered(engine, phrase("white house"), sort="relevance") == [2, 1]

    def test_a_phrase_of_one_stem_scores_as_the_stem(self, fresh):
        engine = fresh(doc(1, "white house white", headline="white"), doc(2, "white"), doc(3, "x"))
        assert scores(engine, phrase("white")) == about(scores(engine, word("white")))

    def test_plain_words_are_scored_by_their_sets(self, fresh):
        engine = fresh(doc(1, "wheat corn wheat", headline="wheat"), doc(2, "wheat"), doc(3, "x y z"))
        average = (2 + 1 + 3) / 3
        first = bm25(1, 2, average, 2, 3) + bm25(1, 2, average, 1, 3)
        expected = {1: first, 2: bm25(1, 1, average, 2, 3)}
        assert scores(engine, plain("wheat corn corn")) == about(expected)

    def test_plain_words_in_a_field_are_scored_by_that_field(self, fresh):
        engine = fresh(doc(1, "a b c", headline="wheat corn"), doc(2, headline="wheat"))
        assert scores(engine, plain("wheat", "headline")) == about({1: bm25(1, 2, 1.5, 2, 2), 2: bm25(1, 1, 1.5, 2, 2)})

    def test_and_adds_all_scores_and_or_those_that_match(self, fresh):
        engine = fresh(doc(1, "wheat corn"), doc(2, "wheat x"), doc(3, "corn rye"))
        wheat, corn = scores(engine, word("wheat")), scores(engine, word("corn"))
        assert scores(engine, words("wheat corn")) == about({1: wheat[1] + corn[1]})
        assert scores(engine, any_of("wheat corn")) == about({1: wheat[1] + corn[1], 2: wheat[2], 3: corn[3]})

    def test_a_part_that_does_not_match_adds_nothing(self, fresh):
        engine = fresh(doc(1, "wheat corn"), doc(2, "wheat rye"))
        tree = Or((word("wheat"), And((word("corn"), word("rye")))))
        assert scores(engine, tree) == about(scores(engine, word("wheat")))

    def test_nothing_else_adds_to_a_score(self, fresh):
        engine = fresh(doc(1, "wheat", has={"image"}, language="en"), doc(2, "corn"))
        others = (Not(word("corn")), Days(DAY(2020, 1, 1), None), Has("image"), Language("en"), Ids((1,)), Everything())
        assert scores(engine, And((word("wheat"), *others))) == about(scores(engine, word("wheat")))
        assert scores(engine, And(others)) == {1: 0.0}

    def test_not_of_not_adds_nothing(self, fresh):
        assert scores(fresh(doc(1, "wheat")), Not(Not(word("wheat")))) == {1: 0.0}

    def test_prefer_adds_the_score_of_what_is_better(self, fresh):
        engine = fresh(doc(1, "wheat x"), doc(2, "wheat corn"), doc(3, "corn x"))
        wheat, corn = scores(engine, word("wheat")), scores(engine, word("corn"))
        expected = {1: wheat[1], 2: wheat[2] + corn[2]}
        assert scores(engine, Prefer(word("wheat"), word("corn"))) == about(expected)

    def test_scores_do_not_depend_on_the_order_of_commits(self, fresh, tmp_path):
        documents = [doc(n, f"wheat {'corn ' * (n % 4)}", headline="corn" if n % 5 == 0 else "") for n in range(40)]
        once = fresh(*documents)
        (tmp_path / "other").mkdir()
        other = self.new(tmp_path / "other")
        other.rebuild(documents[:7], position=0)
        for number, document in enumerate(documents[7:]):
            other.apply([document], (), position=number)
        assert scores(other, words("wheat corn")) == about(scores(once, words("wheat corn")))

    def test_after_a_rebuild_scores_know_living_documents_only(self, fresh):
        engine = fresh(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "wheat " * 50), doc(4, "rye"))
        engine.apply([doc(4, "rye rye")], [3], position=9)
        engine.rebuild([doc(1, "wheat"), doc(2, "wheat corn"), doc(4, "rye rye")], position=9)
        expected = {1: bm25(1, 1, 5 / 3, 2, 3), 2: bm25(1, 2, 5 / 3, 2, 3)}
        assert scores(engine, word("wheat")) == about(expected)

    def test_before_the_switch_removed_documents_may_count_but_are_not_found(self, fresh):
        engine = fresh(doc(9, "wheat"))
        engine.rebuild(
            [doc(1, "wheat"), doc(2, "wheat")],
            position=1,
            before_switch=lambda new: new.apply([], [2], position=2),
        )
        assert list(scores(engine, word("wheat"))) == [1]
