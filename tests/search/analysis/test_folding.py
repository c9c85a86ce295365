"""What a reader types on any keyboard is the word that was printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.folding import bare, fold, plain
from search.analysis.words import LONGEST, words


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("RUSSIA", "russia"), ("Café", "cafe"), ("Müller", "muller"), ("Straße", "strasse"), ("Łódź", "lodz"),
        ("Tromsø", "tromso"), ("Ærø", "aero"), ("Đoković", "dokovic"), ("İstanbul", "istanbul"), ("kız", "kiz"),
        ("Əliyev", "aliyev"), ("Baʿath", "baath"), ("Åsa", "asa"), ("São", "sao"), ("Þór", "thor"), ("œuvre", "oeuvre"),
        ("Ёлка", "елка"), ("во́ды", "воды"), ("ΑΘΉΝΑΣ", "αθηνας"), ("Αθήνα", "αθηνα"),
        ("أَحْداث", "احداث"), ("الأحـداث", "الاحداث"), ("مدرسة", "مدرسه"), ("على", "علي"), ("کتاب", "كتاب"),
        ("שָׁלוֹם", "שלום"), ("٢٠٢٣", "2023"), ("۱۴", "14"), ("٣٫٥", "3.5"),
        ("U.S.", "us"), ("U.S", "us"), ("e.g.", "eg"), ("J.K.", "jk"),
        ("1,000", "1000"), ("1,000,000.5", "1000000.5"), ("10,000bn", "10000bn"), ("3.5", "3.5"),
    ],
)  # fmt: skip
def test_case_accents_and_points_are_forgiven(printed, typed):
    assert plain(words(printed)[0]) == plain(words(typed)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мой", "мои"),  # й is a letter, not an и with an accent
        ("їх", "іх"),
        ("か", "が"),
        ("कि", "क"),
        ("น้ำ", "นำ"),
        ("3.5", "35"),
        ("1,5", "15"),
        ("1,0000", "10000"),
    ],
)
def test_what_makes_another_word_is_not_forgiven(one, other):
    assert plain(one) != plain(other)


def test_a_word_of_nothing_but_strokes_is_kept():
    assert plain("ـــ") == "ـــ"


def test_points_go_only_where_they_mean_nothing():
    assert [bare(word) for word in ("a.b.", "b2.5", "1,000", "1,2", "12,34,567")] == [
        "ab",
        "b2.5",
        "1000",
        "1,2",
        "12,34,567",
    ]


@given(st.text())
def test_folding_twice_is_folding_once(text):
    for word in words(text):
        folded = plain(word)
        assert folded
        assert len(folded) <= LONGEST
        assert not any(character.isspace() or character == ":" for character in folded)
        assert fold(folded) == folded or len(folded) == LONGEST
