"""What typed questions mean, and what is counted beside what they find: fields, signs, days, filters, facets."""

import datetime

import pytest

from search.engines.base import Query
from search.query.nodes import Everything
from tests.search.engines.contract.engines import Engines
from tests.search.engines.contract.languages import asked
from tests.search.engines.contract.stories import ANALYSIS, STORIES
from tests.search.engines.documents import ordered, walk
from tests.search.engines.questions import ask, prepared

DAY = datetime.date
ALL = sorted(document.id for document in STORIES)


def but(*ids):
    """Return all stories but these."""
    return sorted({*ALL} - {*ids})


class Asking(Engines):
    # --- phrases, prefixes, near and exact spellings ------------------------------------------------------

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ('"white house"', [65]),
            ('"white house"~2', [65]),
            ('"white house"~3', [64, 65]),
            ('"house white"~9', []),
            ('"guests of the house"~2', [65]),
            ('"guests of the house"~1', []),
            ('"minister affairs resigned"~1', []),
            ('"minister affairs resigned"~2', [64]),
            ('"MINISTERS foreign affair"~1', [64]),
            ('"house reopens the guests"', []),
            ('caption:"house house"', []),
            ('body:"white house"', []),
            ('body:"white house"~1', [65]),
        ],
    )
    def test_a_phrase_may_hold_so_many_other_words_in_all(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("karabakh", [68]),
            ("karabakh*", [61, 68]),
            ("KARABAKH*", [61, 68]),
            ("author:karabakh*", [61]),
            ("body:karabakhts*", []),
            ("topic:karabakh*", [68]),
            ("section:wor*", [61, 62, 64, 65]),
            ("-section:wor* house", []),
            ("100*", [33, 61, 63]),
            ("nothingbeginsso*", []),
        ],
    )
    def test_a_prefix_finds_all_words_that_begin_so_where_they_are_asked_for(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("karabach~", [68]),
            ("karabahk~", [68]),
            ("kaarabakh~", [68]),
            ("karabkh~", [68]),
            ("qarabakh~", []),
            ("karabachtsyan~", [61]),
            ("author:karabachtsyan~", [61]),
            ("topic:karabachtsyan~", []),
            ("topic:karabach~", [68]),
        ],
    )
    def test_a_near_spelling_is_one_letter_away_where_it_is_asked_for(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("=minister", [64]),
            ("=MINISTERS", [61, 82]),
            ("=reuter -=reported", [69]),
            ("headline:=ministers", [61]),
            ("body:=ministers", [82]),
            ("by:=reuters", [69]),
            ("author:=reuters", []),
            ("=white-house", [65]),
            ("=e-mails", []),
        ],
    )
    def test_an_exact_word_is_not_found_by_its_stem(self, archive, q, expected):
        assert asked(archive, q) == expected

    # --- fields, has, exclusions --------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ('source:"the courier"', [61, 62, 65]),
            ("source:(courier OR ledger) minister", [61, 64]),
            ("headline:(white OR cabinet)", [64, 65]),
            ("headline:(white -reopens)", []),
            ("author:ani headline:minister", [61]),
            ("ani geneva", [61]),
            ("karabakhtsyan -author:ani", []),
            ("topic:war", []),
            ("subtitle:house", []),
            ('caption:"white house"', [65]),
        ],
    )
    def test_a_field_is_asked_for_a_word_a_phrase_or_a_group(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("has:image", [14, 42, 65]),
            ("has:image has:related", [42]),
            ("has:image OR has:correction", [14, 42, 62, 65]),
            ("has:(image OR correction) language:en", [62, 65]),
            ("-has:image has:related", []),
            ("house -has:image", [64]),
        ],
    )
    def test_what_an_article_has(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ('-"white house"', but(65)),
            ('-"white house"~3', but(64, 65)),
            ('house -"white house"', [64]),
            ("house -headline:house", [64]),
            ("house -source:courier", [64]),
            ("house -house", []),
            ("minister NOT (affairs OR covid)", []),
            ("NOT (language:ru OR language:en) has:image", [42]),
            ("section:world -topic:diplomacy", [62, 64]),
            ("-language:en -language:ru -language:de -language:zh", [31, 32, 33, 51, 52, 71, 72, 81, 82]),
            ("-date:2023", [61, 62, 63, 64, 65, 95]),
            ("-karabakh* topic:karabakh", []),
            ("-(white house)", but(64, 65)),
            ("-nothingofthatkind", ALL),
            ("*", ALL),
            ("NOT *", []),
        ],
    )
    def test_what_is_excluded(self, archive, q, expected):
        assert asked(archive, q) == expected

    # --- match=any ----------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("white garden gift", [23, 64, 65, 66, 82]),
            ("+house garden gift", [64, 65]),
            ("+white +sold garden", [64]),
            ("+house +garden", [65]),
            ("+minister -covid gift", [64]),
            ("minister gift -language:en -language:ru", [23, 82]),
            ("white AND garden OR gift", [23, 65, 66, 82]),
            ('"white house" gift', [23, 65, 66, 82]),
            ("headline:house gifd~", [23, 65, 82]),
            ("-house", but(64, 65)),
            ("house -white", []),
            ("(+house garden) OR growth", [63, 64, 65]),
        ],
    )
    def test_any_word_is_enough_but_for_what_is_required_or_excluded(self, archive, q, expected):
        assert asked(archive, q, match="any") == expected

    def test_what_is_found_beside_the_required_comes_first(self, archive):
        hits = ask(archive, ANALYSIS, "+sold garden OR minister", match="any", sort="relevance").hits
        assert [hit.id for hit in hits] == [64]
        hits = ask(archive, ANALYSIS, "+house cabinet cabinet", match="any", sort="relevance").hits
        assert [hit.id for hit in hits] == [64, 65]

    # --- days ---------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("date:2023-09-20", [92, 93]),
            ("date:2023-09-21", [91, 94]),
            ("midnight date:2023-09", [91, 92, 93, 94]),
            ("midnight date:>2023-09-20", [91, 94]),
            ("midnight date:..2023-09-20", [92, 93, 95]),
            ("midnight date:<1970", [95]),
            ("date:1969-12-31", [95]),
            ("date:2021-01-01", [63]),
            ("date:2021-12-31", [64]),
            ("date:2021", [63, 64]),
            ("date:<2021", [61, 62, 95]),
            ("date:2020-04-03..2021-01-01", [62, 63]),
            ("date:(2020-04-02 OR 2022)", [61, 65]),
            ("-date:2023 minister", [61, 64]),
            ("midnight -date:2023-09-20", [91, 94, 95]),
        ],
    )
    def test_a_day_is_that_of_utc_whatever_the_clocks_said_where_it_was_printed(self, archive, q, expected):
        assert asked(archive, q) == expected

    def test_filters_by_day_and_the_histogram_go_by_utc_too(self, archive):
        bounds = {"published_after": DAY(2023, 9, 20), "published_before": DAY(2023, 9, 21)}
        results = ask(archive, ANALYSIS, "midnight", histogram="day", **bounds)
        assert [hit.id for hit in results.hits] == [93, 92]
        assert results.histogram.buckets == ((DAY(2023, 9, 20), 2),)

    def test_moments_in_several_zones_are_in_one_order(self, archive):
        newest = ask(archive, ANALYSIS, "midnight", sort="newest")
        assert [hit.id for hit in newest.hits] == [91, 94, 93, 92, 95]
        oldest = ask(archive, ANALYSIS, "midnight", sort="oldest", size=2)
        assert [hit.id for hit in oldest.hits] == [95, 92]
        assert oldest.next == (datetime.datetime(2023, 9, 20, 10, 30, tzinfo=datetime.UTC).timestamp(), 92)

    # --- facets and histogram of a question ---------------------------------------------------------------

    def test_facets_of_a_question_with_dates_exclusions_and_filters(self, archive):
        results = ask(
            archive,
            ANALYSIS,
            'section:world -"white house" OR figures',
            filters={"source": ("The Ledger",), "section": ("World", "Business")},
            published_after=DAY(2020, 4, 3),
            published_before=DAY(2022, 1, 1),
            facets=("source", "section", "language"),
            histogram="year",
        )
        assert [hit.id for hit in results.hits] == [64, 63]
        assert results.facets["source"] == (("The Ledger", 2), ("The Courier", 1))
        assert results.facets["section"] == (("Business", 1), ("World", 1))
        assert results.facets["language"] == (("en", 2),)
        assert results.histogram.buckets == ((DAY(2021, 1, 1), 2),)

    def test_a_facet_ignores_its_own_filter_even_where_that_leaves_nothing(self, archive):
        results = ask(archive, ANALYSIS, "minister", filters={"source": ("Nobody",)}, facets=("source", "section"))
        assert (results.total, results.facets["section"]) == (0, ())
        assert results.facets["source"] == (("The Courier", 1), ("The Ledger", 1))

    def test_facets_with_several_filters_each_without_its_own(self, archive):
        filters = {"source": ("The Courier",), "section": ("World",), "topic": ("diplomacy",)}
        results = ask(archive, ANALYSIS, "*", filters=filters, facets=("source", "section", "topic", "author"))
        assert [hit.id for hit in results.hits] == [65, 61]
        assert results.facets == {
            "source": (("The Courier", 2),),
            "section": (("World", 2),),
            "topic": (("diplomacy", 2), ("health", 1)),
            "author": (("Ani Karabakhtsyan", 1),),
        }

    def test_every_tag_of_a_language_is_counted_and_filtered_by(self, archive):
        results = ask(archive, ANALYSIS, "language:zh", facets=("language",))
        assert results.facets["language"] == (("zh", 4), ("zh-hans", 1), ("zh-hant", 1), ("zh-hant-tw", 1))
        assert asked(archive, "*", filters={"language": ("zh-hant", "fr-ca")}) == [42, 52]

    @pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
    def test_a_question_is_found_again_page_by_page(self, archive, sort):
        where = prepared(archive, ANALYSIS, "minister OR house OR die OR midnight")
        assert list(walk(archive, 2, where=where, sort=sort)) == ordered(archive, where, sort=sort)

    # --- the words of the archive -------------------------------------------------------------------------

    def test_terms_are_folded_words_of_all_languages_and_fields(self, archive):
        assert archive.terms("karab", limit=9) == [("karabagh", 1), ("karabakh", 1), ("karabakhtsyan", 1)]
        assert archive.terms("гаазет", limit=9) == []
        assert archive.terms("мин", limit=9) == [("министр", 1), ("министров", 1), ("министры", 1)]
        assert archive.terms("停", limit=9) == [("停", 2)]
        assert archive.terms("مدر", limit=9) == [("مدرسه", 1)]

    def test_frequencies_are_of_what_was_printed(self, archive):
        asked = ["en:minist", "ru:министр", "de:gift", "und:gift", "gift", "karabakhtsyan", "courier"]
        assert archive.frequencies(asked) == dict(zip(asked, [2, 2, 1, 1, 2, 1, 0], strict=True))

    def test_all_that_was_read_is_in_the_contents(self, archive):
        assert dict(archive.contents()) == {document.id: document.digest for document in STORIES}
        assert archive.search(Query(where=Everything()), size=0).total == len(STORIES)
