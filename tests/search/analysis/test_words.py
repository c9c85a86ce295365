"""Where words begin and end, and that marks fall on the text as it was printed."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis.words import LONGEST, kept, located, normal, tokens, words

NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("aA.b,1٣'’s-_/&\u00ad\u200c\u200d\u200b\ufb01½™…\xa0\u0301\u3099が中한\u1100\u1161ﾊﾞไٌ٫²㎏ﷺ"),
    )
)


def texts(text):
    return [word for word, _, _ in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baku said Tuesday", ["Baku", "said", "Tuesday"]),
        ("anti-terrorist and/or snake_case AT&T", ["anti", "terrorist", "and", "or", "snake", "case", "AT", "T"]),
        ("Azerbaijan's RUSSIA'S Russia’s 1980's Merkel´s", ["Azerbaijan", "RUSSIA", "Russia", "1980", "Merkel"]),
        ("O'Brien's l'homme d’État", ["O", "Brien", "l", "homme", "d", "État"]),
        ("it's 's '", ["it", "s"]),
        ("the U.S. and U.S.-led U.N.'s", ["the", "U.S.", "and", "U.S.", "led", "U.N."]),
        ("J.K.Rowling e.g. U.S.A", ["J.K.", "Rowling", "e.g.", "U.S.A"]),
        ("plan A. Then B.", ["plan", "A", "Then", "B"]),
        ("3.5 1,000 1,000.25 3.5bn 20.09.2023", ["3.5", "1,000", "1,000.25", "3.5bn", "20.09.2023"]),
        ("ends in 3. Or 4, 5", ["ends", "in", "3", "Or", "4", "5"]),
        ("at 10:30", ["at", "10", "30"]),
        ("中国人 2023年", ["中", "国", "人", "2023", "年"]),
        ("iPhone手机", ["iPhone", "手", "机"]),
        ("ひらがなカタカナー", list("ひらがなカタカナー")),
        ("서울 시", ["서", "울", "시"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("министров и Ёлка", ["министров", "и", "Ёлка"]),
        ("والأحداث، أَحْداث", ["والأحداث", "أَحْداث"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("... !!! 🚀 — \n\t", []),
        ("", []),
    ],
)
def test_words_are_what_a_reader_takes_for_words(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so\u00adft hyphen", ["soft", "hyphen"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("a\u200eb \u202bc\u202c \ufeffd", ["ab", "c", "d"]),
        ("one\u200btwo one\x03two one\x00two", ["one", "two"] * 3),
        ("❤️ 1️⃣", ["1\u20e3"]),
    ],
)
def test_what_is_invisible_parts_words_only_where_it_is_meant_to(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "word", "printed"),
    [
        ("the \ufb01re", "fire", "\ufb01re"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "width", "ｗｉｄｔｈ"),
        ("in Ｕ．Ｓ． hands", "U.S.", "Ｕ．Ｓ．"),
        ("un cafe\u0301 noir", "café", "cafe\u0301"),
        ("so\u00adft", "soft", "so\u00adft"),
        ("½ dozen", "dozen", "dozen"),
        ("Windows™ fell", "Windows", "Windows"),
        ("dit\xa0: «\xa0oui\xa0»…", "oui", "oui"),
        ("\xa0ﬁn Russia’s", "Russia", "Russia"),
        ("ガ ﾊﾞﾝ", "バ", "ﾊﾞ"),
    ],
)
def test_a_word_is_marked_where_it_was_printed(text, word, printed):
    assert printed in [text[start:end] for found, start, end in tokens(text) if found == word]


@given(NASTY)
@example("e\u00ad\u0301 ᄀ\u200cᅡ")
def test_tokens_are_the_words_that_are_indexed(text):
    assert [kept(word) for word in words(text)] == texts(text)


@given(NASTY)
def test_a_word_read_again_is_the_same_one_word(text):
    for word in texts(text):
        assert texts(word) == [word]
        assert 0 < len(word) <= LONGEST
        assert not any(character.isspace() or character == ":" for character in word)


@given(NASTY)
def test_spans_go_forward_within_the_text(text):
    spans = [(start, end) for _, start, end in tokens(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(NASTY)
def test_every_word_is_located(text):
    matches, span = located(text)
    assert [(kept(match[0]), *span(match)) for match in matches] == [*tokens(text)]


@given(NASTY)
def test_normal_text_is_normal(text):
    assert normal(normal(text)) == normal(text)
    assert unicodedata.is_normalized("NFKC", normal(text))


def test_a_long_word_is_cut():
    assert texts("x" * 1_000 + " y") == ["x" * LONGEST, "y"]
    assert texts("1,1" * 400)[0] == ("1,1" * 400)[:LONGEST].rstrip(",")


@pytest.mark.parametrize("part", ["a.", "1,", "a'", "a'S", "e\u0301", "\u00ad", "ﬁ", "中", "word ", "1.a.", "\u0301"])
def test_hostile_text_takes_linear_time(part):
    start = time.perf_counter()
    sum(1 for _ in tokens(part * 50_000))
    words(part * 50_000)
    assert time.perf_counter() - start < 2
