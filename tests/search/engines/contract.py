"""What searching means. Every engine passes all of it: its test module is a few lines that subclass `Contract`."""

import datetime
import math
import threading
from dataclasses import replace

import pytest

from search.engines.base import HEADLINE_WEIGHT, K1, B, Document, EngineError, NoIndex, Query, Refused, Text
from search.query.nodes import And, Days, Everything, Has, Language, Not, Or, Phrase, Plain, Prefer, Stem
from tests.search.engines.documents import (
    any_of,
    doc,
    found,
    moment,
    ordered,
    phrase,
    plain,
    scores,
    walk,
    word,
    words,
)

DAY = datetime.date


class Contract:
    """A subclass gives `new(self, folder)`: an engine of its own without an index."""

    def new(self, folder):
        raise NotImplementedError

    @pytest.fixture
    def bare(self, tmp_path):
        return self.new(tmp_path)

    @pytest.fixture
    def engine(self, bare):
        bare.rebuild([], position=0)
        return bare

    @pytest.fixture
    def fill(self, engine):
        """Return a function that adds documents and returns the engine."""

        def add(*documents):
            engine.apply(documents, (), position=engine.state().position + 1)
            return engine

        return add

    # --- words ---------------------------------------------------------------------------------------

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

    # --- and, or, not, prefer ------------------------------------------------------------------------

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

    # --- phrases -------------------------------------------------------------------------------------

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

    # --- plain words ---------------------------------------------------------------------------------

    def test_a_plain_word_is_not_a_stem(self, fill):
        stemmed = Document(
            id=1, published=moment("2023-01-01"), texts={"body": Text(runs=(("en:minist",),), words={"ministers"})}
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

    # --- days, has, language -------------------------------------------------------------------------

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

    # --- filters -------------------------------------------------------------------------------------

    def test_a_filter_takes_whole_values(self, fill):
        engine = fill(doc(1, source="The Times"), doc(2, source="Times"), doc(3, source="the times"))
        assert found(engine, Everything(), filters={"source": ("Times",)}) == [2]

    def test_any_value_of_a_filter_is_enough(self, fill):
        engine = fill(doc(1, source="A"), doc(2, source="B"), doc(3, source="C"))
        assert found(engine, Everything(), filters={"source": ("A", "C", "absent")}) == [1, 3]

    def test_all_filters_must_hold(self, fill):
        engine = fill(doc(1, source="A", section="X"), doc(2, source="A", section="Y"), doc(3, source="B", section="X"))
        assert found(engine, Everything(), filters={"source": ("A",), "section": ("X",)}) == [1]

    def test_a_filter_looks_at_each_of_several_values(self, fill):
        engine = fill(doc(1, topic=["wheat", "corn"]), doc(2, topic=["corn"]), doc(3))
        assert found(engine, Everything(), filters={"topic": ("corn",)}) == [1, 2]
        assert found(engine, Everything(), filters={"topic": ("wheat",)}) == [1]

    def test_an_unknown_value_finds_nothing(self, fill):
        assert found(fill(doc(1, source="A")), Everything(), filters={"source": ("B",)}) == []
        assert found(fill(), Everything(), filters={"source": ()}) == []

    def test_values_of_any_characters(self, fill):
        names = ['a "b", c', "\x1f\x1e\x00", "日本", "[1]", " "]
        engine = fill(*(doc(number, author=[name]) for number, name in enumerate(names, 1)))
        for number, name in enumerate(names, 1):
            assert found(engine, Everything(), filters={"author": (name,)}) == [number]

    def test_published_after_includes_and_before_excludes_its_day(self, fill):
        engine = fill(*(doc(day, published=f"2023-09-{day}T12:00:00") for day in (19, 20, 21, 22)))
        bounds = {"published_after": DAY(2023, 9, 20), "published_before": DAY(2023, 9, 22)}
        assert found(engine, Everything(), **bounds) == [20, 21]

    # --- facets --------------------------------------------------------------------------------------

    def facets(self, engine, *names, where=None, **query):
        return engine.search(Query(where=where or Everything(), facets=names, **query), size=0).facets

    def test_facets_count_what_was_found(self, fill):
        engine = fill(doc(1, "wheat", source="A"), doc(2, "wheat", source="A"), doc(3, "corn", source="B"))
        assert self.facets(engine, "source", where=word("wheat")) == {"source": (("A", 2),)}

    def test_facets_are_ordered_by_count_and_then_by_name(self, fill):
        engine = fill(*(doc(number, topic=value) for number, value in enumerate("bbaac", 1)))
        assert self.facets(engine, "topic")["topic"] == (("a", 2), ("b", 2), ("c", 1))

    def test_facets_count_every_value_once_a_document(self, fill):
        engine = fill(doc(1, topic=["wheat", "corn", "wheat"]), doc(2, topic=["corn"]))
        assert self.facets(engine, "topic")["topic"] == (("corn", 2), ("wheat", 1))

    def test_a_facet_ignores_its_own_filter_and_no_other(self, fill):
        engine = fill(doc(1, source="A", section="X"), doc(2, source="B", section="X"), doc(3, source="A", section="Y"))
        facets = self.facets(engine, "source", "section", filters={"source": ("A",), "section": ("X",)})
        assert facets == {"source": (("A", 1), ("B", 1)), "section": (("X", 1), ("Y", 1))}

    def test_a_facet_respects_the_dates(self, fill):
        engine = fill(doc(1, source="A", published="2022-01-01"), doc(2, source="A"))
        facets = self.facets(engine, "source", published_after=DAY(2023, 1, 1), filters={"source": ("B",)})
        assert facets == {"source": (("A", 1),)}

    def test_a_facet_ends_after_a_hundred_values(self, fill):
        engine = fill(*(doc(number, topic=[f"t{number:03}", "all"]) for number in range(150)))
        facet = self.facets(engine, "topic")["topic"]
        assert len(facet) == 100
        assert facet[:3] == (("all", 150), ("t000", 1), ("t001", 1))

    def test_every_facet_can_be_counted(self, fill):
        values = {"source": "S", "author": "A", "topic": "T", "section": "C", "language": "en"}
        assert self.facets(fill(doc(1, **values)), *values) == {name: ((value, 1),) for name, value in values.items()}

    def test_no_facets_and_no_histogram_unless_asked_for(self, fill):
        results = fill(doc(1, source="A")).search(Query(), size=1)
        assert (results.facets, results.histogram) == ({}, None)

    def test_facets_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1, source="A"), doc(2, source="B"))
        engine.apply([doc(2, source="C")], [1], position=9)
        assert self.facets(engine, "source")["source"] == (("C", 1),)

    # --- histogram -----------------------------------------------------------------------------------

    TIMES = ("2021-12-31T23:59:59", "2022-01-01", "2022-01-31", "2022-03-01", "2022-03-01T10:00:00")

    @pytest.mark.parametrize(
        ("interval", "expected"),
        [
            ("year", [("2021-01-01", 1), ("2022-01-01", 4)]),
            ("month", [("2021-12-01", 1), ("2022-01-01", 2), ("2022-03-01", 2)]),
            ("day", [("2021-12-31", 1), ("2022-01-01", 1), ("2022-01-31", 1), ("2022-03-01", 2)]),
        ],
    )
    def test_a_histogram_counts_by(self, fill, interval, expected):
        engine = fill(*(doc(number, published=time) for number, time in enumerate(self.TIMES)))
        histogram = engine.search(Query(histogram=interval), size=0).histogram
        assert histogram.interval == interval
        assert [(day.isoformat(), count) for day, count in histogram.buckets] == expected

    def test_a_histogram_adds_up_to_the_total(self, fill):
        engine = fill(*(doc(n, "a" if n % 3 else "b", published=f"20{n:02}-0{n % 9 + 1}-11") for n in range(60)))
        for interval in ("year", "month", "day", "auto"):
            results = engine.search(Query(where=word("a"), histogram=interval), size=5)
            assert sum(count for _, count in results.histogram.buckets) == results.total == 40

    def test_a_histogram_respects_all_filters(self, fill):
        engine = fill(doc(1, source="A"), doc(2, source="B"))
        results = engine.search(Query(filters={"source": ("A",)}, histogram="year"), size=0)
        assert results.histogram.buckets == ((DAY(2023, 1, 1), 1),)

    @pytest.mark.parametrize(
        ("last", "interval"), [("2023-02-01", "day"), ("2023-12-31", "month"), ("2033-01-01", "year")]
    )
    def test_auto_chooses_what_can_be_read(self, fill, last, interval):
        engine = fill(doc(1, published="2023-01-01"), doc(2, published=last))
        assert engine.search(Query(histogram="auto"), size=0).histogram.interval == interval

    def test_a_histogram_of_distant_centuries(self, fill):
        engine = fill(doc(1, published="1400-05-01"), doc(2, published="9998-12-31"))
        histogram = engine.search(Query(histogram="day"), size=0).histogram
        assert histogram.buckets == ((DAY(1400, 5, 1), 1), (DAY(9998, 12, 31), 1))

    # --- order and pages -----------------------------------------------------------------------------

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

    # --- scores --------------------------------------------------------------------------------------

    def bm25(self, count, length, average, held, documents):
        idf = math.log(1 + (documents - held + 0.5) / (held + 0.5))
        return idf * count / (count + K1 * (1 - B + B * length / average))

    def test_a_score_is_bm25_over_all_that_was_printed(self, fill):
        engine = fill(doc(1, "wheat wheat corn", caption="wheat x"), doc(2, "wheat y z"), doc(3, "rye", topic="a b c"))
        average = (5 + 3 + 1) / 3
        expected = {1: self.bm25(3, 5, average, 2, 3), 2: self.bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat")) == pytest.approx(expected, rel=0.01)

    def test_a_headline_adds_its_weight(self, fill):
        engine = fill(doc(1, "x y", headline="wheat up"), doc(2, "wheat y"), doc(3, headline="corn"))
        average, headlines = 7 / 3, 1
        expected = self.bm25(1, 4, average, 2, 3) + HEADLINE_WEIGHT * self.bm25(1, 2, headlines, 1, 3)
        assert scores(engine, word("wheat"))[1] == pytest.approx(expected, rel=0.01)

    def test_a_word_in_a_field_is_scored_by_that_field_alone(self, fill):
        engine = fill(doc(1, "wheat " * 9, headline="wheat"), doc(2, headline="wheat and corn"), doc(3, "a"))
        average = 4 / 3
        expected = {1: self.bm25(1, 1, average, 2, 3), 2: self.bm25(1, 3, average, 2, 3)}
        assert scores(engine, word("wheat", "headline")) == pytest.approx(expected, rel=0.01)

    def test_a_phrase_is_scored_by_its_places_and_the_idf_of_its_stems(self, fill):
        engine = fill(doc(1, "white house x white house"), doc(2, "white"), doc(3, "house white"))
        saturation = self.bm25(2, 5, 8 / 3, 3, 3) / math.log(1 + 0.5 / 3.5)
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
        first = self.bm25(1, 2, average, 2, 3) + self.bm25(1, 2, average, 1, 3)
        expected = {1: first, 2: self.bm25(1, 1, average, 2, 3)}
        assert scores(engine, plain("wheat corn corn")) == pytest.approx(expected, rel=0.01)

    def test_plain_words_in_a_field_are_scored_by_that_field(self, fill):
        engine = fill(doc(1, "a b c", headline="wheat corn"), doc(2, headline="wheat"))
        assert scores(engine, plain("wheat", "headline")) == pytest.approx(
            {1: self.bm25(1, 2, 1.5, 2, 2), 2: self.bm25(1, 1, 1.5, 2, 2)}, rel=0.01
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
        others = (Not(word("corn")), Days(DAY(2020, 1, 1), None), Has("image"), Language("en"), Everything())
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
        expected = {1: self.bm25(1, 1, 5 / 3, 2, 3), 2: self.bm25(1, 2, 5 / 3, 2, 3)}
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

    # --- terms and frequencies -----------------------------------------------------------------------

    def test_terms_are_plain_words_by_frequency_and_then_by_name(self, fill):
        engine = fill(doc(1, "cease ceased ceasefire"), doc(2, "cease ceasefire"), doc(3, "ceasefire seize"))
        assert engine.terms("cease", limit=10) == [("ceasefire", 3), ("cease", 2), ("ceased", 1)]
        assert engine.terms("cease", limit=1) == [("ceasefire", 3)]
        assert engine.terms("x", limit=5) == []

    def test_terms_count_a_document_once(self, fill):
        engine = fill(doc(1, "wheat wheat", headline="wheat", topic="wheat"))
        assert engine.terms("wh", limit=5) == [("wheat", 1)]

    def test_terms_of_any_field_are_known(self, fill):
        assert fill(doc(1, author="ani sargsyan")).terms("sarg", limit=5) == [("sargsyan", 1)]

    def test_all_terms_begin_with_nothing(self, fill):
        assert fill(doc(1, "b a")).terms("", limit=5) == [("a", 1), ("b", 1)]

    def test_terms_in_every_script(self, fill):
        assert fill(doc(1, "обстрел обстоит 停火")).terms("обст", limit=5) == [("обстоит", 1), ("обстрел", 1)]

    def test_terms_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1, "secret shared"), doc(2, "shared stolen"), doc(3, "old"))
        engine.apply([doc(3, "new shared")], [1], position=2)
        assert engine.terms("s", limit=5) == [("shared", 2), ("stolen", 1)]
        assert engine.terms("o", limit=5) == []

    def test_frequencies_of_stems_and_plain_words(self, fill):
        engine = fill(doc(1, "wheat", headline="corn"), doc(2, "wheat"), doc(3, topic="corn"))
        asked = ["en:wheat", "wheat", "en:corn", "corn", "en:absent", "absent"]
        assert engine.frequencies(asked) == dict(zip(asked, [2, 2, 1, 1, 0, 0], strict=True))

    def test_frequencies_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"), doc(3, "wheat"))
        engine.apply([doc(2, "corn")], [1], position=2)
        assert engine.frequencies(["en:wheat", "wheat", "corn"]) == {"en:wheat": 1, "wheat": 1, "corn": 1}

    # --- apply ---------------------------------------------------------------------------------------

    def test_a_document_replaces_the_one_with_its_id(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.apply([doc(1, "corn")], (), position=2)
        assert (found(engine, word("wheat")), found(engine, word("corn"))) == ([], [1])
        assert engine.state().documents == 1

    def test_the_last_of_one_batch_stays(self, engine):
        engine.apply([doc(1, "wheat"), doc(2), doc(1, "corn")], (), position=1)
        assert (found(engine, word("wheat")), found(engine, word("corn"))) == ([], [1])
        assert engine.state().documents == 2

    def test_removed_documents_are_gone(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"))
        engine.apply([], [1], position=2)
        assert found(engine, word("wheat")) == found(engine, Everything()) == [2]
        assert found(engine, Not(word("absent"))) == [2]

    def test_an_id_both_removed_and_added_is_there(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.apply([doc(1, "corn")], [1], position=2)
        assert found(engine, word("corn")) == [1]

    def test_unknown_ids_may_be_removed(self, fill):
        engine = fill(doc(1))
        engine.apply([], [7, 8], position=2)
        assert (found(engine, Everything()), engine.state().position) == ([1], 2)

    def test_the_same_batch_twice_changes_nothing_more(self, fill):
        engine = fill(doc(9, "old"))
        for _ in range(3):
            engine.apply([doc(1, "wheat"), doc(2, "corn")], [9], position=5)
        assert engine.state().documents == 2
        assert scores(engine, word("wheat"))[1] == pytest.approx(self.bm25(1, 1, 1, 1, 2))

    def test_an_empty_commit_moves_the_position(self, fill):
        engine = fill(doc(1))
        engine.apply([], [], position=812, mark="a1b2")
        state = engine.state()
        assert (state.position, state.mark, state.documents) == (812, "a1b2", 1)

    def test_batches_may_be_any_iterable(self, engine):
        engine.apply((doc(number) for number in (1, 2)), iter([5]), position=1)
        assert found(engine, Everything()) == [1, 2]

    def test_large_ids(self, fill):
        engine = fill(doc(2**40), doc(2**63 - 1), doc(0))
        assert ordered(engine, Everything(), sort="oldest") == [0, 2**40, 2**63 - 1]

    @pytest.mark.parametrize(
        "bad", [doc(-1), doc(2**63), replace(doc(1), texts={"colour": Text()}), replace(doc(1), published=None)]
    )
    def test_of_a_refused_batch_nothing_is_kept(self, fill, bad):
        engine = fill(doc(5, "wheat"))
        before = engine.state()
        with pytest.raises(Refused, match="was refused: ") as refused:
            engine.apply([doc(6), bad, doc(7)], [5], position=9)
        assert refused.value.id == bad.id
        assert engine.state() == before
        assert found(engine, Everything()) == [5]

    def test_a_failing_source_of_documents_keeps_nothing(self, fill):
        engine = fill(doc(1))

        def broken():
            yield doc(2)
            raise KeyError("the database went away")

        with pytest.raises(KeyError):
            engine.apply(broken(), [1], position=9)
        assert found(engine, Everything()) == [1]
        engine.apply([doc(3)], (), position=10)
        assert found(engine, Everything()) == [1, 3]

    # --- state and contents --------------------------------------------------------------------------

    def test_without_an_index_everything_says_so(self, bare):
        calls = [
            lambda: bare.state(),
            lambda: bare.search(Query(), size=1),
            lambda: bare.apply([doc(1)], (), position=1),
            lambda: bare.terms("a", limit=1),
            lambda: bare.frequencies(["a"]),
            lambda: list(bare.contents()),
        ]
        for call in calls:
            with pytest.raises(NoIndex, match="rebuild_index"):
                call()

    def test_an_error_of_an_engine_is_an_engine_error(self):
        assert issubclass(NoIndex, EngineError)
        assert issubclass(Refused, EngineError)

    def test_the_state_of_a_new_index(self, bare):
        bare.rebuild([doc(1), doc(2)], position=7, mark="ff")
        state = bare.state()
        assert (state.position, state.mark, state.documents) == (7, "ff", 2)
        assert state.fingerprint == bare.fingerprint
        assert state.generation

    def test_the_fingerprint_names_the_analysis(self, tmp_path):
        assert "words-1 en" in self.new(tmp_path, analysis="words-1 en").fingerprint

    def test_contents_are_ids_and_digests(self, fill):
        documents = [doc(1, "wheat", source="A", has={"image"}), doc(2), doc(3, "corn")]
        engine = fill(*documents)
        changed = doc(3, "corn and rye")
        engine.apply([changed], [2], position=2)
        assert dict(engine.contents()) == {1: documents[0].digest, 3: changed.digest}

    def test_contents_of_an_empty_index(self, engine):
        assert list(engine.contents()) == []

    # --- rebuild -------------------------------------------------------------------------------------

    def test_a_rebuild_replaces_everything(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"))
        before = engine.state().generation
        engine.rebuild([doc(2, "corn"), doc(3, "wheat")], position=9)
        assert (found(engine, word("wheat")), found(engine, Everything())) == ([3], [2, 3])
        assert engine.state().generation != before

    def test_a_rebuild_keeps_the_last_of_an_id(self, bare):
        bare.rebuild([doc(1, "wheat"), doc(2), doc(1, "corn")], position=1)
        assert (found(bare, word("wheat")), found(bare, word("corn")), bare.state().documents) == ([], [1], 2)

    def test_searches_see_the_old_index_until_the_new_one_is_whole(self, fill):
        engine = fill(doc(1, "old"))

        def documents():
            for number in range(2, 50):
                assert found(engine, Everything()) == [1]
                yield doc(number, "new")

        engine.rebuild(documents(), position=2)
        assert found(engine, Everything()) == list(range(2, 50))

    def test_a_rebuild_that_fails_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        before = engine.state()

        def broken():
            yield doc(2)
            raise KeyError("the database went away")

        with pytest.raises(KeyError):
            engine.rebuild(broken(), position=9)
        assert (engine.state(), found(engine, Everything())) == (before, [1])

    def test_a_rebuild_with_a_refused_document_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        with pytest.raises(Refused):
            engine.rebuild([doc(2), doc(-1)], position=9)
        assert found(engine, Everything()) == [1]

    def test_before_the_switch_the_new_index_catches_up(self, fill):
        engine = fill(doc(1))
        seen = []

        def catch_up(new):
            new.apply([doc(3, "late")], [2], position=12, mark="zz")
            seen.append((sorted(dict(new.contents())), new.state().position, found(engine, Everything())))

        engine.rebuild([doc(2), doc(4)], position=9, before_switch=catch_up)
        assert seen == [([3, 4], 12, [1])]
        assert found(engine, Everything()) == [3, 4]
        assert (engine.state().position, engine.state().mark) == (12, "zz")

    def test_what_is_raised_before_the_switch_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        before = engine.state()

        def refuse(new):
            raise ValueError("two documents are missing")

        with pytest.raises(ValueError, match="missing"):
            engine.rebuild([doc(2)], position=9, before_switch=refuse)
        assert (engine.state(), found(engine, Everything())) == (before, [1])

    def test_an_index_can_be_written_after_a_rebuild(self, fill):
        engine = fill(doc(1))
        engine.rebuild([doc(2)], position=9)
        engine.apply([doc(3)], [2], position=10)
        assert (found(engine, Everything()), engine.state().position) == ([3], 10)

    # --- many at once --------------------------------------------------------------------------------

    def test_eight_threads_search_while_one_writes_and_rebuilds(self, fill):
        engine = fill(*(doc(number, "wheat corn") for number in range(50)))
        wrong, done = [], threading.Event()
        query = Query(where=words("wheat corn"), sort="relevance", facets=("source",), histogram="auto")

        def read():
            while not done.is_set():
                results = engine.search(query, size=100)
                if not (results.total == len(results.hits) == 50):
                    wrong.append(results.total)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(12):
            engine.apply([doc(n, f"wheat corn w{number}") for n in range(number, number + 5)], [], position=number)
            if number % 5 == 4:
                engine.rebuild([doc(n, "wheat corn") for n in range(50)], position=number)
        done.set()
        for thread in threads:
            thread.join()
        assert wrong == []
