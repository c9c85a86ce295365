"""What words mean in each language: real questions about the `stories`, which are made by the real analysis."""

import pytest

from tests.search.engines.contract.engines import Engines
from tests.search.engines.contract.stories import ANALYSIS
from tests.search.engines.questions import ask


def asked(engine, q, **query):
    """Return the ids that a typed question finds, upwards."""
    return sorted(hit.id for hit in ask(engine, ANALYSIS, q, **query).hits)


class Languages(Engines):
    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("министр", [11, 14]),
            ("министрам", [11, 14]),
            ("обстрел", [12]),
            ("САМОЛЁТОМ", [11, 13]),
            ("самолет", [11, 13]),
            ("елки", [13]),
            ("перемирие", [11, 12]),
            ("=перемирия", [12]),
            ("=мой", [13]),
            ("=мои", [14]),
            ("обстр*", [12]),
            ("газата~", [12]),
            ('"иностранных дел"', [11]),
            ('"министр дел"', []),
            ('"министр дел"~1', [11]),
            ("headline:министр", [11]),
        ],
    )
    def test_russian_words_are_found_in_every_case_and_number(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("Haus", [21, 22]),
            ("häuser", [21, 22]),
            ("Arzt", [21, 22]),
            ("Ärzte", [21, 22]),
            ("straße", [21, 22]),
            ("STRASSE", [21, 22]),
            ("Fluß", [22, 23]),
            ("=fluss", [22, 23]),
            ("koln", [21]),
            ("bürger*", [21]),
            ("Burgermeister", [21]),
        ],
    )
    def test_german_umlauts_and_sharp_s_are_forgiven(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("كتاب", [31, 32]),
            ("الكتاب", [31, 32]),
            ("=الكتاب", [31]),
            ("المدرسة", [31, 32]),
            ("مدرسه", [31, 32]),
            ("مَدرَسة", [31, 32]),
            ("علي", [33]),
            ('"المدرسة الجديدة"', [31]),
            ("source:الخبر", [31, 32]),
        ],
    )
    def test_arabic_articles_vowels_and_stretched_lines_are_forgiven(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("停", [41, 42]),
            ("停火", [41]),
            ("火停", []),
            ("中国", [43]),
            ("国中", [44]),
            ("北京 停火", [41]),
            ("停火生效", []),
            ('"停火 生效"~4', [41]),
            ('"停火 生效"~3', []),
            ("headline:生效", [41]),
            ("停火 -火車", [41]),
            ("火 -停火", [42]),
        ],
    )
    def test_chinese_words_are_phrases_of_their_characters(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("élections", [51]),
            ("coeur", [51]),
            ("cœurs", [51]),
            ("l'etat", [51]),
            ("l’État", [51]),
            ("aujourd’hui", [52]),
            ("BESANCON", [52]),
            ("rendez-vous", [52]),
            ('"rendez vous"', [52]),
            ("maire", [51, 52]),
        ],
    )
    def test_french_accents_ligatures_and_elisions_are_forgiven(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize("q", ["istanbul", "İSTANBUL", "ISTANBUL", "ışık", "IŞIK", "isik"])
    def test_the_two_letters_i_of_turkish_are_each_others_capitals(self, archive, q):
        assert asked(archive, q) == [71]

    @pytest.mark.parametrize(
        ("q", "expected"),
        [("kitap", [71, 72]), ("=kitap", [72]), ("ısparta", [72]), ("ISPARTA", [72]), ("ispart*", [72])],
    )
    def test_turkish_words_are_found_by_their_stems(self, archive, q, expected):
        assert asked(archive, q) == expected

    # --- several languages at once ------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("gift", [23, 66, 82]),
            ("gift language:de", [23]),
            ("gift -language:de", [66, 82]),
            ("=gift", [23, 82]),
            ("=gifts", [66]),
            ("die", [21, 66]),
            ("election", [51, 66]),
            ("+die language:en", [66]),
            ("minister", [61, 64]),
            ("Minister OR министр", [11, 14, 61, 64]),
            ('"das gift" OR "gifts for"', [23, 66]),
        ],
    )
    def test_a_word_means_what_it_means_in_every_language_searched(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("łódź", [81, 82]),
            ("LODZ", [81, 82]),
            ("=Łódź", [81, 82]),
            ("ministra", [81]),
            ("ministers", [61, 64, 82]),
            ("gifty", [81]),
            ("gift*", [23, 66, 81, 82]),
        ],
    )
    def test_a_text_in_another_language_is_found_by_its_folded_words(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("language:zh", [41, 42, 43, 44]),
            ("language:zh-hant", [42]),
            ("language:zh-Hant-TW", [42]),
            ("language:ZH_hans", [41]),
            ("language:de language:de-at", [22]),
            ("language:(fr-ca OR pl)", [52, 81]),
            ("language:und", [82]),
            ("language:fy", []),
            ("language:tr -language:tr-tr", [71, 72]),
        ],
    )
    def test_a_language_is_a_tag_and_finds_its_regions(self, archive, q, expected):
        assert asked(archive, q) == expected

    # --- possessives, accents, numbers, hyphens, abbreviations --------------------------------------------

    @pytest.mark.parametrize("q", ["Armenia", "armenia's", "ARMENIA’S", "=armenia", "=Armenia’s", "armeni*"])
    def test_a_possessive_is_no_other_word(self, archive, q):
        assert asked(archive, q) == [61, 62]

    @pytest.mark.parametrize("q", ["O'Brien", "o’brien's", "obrien", "naive", "CAFÉ", "cafe", "nunez", "Señor NUÑEZ"])
    def test_case_accents_and_apostrophes_are_forgiven(self, archive, q):
        assert asked(archive, q) == [67]

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("3.5", [33, 63]),
            ("٣٫٥", [33, 63]),
            ("35", [63]),
            ("5", []),
            ("1000", [33, 61, 63]),
            ("1,000", [33, 61, 63]),
            ("١٬٠٠٠", [33, 61, 63]),
            ("1500", [63]),
            ("500", []),
            ("=1,500", [63]),
            ("150*", [63]),
            ('"3.5 percent"', [63]),
        ],
    )
    def test_numbers_are_one_word_however_they_are_written(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("COVID-19", [43, 61]),
            ("ｃｏｖｉｄ－１９", [43, 61]),
            ("covid 19", [43, 61, 62]),
            ('"covid 19"', [43, 61]),
            ("=COVID-19", [43, 61]),
            ("covid -COVID-19", [62]),
            ("e-mail", [61]),
            ("mail", [61, 62]),
            ("email", []),
        ],
    )
    def test_a_hyphen_parts_words_that_stand_together(self, archive, q, expected):
        assert asked(archive, q) == expected

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("U.S.", [61, 62]),
            ("us", [61, 62]),
            ("=U.S.", [61, 62]),
            ("u.s.a.", [61]),
            ("USA", [61]),
            ('"us ministers"', [61]),
            ('"between U.S."', [62]),
        ],
    )
    def test_an_abbreviation_is_one_word_with_or_without_its_stops(self, archive, q, expected):
        assert asked(archive, q) == expected
