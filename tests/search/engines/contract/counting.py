"""Filters, facets, histogram; terms and frequencies of living documents."""

import datetime

import pytest

from search.engines.base import Query
from search.query.nodes import Everything
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import (
    doc,
    found,
    word,
)

DAY = datetime.date


class Counting(Engines):
    # --- filters ------------------------------------------------------------------------------------------

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

    def test_a_filter_without_values_finds_nothing(self, fill):
        engine = fill(doc(1, source="A"), doc(2))
        assert found(engine, Everything(), filters={"source": ()}) == []
        assert found(engine, Everything(), filters={"topic": (), "source": ("A",)}) == []

    def test_a_value_of_one_facet_is_none_of_another(self, fill):
        engine = fill(doc(1, source="X", topic="Y"), doc(2, source="Y", topic="X"))
        assert found(engine, Everything(), filters={"source": ("X",)}) == [1]
        assert found(engine, Everything(), filters={"topic": ("X",), "source": ("Y",)}) == [2]
        assert self.facets(engine, "section", "source") == {"section": (), "source": (("X", 1), ("Y", 1))}

    def test_values_of_any_characters(self, fill):
        names = ['a "b", c', "\x1f\x1e\x00", "日本", "[1]", " "]
        engine = fill(*(doc(number, author=[name]) for number, name in enumerate(names, 1)))
        for number, name in enumerate(names, 1):
            assert found(engine, Everything(), filters={"author": (name,)}) == [number]

    def test_published_after_includes_and_before_excludes_its_day(self, fill):
        engine = fill(*(doc(day, published=f"2023-09-{day}T12:00:00") for day in (19, 20, 21, 22)))
        bounds = {"published_after": DAY(2023, 9, 20), "published_before": DAY(2023, 9, 22)}
        assert found(engine, Everything(), **bounds) == [20, 21]

    def test_bounds_may_be_the_first_and_the_last_day_there_is(self, fill):
        engine = fill(doc(1, published="1400-01-01"), doc(2, published="9998-12-31"))
        assert found(engine, Everything(), published_after=DAY.min, published_before=DAY.max) == [1, 2]
        assert found(engine, Everything(), published_before=DAY.min) == []
        assert found(engine, Everything(), published_after=DAY(2024, 1, 1), published_before=DAY(2023, 1, 1)) == []

    @pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
    def test_filters_hold_in_every_order(self, fill, sort):
        engine = fill(*(doc(n, "wheat", source="AB"[n % 2], published=f"2023-09-{n + 1:02}") for n in range(6)))
        query = {"filters": {"source": ("A",)}, "published_after": DAY(2023, 9, 2), "where": word("wheat")}
        assert found(engine, sort=sort, **query) == [2, 4]

    # --- facets -------------------------------------------------------------------------------------------

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

    def test_of_equally_frequent_values_the_first_by_name_are_kept(self, fill):
        engine = fill(*(doc(n, topic=[f"{'é' if n % 2 else 'z'}{n:03}"]) for n in range(240)))
        values = [value for value, _ in self.facets(engine, "topic")["topic"]]
        assert values == [f"z{number:03}" for number in range(0, 200, 2)]

    def test_several_facets_each_without_its_own_filter_and_with_all_others(self, fill):
        topics = [["even", "low"] if n < 6 else ["high"] for n in range(12)]
        engine = fill(*(doc(n, source="AB"[n % 2], section="XYZ"[n % 3], topic=topics[n]) for n in range(12)))
        filters = {"source": ("A", "absent"), "section": ("X",), "topic": ("low", "high")}
        assert self.facets(engine, "source", "section", "topic", "language", filters=filters) == {
            "source": (("A", 2), ("B", 2)),
            "section": (("X", 2), ("Y", 2), ("Z", 2)),
            "topic": (("even", 1), ("high", 1), ("low", 1)),
            "language": (),
        }

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

    # --- histogram ----------------------------------------------------------------------------------------

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

    @pytest.mark.parametrize(
        ("last", "interval"),
        [("2023-03-04", "day"), ("2023-03-05", "month"), ("2028-02-04", "month"), ("2028-02-05", "year")],
    )
    def test_auto_changes_behind_the_62nd_day_and_the_1860th(self, fill, last, interval):
        engine = fill(doc(1, published="2023-01-01T23:59:59"), doc(2, published=last))
        assert engine.search(Query(histogram="auto"), size=0).histogram.interval == interval

    def test_auto_looks_at_what_was_found_only(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "corn", published="1900-01-01"), doc(3, "corn", published="2020-01-01"))
        assert engine.search(Query(where=word("wheat"), histogram="auto"), size=0).histogram.interval == "day"
        nothing = engine.search(Query(where=word("rye"), histogram="auto"), size=0).histogram
        assert (nothing.interval, nothing.buckets) == ("year", ())

    def test_a_histogram_before_1970(self, fill):
        times = ["1969-12-31T23:59:59", "1970-01-01", "1912-02-29"]
        engine = fill(*(doc(number, published=time) for number, time in enumerate(times)))
        buckets = engine.search(Query(histogram="month"), size=0).histogram.buckets
        assert buckets == ((DAY(1912, 2, 1), 1), (DAY(1969, 12, 1), 1), (DAY(1970, 1, 1), 1))

    def test_a_histogram_of_distant_centuries(self, fill):
        engine = fill(doc(1, published="1400-05-01"), doc(2, published="9998-12-31"))
        histogram = engine.search(Query(histogram="day"), size=0).histogram
        assert histogram.buckets == ((DAY(1400, 5, 1), 1), (DAY(9998, 12, 31), 1))

    @pytest.mark.slow  # no fewer documents make so many days
    def test_a_histogram_of_more_days_than_engines_count_at_once(self, fresh):
        first = DAY(1830, 5, 20).toordinal()
        dates = [DAY.fromordinal(first + number) for number in range(66_000)]
        engine = fresh(*(doc(number, published=str(date)) for number, date in enumerate(dates)))
        histogram = engine.search(Query(histogram="day"), size=0).histogram
        assert histogram.buckets == tuple((date, 1) for date in dates)

    # --- terms and frequencies ----------------------------------------------------------------------------

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

    def test_terms_end_at_their_limit(self, fill):
        engine = fill(*(doc(n, f"same w{n:03}") for n in range(120)))
        assert engine.terms("", limit=0) == []
        assert engine.terms("w", limit=3) == [("w000", 1), ("w001", 1), ("w002", 1)]
        assert len(engine.terms("", limit=500)) == 121
        assert engine.terms("same", limit=5) == [("same", 120)]

    def test_terms_in_every_script(self, fill):
        assert fill(doc(1, "обстрел обстоит 停火")).terms("обст", limit=5) == [("обстоит", 1), ("обстрел", 1)]

    def test_terms_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1, "secret shared"), doc(2, "shared stolen"), doc(3, "old"))
        engine.apply([doc(3, "new shared")], [1], position=2)
        assert engine.terms("s", limit=5) == [("shared", 2), ("stolen", 1)]
        assert engine.terms("o", limit=5) == []

    def test_terms_are_only_those_that_are_kept(self, fill):
        engine = fill(doc(1, "storm stern steam"), doc(2, "storm stern"), doc(3, "sudden", author="stoic"))
        asked = []

        def keep(lines):
            asked.extend(lines.split())
            return [word for word in lines.split() if "r" in word or word == "stoic"]

        assert engine.terms("st", limit=5, keep=keep) == [("stern", 2), ("storm", 2), ("stoic", 1)]
        assert engine.terms("st", limit=1, keep=keep) == [("stern", 2)]
        assert {word[:2] for word in asked} == {"st"}
        assert engine.terms("x", limit=5, keep=keep) == []

    def test_frequencies_of_stems_and_plain_words(self, fill):
        engine = fill(doc(1, "wheat", headline="corn"), doc(2, "wheat"), doc(3, topic="corn"))
        asked = ["en:wheat", "wheat", "en:corn", "corn", "en:absent", "absent"]
        assert engine.frequencies(asked) == dict(zip(asked, [2, 2, 1, 1, 0, 0], strict=True))

    def test_frequencies_forget_documents_that_are_gone(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"), doc(3, "wheat"))
        engine.apply([doc(2, "corn")], [1], position=2)
        assert engine.frequencies(["en:wheat", "wheat", "corn"]) == {"en:wheat": 1, "wheat": 1, "corn": 1}

    def test_frequencies_count_a_document_once_and_take_any_iterable(self, fill):
        engine = fill(doc(1, "wheat wheat", headline="wheat", caption=["wheat", "corn"]), doc(2, subtitle="wheat"))
        assert engine.frequencies(iter(["en:wheat", "wheat", "wheat"])) == {"en:wheat": 2, "wheat": 2}
        assert engine.frequencies([]) == {}
        assert engine.frequencies(["de:wheat"]) == {"de:wheat": 0}
