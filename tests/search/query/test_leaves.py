"""Typed pieces as leaves of the tree."""

import pytest

from search.analysis import tokens
from search.query.errors import QueryError
from search.query.leaves import joined, leaf, phrase
from search.query.nodes import Near, Prefix, Quoted, Word


@pytest.mark.parametrize(
    ("piece", "node"),
    [
        ("ceasefire", Word("ceasefire", None, False, 7)),
        ("ceasefire,", Word("ceasefire", None, False, 7)),
        ("(…ceasefire", Word("ceasefire", None, False, 9)),
        ("Russia's", Word("Russia", None, False, 7)),
        ("U.S.", Word("U.S.", None, False, 7)),
        ("1,000", Word("1,000", None, False, 7)),
        ("COVID-19", Quoted("COVID 19", None, 0, 7)),
        ("O'Brien", Quoted("O Brien", None, 0, 7)),
        ("中国", Quoted("中国", None, 0, 7)),
        ("iPhone手机", Quoted("iPhone 手机", None, 0, 7)),
        ("10:30", Quoted("10 30", None, 0, 7)),
        ("=Reuters", Word("Reuters", None, True, 8)),
        ("=COVID-19", Word("COVID-19", None, True, 8)),
        ("=中国", Word("中国", None, True, 8)),
        ("E=mc2", Quoted("E mc2", None, 0, 7)),
        ("ceasefi*", Prefix("ceasefi", None, 7)),
        ("ceasefi*,", Prefix("ceasefi", None, 7)),
        ("karabach~", Near("karabach", None, 7)),
        ("~30", Word("30", None, False, 8)),
        ("AND,", Word("and", None, False, 7)),
        ("www", Word("www", None, False, 7)),
    ],
)
def test_a_piece_is_a_leaf(piece, node):
    assert leaf(piece, None, 7) == node


def test_a_piece_without_letter_or_digit_is_none():
    assert [leaf(piece, None, 0) for piece in ("!", "…", "**", "=", "🚀", "~", "-")] == [None] * 7
    assert phrase("…", None, None, 0, 3) is None


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        ("ce*", "3 letters"), ("U.S.*", "3 letters"), ("kar~", "4 letters"), ("中*", "3 letters"),
        ("*fire", "at the end"), ("cea*fire", "at the end"), ("f***", "at the end"), ("foo*~", "at the end"),
        ("word~2", "at the end"), ("word~0.5", "at the end"),
        ("COVID-1*", "more than one word"), ("co-karabach~", "more than one word"),
        ("=Reuters*", "takes no *"), ("=Reuters~", "takes no ~"),
        ("https://example.org/a", "lookup/"), ("HTTP://x", "lookup/"), ("www.example.org", "lookup/"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_an_error(piece, fault):
    with pytest.raises(QueryError, match=fault.replace("*", r"\*")) as caught:
        leaf(piece, None, 7)
    assert (caught.value.offset, caught.value.length) == (7, len(piece))


def test_only_dates_are_compared():
    with pytest.raises(QueryError, match="Only date: is compared"):
        leaf(">5", "headline", 0)


def test_a_phrase_is_its_words():
    assert phrase("peace  talks!", None, None, 3, 15) == Quoted("peace talks", None, 0, 3)
    assert phrase("peace talks", 5, "body", 3, 15) == Quoted("peace talks", "body", 5, 3)
    assert phrase("Reuters", 0, None, 3, 9) == Quoted("Reuters", None, 0, 3)


@pytest.mark.parametrize("text", ["one", "one two three four five", "…"])
def test_a_loose_phrase_has_two_to_four_words(text):
    with pytest.raises(QueryError, match="2 to 4 words") as caught:
        phrase(text, 5, None, 3, 9)
    assert caught.value.offset == 3


@pytest.mark.parametrize("words", [["U.S.", "中", "a"], ["3.5", "5"], ["中", "国", "ไ", "ท"], ["Müller", "1,000"]])
@pytest.mark.parametrize("by", [" ", "-"])
def test_joined_words_are_read_as_the_same_again(words, by):
    assert [word for word, _, _ in tokens(joined(words, by))] == words
