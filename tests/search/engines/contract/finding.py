"""What a word, a phrase, a day finds, and what they find together."""

import datetime
from dataclasses import replace

import pytest

from search.engines.base import Document, Query, Text
from search.query.nodes import And, Days, Everything, Has, Ids, Language, Not, Or, Phrase, Plain, Prefer, Stem
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import (
    any_of,
    doc,
    found,
    moment,
    phrase,
    plain,
    word,
    words,
)

DAY = datetime.date


class Finding(Engines):
    # --- words --------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("field", ["headline", "subtitle", "by", "caption", "body"])
    def test_a_bare_word_is_found_in_all_that_was_printed(self, fill, field):
        engine = fill(doc(1, **{field: "harbour reopens"}), doc(2, "nothing"))
        assert found(engine, word("harbour")) == [1]

    @pytest.mark.parametrize("field", ["author", "source", "section", "topic"])
    def test_a_bare_word_is_not_found_in_what_was_not_printed(self, fill, field):
        engine = fill(doc(1, **{field: "harbour"}), doc(2, "harbour"))
        assert found(engine, word("harbour")) == [2]

    @pytest.mark.parametrize(
        "field", ["headline", "subtitle", "by", "caption", "body", "author", "source", "section", "topic"]
    )
    def test_a_word_in_a_field_is_found_in_that_field_only(self, fill, field):
        others = [name for name in ("headline", "body", "author", "topic") if name != field]
        engine = fill(doc(1, **{field: "wheat"}), *(doc(n, **{name: "wheat"}) for n, name in enumerate(others, 2)))
        assert found(engine, word("wheat", field)) == [1]

    def test_an_unknown_word_finds_nothing(self, fill):
        assert found(fill(doc(1, "harbour")), word("wheat")) == []

    def test_a_word_that_only_begins_the_same_is_another_word(self, fill):
        assert found(fill(doc(1, "harbours"), doc(2, "harbour")), word("harbour")) == [2]

    def test_stems_of_two_languages_are_two_words(self, fill):
        german = Document(id=1, published=moment("2023-01-01"), texts={"body": Text(runs=(("de:die",),))})
        engine = fill(german, doc(2, "die"))
        assert found(engine, Stem("de:die")) == [1]

    @pytest.mark.parametrize("text", ["обстрел", "停火", "عربي", "çöğüş", "é", "𝒳", "ﬁn", "x\u0301"])
    def test_words_of_every_script_are_found(self, fill, text):
        engine = fill(doc(1, f"a {text} b"), doc(2, "a b"))
        assert found(engine, word(text)) == found(engine, plain(text)) == [1]

    def test_long_words_are_found(self, fill):
        engine = fill(doc(1, "x" * 64 + " " + "y" * 1000))
        assert found(engine, word("x" * 64)) == found(engine, plain("y" * 1000)) == [1]

    def test_a_document_without_any_text_is_kept(self, fill):
        engine = fill(doc(1), doc(2, "harbour"))
        assert found(engine, Everything()) == [1, 2]
        assert found(engine, word("harbour")) == [2]

    def test_an_empty_index_answers_every_question(self, engine):
        where = And((word("a"), phrase("a b"), plain("c"), Not(Days(None, None)), Has("image"), Language("en")))
        query = Query(where=where, facets=("source", "author"), histogram="auto", filters={"source": ("BBC",)})
        results = engine.search(query, size=20)
        assert (results.hits, results.total, results.next) == ((), 0, None)
        assert results.facets == {"source": (), "author": ()}
        assert results.histogram.buckets == ()

    # --- and, or, not, prefer -----------------------------------------------------------------------------

    def test_and_finds_what_all_parts_find(self, fill):
        engine = fill(doc(1, "wheat corn"), doc(2, "wheat"), doc(3, "corn"))
        assert found(engine, words("wheat corn")) == [1]

    def test_words_of_one_query_may_stand_in_different_fields(self, fill):
        engine = fill(doc(1, "wheat", headline="corn"))
        assert found(engine, words("wheat corn")) == [1]

    def test_and_without_parts_finds_everything(self, fill):
        assert found(fill(doc(1), doc(2)), And(())) == [1, 2]

    def test_or_finds_what_any_part_finds(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"), doc(3, "rye"))
        assert found(engine, any_of("wheat corn")) == [1, 2]

    def test_or_without_parts_finds_nothing(self, fill):
        assert found(fill(doc(1)), Or(())) == []

    def test_not_alone_finds_all_others(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"), doc(3))
        assert found(engine, Not(word("wheat"))) == [2, 3]

    def test_not_of_everything_and_of_nothing(self, fill):
        engine = fill(doc(1, "wheat"))
        assert found(engine, Not(Everything())) == []
        assert found(engine, Not(word("absent"))) == [1]

    def test_not_beside_a_word(self, fill):
        engine = fill(doc(1, "wheat corn"), doc(2, "wheat"))
        assert found(engine, And((word("wheat"), Not(word("corn"))))) == [2]

    def test_not_of_not_finds_the_same(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"))
        assert found(engine, Not(Not(word("wheat")))) == [1]

    def test_prefer_finds_exactly_what_where_finds(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "corn"))
        assert found(engine, Prefer(word("wheat"), word("corn"))) == [1, 2]

    def test_deep_trees_are_answered(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"))
        tree = word("wheat")
        for _ in range(30):
            tree = And((Or((tree, word("absent"))), Everything()))
        assert found(engine, tree) == [1]

    # --- phrases ------------------------------------------------------------------------------------------

    def test_a_phrase_is_found_in_its_order_only(self, fill):
        engine = fill(doc(1, "the white house spoke"), doc(2, "the house white"), doc(3, "white old house"))
        assert found(engine, phrase("white house")) == [1]

    @pytest.mark.parametrize("length", [1, 2, 3, 4, 6])
    def test_phrases_of_any_length_are_found(self, fill, length):
        text = "one two three four five six"
        engine = fill(doc(1, f"zero {text} seven"), doc(2, " x ".join(text.split())), doc(3, "six five one"))
        assert 1 in found(engine, phrase(" ".join(text.split()[:length])))
        assert 2 not in found(engine, phrase(" ".join(text.split()[:length]))) or length == 1

    def test_a_phrase_without_stems_finds_nothing(self, fill):
        assert found(fill(doc(1, "a")), Phrase(())) == []

    def test_a_phrase_may_repeat_a_word(self, fill):
        engine = fill(doc(1, "new york new york"), doc(2, "new york"), doc(3, "york new new york"))
        assert found(engine, phrase("new york new york")) == [1]
        assert found(engine, phrase("new new")) == [3]

    def test_a_phrase_never_leads_from_one_run_into_the_next(self, fill):
        engine = fill(doc(1, caption=["a white", "house fell"]), doc(2, caption=["a", "white house"]))
        assert found(engine, phrase("white house")) == [2]
        assert found(engine, phrase("white house", 9)) == [2]

    def test_a_phrase_never_leads_from_one_field_into_the_next(self, fill):
        engine = fill(doc(1, "house", headline="white", caption="house", by="white", subtitle="house"))
        assert found(engine, phrase("white house")) == found(engine, phrase("white house", 9)) == []

    def test_a_phrase_never_leads_from_one_document_into_the_next(self, fill):
        engine = fill(doc(1, "white"), doc(2, "house"), doc(3, "white"), doc(4, "house"))
        assert found(engine, phrase("white house", 9)) == []

    @pytest.mark.parametrize("field", ["headline", "caption", "body", "author", "topic"])
    def test_a_phrase_in_a_field_is_found_in_that_field_only(self, fill, field):
        engine = fill(doc(1, **{field: "white house"}), doc(2, subtitle="white house", section="white house"))
        assert found(engine, phrase("white house", 0, field)) == [1]

    def test_a_bare_phrase_is_not_found_in_what_was_not_printed(self, fill):
        assert found(fill(doc(1, source="white house")), phrase("white house")) == []

    @pytest.mark.parametrize(("slop", "expected"), [(0, [1]), (1, [1, 2]), (2, [1, 2, 3]), (9, [1, 2, 3, 4])])
    def test_slop_is_the_number_of_other_words_in_all(self, fill, slop, expected):
        engine = fill(doc(1, "a b"), doc(2, "a x b"), doc(3, "a x x b"), doc(4, "a" + " x" * 9 + " b"), doc(5, "b a"))
        assert found(engine, phrase("a b", slop)) == expected

    def test_slop_counts_all_gaps_of_a_phrase_together(self, fill):
        engine = fill(doc(1, "a x b x c"), doc(2, "a x x b x c"), doc(3, "a b c"))
        assert found(engine, phrase("a b c", 2)) == [1, 3]
        assert found(engine, phrase("a b c", 3)) == [1, 2, 3]

    def test_slop_finds_the_best_of_many_places(self, fill):
        engine = fill(doc(1, "a a x x a b x x c a x b c"), doc(2, "a x b x b x x x c"))
        assert found(engine, phrase("a b c", 1)) == [1]

    def test_slop_keeps_the_order(self, fill):
        engine = fill(doc(1, "a c b"), doc(2, "a b c"))
        assert found(engine, phrase("a b c", 5)) == [2]

    def test_four_words_with_slop(self, fill):
        engine = fill(doc(1, "a b x c x d"), doc(2, "a x b x c x d"))
        assert found(engine, phrase("a b c d", 2)) == [1]

    def test_a_phrase_far_inside_a_long_text(self, fill):
        engine = fill(doc(1, "x " * 70_000 + "white house"), doc(2, "house white " * 1000))
        assert found(engine, phrase("white house", 0, "body")) == [1, 2]
        assert found(engine, phrase("x white house")) == [1]

    # --- plain words --------------------------------------------------------------------------------------

    def test_a_plain_word_is_not_a_stem(self, fill):
        stemmed = Document(
            id=1, published=moment("2023-01-01"), texts={"body": Text(runs=(("en:minist",),), words=("ministers",))}
        )
        engine = fill(stemmed)
        assert found(engine, plain("ministers")) == [1]
        assert found(engine, plain("minist")) == []

    def test_any_of_the_plain_words_is_enough(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn"), doc(3, "rye"))
        assert found(engine, plain("wheat corn absent")) == [1, 2]

    def test_no_plain_words_find_nothing(self, fill):
        assert found(fill(doc(1, "wheat")), Plain(())) == []

    def test_a_plain_word_in_a_field(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, headline="wheat"), doc(3, topic="wheat"), doc(4, "wheat", topic="wheat"))
        assert found(engine, plain("wheat")) == [1, 2, 4]
        assert found(engine, plain("wheat", "topic")) == [3, 4]
        assert found(engine, plain("wheat", "body")) == [1, 4]

    def test_hundreds_of_plain_words(self, fill):
        engine = fill(*(doc(number, f"w{number}") for number in range(1, 301)))
        assert found(engine, plain(" ".join(f"w{number}" for number in range(1, 257)))) == list(range(1, 257))

    # --- days, has, language ------------------------------------------------------------------------------

    def test_days_include_both_ends(self, fill):
        times = ["2023-09-19T23:59:59", "2023-09-20T00:00:00", "2023-09-21T23:59:59", "2023-09-22T00:00:00"]
        engine = fill(*(doc(number, published=time) for number, time in enumerate(times, 1)))
        assert found(engine, Days(DAY(2023, 9, 20), DAY(2023, 9, 21))) == [2, 3]

    def test_days_open_at_either_end(self, fill):
        engine = fill(*(doc(number, published=f"20{number}-01-01") for number in (21, 22, 23)))
        assert found(engine, Days(DAY(2022, 1, 1), None)) == [22, 23]
        assert found(engine, Days(None, DAY(2022, 1, 1))) == [21, 22]
        assert found(engine, Days(None, None)) == [21, 22, 23]

    def test_days_long_ago_and_far_ahead(self, fill):
        engine = fill(
            doc(1, published="1400-01-01"), doc(2, published="1969-12-31T23:59:59"), doc(3, published="9998-12-31")
        )
        assert found(engine, Days(DAY(1400, 1, 1), DAY(1400, 1, 1))) == [1]
        assert found(engine, Days(DAY(1969, 12, 31), DAY(1969, 12, 31))) == [2]
        assert found(engine, Days(DAY(1970, 1, 1), DAY.max)) == [3]
        assert found(engine, Days(DAY.min, DAY.max)) == [1, 2, 3]

    def test_other_zones_are_brought_to_utc(self, fill):
        zone = datetime.timezone(datetime.timedelta(hours=5))
        engine = fill(replace(doc(1), published=datetime.datetime(2023, 9, 20, 2, tzinfo=zone)))
        assert found(engine, Days(DAY(2023, 9, 19), DAY(2023, 9, 19))) == [1]

    @pytest.mark.parametrize("what", ["image", "related", "correction"])
    def test_has(self, fill, what):
        engine = fill(doc(1, has={what}), doc(2), doc(3, has={"image", "related", "correction"} - {what}))
        assert found(engine, Has(what)) == [1]

    def test_a_language_finds_its_regions(self, fill):
        tags = ["en", "en-gb", "en-GB", "eng", "de", ()]
        engine = fill(*(doc(number, language=tag) for number, tag in enumerate(tags, 1)))
        assert found(engine, Language("en")) == [1, 2, 3]
        assert found(engine, Language("en-gb")) == [2, 3]

    # --- ids ----------------------------------------------------------------------------------------------

    def test_ids_find_the_documents_that_have_them(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"), doc(3, "corn"), doc(2**40, "wheat"))
        assert found(engine, Ids((1, 3, 2**40, 99))) == [1, 3, 2**40]
        assert found(engine, Ids(())) == []
        assert found(engine, And((word("wheat"), Not(Ids((1,)))))) == [2, 2**40]

    def test_ids_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1), doc(2))
        engine.apply([], [1], position=2)
        assert found(engine, Ids((1, 2))) == [2]
