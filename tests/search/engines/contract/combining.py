"""What parts of a question mean within each other, and how many of them there may be."""

import datetime

import pytest

from search.engines.base import Document, Text
from search.query.nodes import And, Days, Everything, Has, Ids, Language, Not, Or, Phrase, Plain, Prefer, Stem
from tests.search.engines.contract.engines import Engines
from tests.search.engines.contract.scoring import about
from tests.search.engines.documents import any_of, doc, found, moment, phrase, plain, scores, word, words

DAY = datetime.date


class Combining(Engines):
    # --- prefer within others -----------------------------------------------------------------------------

    def test_prefer_within_and_adds_its_score(self, fresh):
        engine = fresh(doc(1, "wheat rye"), doc(2, "wheat corn rye"), doc(3, "corn rye"), doc(4, "wheat"))
        tree = And((Prefer(word("wheat"), word("corn")), word("rye")))
        wheat, corn, rye = (scores(engine, word(name)) for name in ("wheat", "corn", "rye"))
        assert scores(engine, tree) == about({1: wheat[1] + rye[1], 2: wheat[2] + corn[2] + rye[2]})

    def test_prefer_within_or_adds_where_it_finds(self, fresh):
        engine = fresh(doc(1, "wheat x"), doc(2, "wheat corn"), doc(3, "corn x"), doc(4, "rye corn"))
        tree = Or((Prefer(word("wheat"), word("corn")), word("rye")))
        wheat, corn, rye = (scores(engine, word(name)) for name in ("wheat", "corn", "rye"))
        assert scores(engine, tree) == about({1: wheat[1], 2: wheat[2] + corn[2], 4: rye[4]})

    def test_prefer_within_not_is_what_it_finds(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "corn"), doc(4))
        assert scores(engine, Not(Prefer(word("wheat"), word("corn")))) == {3: 0.0, 4: 0.0}

    def test_prefer_within_prefer(self, fresh):
        engine = fresh(doc(1, "wheat corn rye"), doc(2, "wheat"), doc(3, "corn rye"))
        wheat, corn, rye = (scores(engine, word(name)) for name in ("wheat", "corn", "rye"))
        tree = Prefer(word("wheat"), Prefer(word("corn"), word("rye")))
        assert scores(engine, tree) == about({1: wheat[1] + corn[1] + rye[1], 2: wheat[2]})

    def test_to_prefer_what_is_absent_changes_nothing(self, fresh):
        engine = fresh(doc(1, "wheat"), doc(2, "wheat corn"))
        assert scores(engine, Prefer(word("wheat"), Not(word("corn")))) == about(scores(engine, word("wheat")))
        assert found(engine, Prefer(Not(word("corn")), word("wheat"))) == [1]

    # --- not within others --------------------------------------------------------------------------------

    def test_not_within_or_finds_all_others_without_a_score(self, fresh):
        engine = fresh(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "corn"), doc(4))
        wheat = scores(engine, word("wheat"))
        expected = {1: wheat[1], 2: wheat[2], 4: 0.0}
        assert scores(engine, Or((word("wheat"), Not(word("corn"))))) == about(expected)

    def test_exclusions_beside_each_other(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"), doc(3, "rye"), doc(4))
        assert found(engine, And((Not(word("wheat")), Not(word("corn"))))) == [3, 4]
        assert found(engine, Or((Not(word("wheat")), Not(word("corn"))))) == [1, 2, 3, 4]
        assert found(engine, Not(Or((word("wheat"), Not(word("corn")))))) == [2]

    def test_everything_can_be_excluded(self, fill):
        engine = fill(doc(1, "white house", has={"image"}, language="en"), doc(2, "house", published="2020-01-01"))
        leaves = [phrase("white house"), plain("white"), Has("image"), Language("en"), Ids((1,)), word("white", "body")]
        for leaf in [*leaves, Days(DAY(2021, 1, 1), None), phrase("white house", 3, "body")]:
            assert found(engine, Not(leaf)) == [2], leaf

    def test_what_finds_nothing_makes_and_find_nothing_and_or_no_more(self, fill):
        engine = fill(doc(1, "wheat"))
        for nothing in (Or(()), Plain(()), Phrase(()), Ids(()), word("absent"), Not(Everything())):
            assert found(engine, And((word("wheat"), nothing))) == [], nothing
            assert found(engine, Or((word("wheat"), nothing))) == [1], nothing
            assert found(engine, Prefer(word("wheat"), nothing)) == [1], nothing
            assert found(engine, Not(nothing)) == [1], nothing

    def test_everything_beside_a_word_finds_as_a_set(self, fresh):
        engine = fresh(doc(1, "wheat"), doc(2, "corn"))
        assert scores(engine, And((word("wheat"), Everything()))) == about(scores(engine, word("wheat")))
        assert found(engine, Or((word("wheat"), Everything()))) == [1, 2]

    def test_the_same_part_twice_counts_twice(self, fresh):
        engine = fresh(doc(1, "wheat x"), doc(2, "corn"))
        twice = {1: 2 * scores(engine, word("wheat"))[1]}
        assert scores(engine, words("wheat wheat")) == about(twice)
        assert scores(engine, any_of("wheat wheat")) == about(twice)

    # --- phrases ------------------------------------------------------------------------------------------

    def test_a_phrase_of_one_stem_takes_any_slop(self, fresh):
        engine = fresh(doc(1, "white house"), doc(2, "house"))
        assert found(engine, phrase("white", 9)) == found(engine, phrase("white", 9, "body")) == [1]
        assert scores(engine, phrase("house", 5)) == about(scores(engine, word("house")))

    def test_slop_of_a_phrase_that_repeats_a_word(self, fill):
        engine = fill(doc(1, "a x a"), doc(2, "a x x a"), doc(3, "x a x"), doc(4, "a a"))
        assert found(engine, phrase("a a", 1)) == [1, 4]
        assert found(engine, phrase("a a", 2)) == [1, 2, 4]
        assert found(engine, phrase("a a a", 9)) == []

    def test_a_phrase_begins_at_any_place_of_its_first_word(self, fill):
        engine = fill(doc(1, "a x x x x a b"), doc(2, "a b x x x c a c"), doc(3, "a c b x a x b c"))
        assert found(engine, phrase("a b", 0)) == [1, 2]
        assert found(engine, phrase("a b c", 1)) == [3]
        assert found(engine, phrase("a b c", 3)) == [2, 3]

    def test_nine_words_may_stand_between_and_no_ten(self, fill):
        for count in (2, 3, 4):
            names = [f"p{count}{letter}" for letter in "abcd"[:count]]
            texts = {slop: f"{names[0]}{' x' * slop} {' '.join(names[1:])}" for slop in (8, 9, 10)}
            engine = fill(*(doc(count * 100 + slop, text) for slop, text in texts.items()))
            assert found(engine, phrase(" ".join(names), 9)) == [count * 100 + 8, count * 100 + 9]

    def test_a_run_without_words_breaks_nothing(self, fill):
        empty = Text(runs=((), ("en:white", "en:house"), ()), words=("white",))
        engine = fill(Document(id=1, published=moment("2023-01-01"), texts={"body": empty, "caption": Text()}), doc(2))
        assert found(engine, phrase("white house")) == found(engine, plain("white")) == [1]

    def test_hundreds_of_runs_are_apart(self, fill):
        captions = [f"white w{n} house" for n in range(300)]
        engine = fill(doc(1, caption=captions), doc(2, caption=["house", "white"] * 200))
        assert found(engine, phrase("white house", 1)) == [1]
        assert found(engine, phrase("house white", 9)) == []

    # --- the body, which need not be kept twice ------------------------------------------------------------

    @pytest.mark.parametrize(
        ("body", "slop", "finds"),
        [
            ("the white house stands", 0, True),
            ("white and house", 0, False),
            ("white and house", 1, True),
            ("white and old house", 1, False),
            ("house white", 3, False),
            (["of the white", "house stands"], 9, False),
            (["a first run", "the white house"], 0, True),
            ("white", 0, False),
            ("", 9, False),
        ],
    )
    @pytest.mark.parametrize("headline", ["", "a white house", "white x house", "house", "white"])
    def test_a_phrase_is_looked_for_in_the_body_alone(self, fill, headline, body, slop, finds):
        engine = fill(doc(1, body, headline=headline, caption=["x", "the white house of old"]), doc(2, "white"))
        assert found(engine, phrase("white house", slop, "body")) == ([1] if finds else [])

    def test_any_of_many_words_is_looked_for_in_the_body_alone(self, fill):
        engine = fill(
            doc(1, "wheat x", headline="corn"), doc(2, "x", headline="wheat"), doc(3, "corn", by="corn wheat")
        )
        assert found(engine, plain("wheat corn", "body")) == [1, 3]
        assert found(engine, Or((word("wheat", "body"), word("corn", "body")))) == [1, 3]
        assert found(engine, And((word("x"), Not(word("wheat", "body"))))) == [2]

    # --- plain words --------------------------------------------------------------------------------------

    def test_plain_words_given_twice_count_once(self, fresh):
        engine = fresh(doc(1, "wheat corn"), doc(2, "rye"))
        assert scores(engine, plain("wheat wheat corn")) == about(scores(engine, plain("wheat corn")))

    def test_plain_words_and_stems_are_apart(self, fill):
        texts = {"headline": Text(words=("alone",)), "body": Text(runs=(("en:alone",),))}
        engine = fill(Document(id=1, published=moment("2023-01-01"), texts=texts), doc(2))
        assert found(engine, plain("alone")) == found(engine, plain("alone", "headline")) == [1]
        assert found(engine, word("alone")) == found(engine, word("alone", "body")) == [1]
        assert found(engine, plain("alone", "body")) == found(engine, word("alone", "headline")) == []

    # --- many ---------------------------------------------------------------------------------------------

    def test_as_many_words_and_languages_as_a_question_may_have(self, fill):
        engine = fill(doc(1, " ".join(f"w{n}" for n in range(32))), doc(2, "w3"))
        languages = ["en", "de", "fr", "ru", "ar", "tr", "es", "und"]
        every = tuple(Or(tuple(Stem(f"{language}:w{n}") for language in languages)) for n in range(32))
        assert found(engine, And(every)) == [1]
        assert found(engine, Or(every)) == [1, 2]
        assert found(engine, Not(Or(every))) == []

    def test_thousands_of_ids(self, fill):
        engine = fill(*(doc(n, "even" if n % 2 == 0 else "odd") for n in range(100)))
        assert found(engine, And((word("even"), Ids(tuple(range(50, 3000)))))) == list(range(50, 100, 2))
        assert found(engine, Not(Ids(tuple(range(10, 3000))))) == list(range(10))

    def test_hundreds_of_values_in_a_filter(self, fill):
        engine = fill(*(doc(n, author=[f"Author {n}"]) for n in range(20)))
        wanted = tuple(f"Author {n}" for n in range(5, 505))
        assert found(engine, Everything(), filters={"author": wanted}) == list(range(5, 20))
