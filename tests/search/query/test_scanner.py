"""The first look at a query: operators, parentheses and leaves with their offsets."""

import pytest

from search.query.errors import QueryError
from search.query.nodes import Everything, Prefix, Quoted, Word
from search.query.scanner import pieces


def seen(text):
    return [piece.node or piece.kind for piece in pieces(text)]


def word(text, offset, field=None):
    return Word(text, field, False, offset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\n\u3000\x00", []),
        ("a b", [word("a", 0), word("b", 2)]),
        ("a AND b", [word("a", 0), "AND", word("b", 6)]),
        ("a and AND, b", [word("a", 0), word("and", 2), word("and", 6), word("b", 11)]),
        ("-a +b", ["-", word("a", 1), "+", word("b", 4)]),
        ("a-b", [Quoted("a b", None, 0, 0)]),
        ("a - b --c", [word("a", 0), word("b", 4), word("c", 8)]),
        ("(-a)", ["(", "-", word("a", 2), ")"]),
        ('"a"-b', [Quoted("a", None, 0, 0), word("b", 4)]),
        ("*", [Everything()]),
        ("-* (*)", ["-", Everything(), "(", Everything(), ")"]),
        ("** a", [word("a", 3)]),
        ("（a）", ["(", word("a", 1), ")"]),
        ("f(x)", [word("f", 0), "(", word("x", 2), ")"]),
        ("a! ! 🚀", [word("a", 0)]),
        ('-"!" +"?" a', [word("a", 10)]),
        ("headline:a", [word("a", 9, "headline")]),
        ("headline:AND", [word("and", 9, "headline")]),
        ("headline:(a b*) c", ["(", word("a", 10, "headline"), Prefix("bcd", "headline", 12), ")", word("c", 18)]),
        ("headline:((a))", ["(", "(", word("a", 11, "headline"), ")", ")"]),
        ("headline: a", [word("headline", 0), word("a", 10)]),
        ("unknown:a", [Quoted("unknown a", None, 0, 0)]),
    ],
)
def test_a_query_is_pieces(text, expected):
    text = text.replace("b*)", "bcd*)")
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    ['"a b"', "“a b”", "„a b“", "”a b”", "«a b»", "« a b »", "»a b«", "»a b»", "＂a b＂", "“a b‟", '“a "b”'],
)
def test_quotes_of_all_countries_hold_a_phrase(text):
    assert seen(text) == [Quoted("a b", None, 0, 0)]


def test_single_quotes_are_apostrophes():
    assert seen("‘a’ 'b'") == [word("a", 1), word("b", 5)]


def test_a_phrase_may_be_loose():
    assert seen('"a b"~5 "c"~0') == [Quoted("a b", None, 5, 0), Quoted("c", None, 0, 8)]


@pytest.mark.parametrize(
    ("text", "offset", "length"),
    [
        ('a "b', 2, 1), ("a “b", 2, 1), ('5" nails', 1, 1),
        ("(a", 0, 1), ("a (b (c)", 2, 1), ("a)", 1, 1), ("headline:(a", 9, 1),
        ('"a b"~', 5, 1), ('"a b"~x', 5, 1), ('"a b"~10', 5, 3), ('"a b"*', 5, 1),
        ('headline:"!"', 0, 12), ("headline:…", 0, 0),
        ("headline:body:a", 9, 5), ("headline:(a body:b)", 12, 5), ("date:(date:2023)", 6, 5),
        ("a headlin:b", 2, 7), ("date:(2023 *)", 11, 1),
    ],
)  # fmt: skip
def test_what_is_wrong_is_pointed_at(text, offset, length):
    if text == "headline:…":
        assert seen(text) == [word("headline", 0)]
        return
    with pytest.raises(QueryError) as caught:
        pieces(text)
    assert (caught.value.offset, caught.value.length) == (offset, length)


def test_pieces_know_their_place():
    assert [(piece.offset, piece.length) for piece in pieces('a headline:"b c"~2 -(d)')] == [
        (0, 1),
        (2, 16),
        (19, 1),
        (20, 1),
        (21, 1),
        (22, 1),
    ]
