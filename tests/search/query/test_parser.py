"""The query language, version 1."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.paraphrase import in_words
from search.query.errors import QueryError
from search.query.explain import understood
from search.query.nodes import And, Everything, Has, Not, Or, Prefer, Quoted, Word
from search.query.parser import MATCHES, parse
from tests.search.query.conftest import without_offsets

A, B, C, D = (Word(letter) for letter in "abcd")

WORDS = ["a", "bb", "the", "Ünï", "中国", "U.S.", "3.5", "COVID-19", "Russia's", "ceasefi*", "karabach~", "ไทย", "ﬁ"]
SIGNS = ["AND", "OR", "NOT", "AND,", "(", ")", "-", "+", " ", "  ", "*", "~", "~2", "=", ":", *'"“”«»']
VALUES = ["headline:", "body:", "date:", "has:", "language:", "titel:", "2023", "2023-09", "..", ">=", "image", "en"]
ODD = ["http://x", "½", "<", "!", ".", "\x00", "\u00ad", "\u200f", "🚀", "\ud800", "e\u0301", "、"]
PIECES = st.sampled_from(WORDS + SIGNS + VALUES + ODD)
QUERIES = st.one_of(
    st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=80)
)
FUNCTION_WORDS = frozenset(["the", "a"])


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Everything()),
        (" \n", Everything()),
        ("*", Everything()),
        ("a", A),
        ("a b c", And((A, B, C))),
        ("a AND b c", And((A, B, C))),
        ("a OR b", Or((A, B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a OR (b OR c)", Or((A, B, C))),
        ("(a b) c", And((A, B, C))),
        ("((a))", A),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a OR -b", Or((A, Not(B)))),
        ("-a b OR c", Or((And((Not(A), B)), C))),
        ("-(a b)", Not(And((A, B)))),
        ("+a b", And((A, B))),
        ("* a", A),
        ("-* a", And((Not(Everything()), A))),
        ("* OR a", Or((Everything(), A))),
        ("-has:image a", And((Not(Has("image")), A))),
        ("headline:(a OR -b)", Or((Word("a", "headline"), Not(Word("b", "headline"))))),
        ("a ! b", And((A, B))),
        ("10:30", Quoted("10 30")),
    ],
)
def test_a_query_is_a_tree(query, tree):
    assert without_offsets(parse(query)) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a b c", Or((A, B, C))),
        ("a b AND c", Or((A, And((B, C))))),
        ("a OR b c", Or((A, B, C))),
        ("+a b c", Prefer(A, Or((B, C)))),
        ("b +a c +d", Prefer(And((A, D)), Or((B, C)))),
        ("+a", A),
        ("+a +b", And((A, B))),
        ("a b -c", And((Or((A, B)), Not(C)))),
        ("a b NOT c", And((Or((A, B)), Not(C)))),
        ("-a -b", And((Not(A), Not(B)))),
        ("-a", Not(A)),
        ("+a b -c", Prefer(And((A, Not(C))), B)),
        ("a OR -b", Or((A, Not(B)))),
        ("-a OR b c", Or((Not(A), B, C))),
        ("a AND -b c", Or((And((A, Not(B))), C))),
        ("(+a b) c", Or((Prefer(A, B), C))),
        ("a (b c)", Or((A, B, C))),
        ("headline:(a b)", Or((Word("a", "headline"), Word("b", "headline")))),
    ],
)
def test_with_match_any_words_side_by_side_are_joined_by_or(query, tree):
    assert without_offsets(parse(query, match="any")) == tree


def test_leaves_know_their_place():
    assert parse('ab "c d" -e') == And((Word("ab"), Quoted("c d", offset=3), Not(Word("e", offset=10))))


@pytest.mark.parametrize("match", MATCHES)
@pytest.mark.parametrize(
    ("query", "offset", "said"),
    [
        ("()", 0, "empty"),
        ("a ()", 2, "empty"),
        ("(!)", 0, "empty"),
        ("AND a", 0, "before AND"),
        ("a AND", 2, "after AND"),
        ("a OR", 2, "after OR"),
        ("OR", 0, "before OR"),
        ("a OR OR b", 2, "after OR"),
        ("a AND OR b", 2, "after AND"),
        ("NOT", 0, "after NOT"),
        ("NOT NOT a", 0, "after NOT"),
        ("NOT -a", 0, "after NOT"),
        ("(a OR) b", 3, "after OR"),
        ("(OR a)", 0, "after \\("),
        ("a AND !", 2, "after AND"),
        ("!!!", 0, "Nothing to look for"),
        ("🚀 …", 0, "Nothing to look for"),
        ('""', 0, "Nothing to look for"),
    ],
)
def test_what_is_missing_is_pointed_at(query, offset, said, match):
    with pytest.raises(QueryError, match=said) as caught:
        parse(query, match=match)
    assert caught.value.offset == offset


def test_match_is_all_or_any():
    with pytest.raises(ValueError, match="all or any"):
        parse("a", match="some")


@settings(max_examples=1_000, deadline=500)
@given(QUERIES, st.sampled_from(MATCHES))
def test_any_text_is_a_tree_or_an_error_within_it(query, match):
    try:
        tree = parse(query, match=match, function_words=FUNCTION_WORDS)
    except QueryError as error:
        tree, fault = None, error
    if tree:
        assert in_words(tree).endswith(".")
    else:
        assert 0 <= fault.offset <= fault.offset + fault.length <= len(query)
        assert json.dumps(fault.detail, ensure_ascii=False).encode()


@settings(max_examples=1_000, deadline=500)
@given(QUERIES, st.sampled_from(MATCHES))
def test_what_was_understood_is_a_query_for_the_same(query, match):
    try:
        tree = parse(query, match=match, function_words=FUNCTION_WORDS)
    except QueryError:
        return
    text = understood(tree)
    assert without_offsets(parse(text, match=match, function_words=FUNCTION_WORDS)) == without_offsets(tree), text
    assert understood(parse(text, match=match, function_words=FUNCTION_WORDS)) == text


def real_queries(shared):
    for path in sorted((shared / "queries").glob("*.jsonl")):
        yield from (json.loads(line)["q"] for line in path.read_text().splitlines())
    yield from json.loads((shared / "nasty" / "blns" / "blns.json").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("match", MATCHES)
def test_real_and_nasty_queries_are_trees_or_errors_within_them(shared, match):
    slowest = 0
    for query in real_queries(shared):
        start = time.perf_counter()
        try:
            tree = parse(query, match=match)
        except QueryError as error:
            tree, fault = None, error
        slowest = max(slowest, time.perf_counter() - start)
        if tree:
            assert without_offsets(parse(understood(tree), match=match)) == without_offsets(tree), query
        else:
            assert 0 <= fault.offset <= fault.offset + fault.length <= len(query), query
    assert slowest < 0.25


@pytest.mark.slow
def test_what_people_really_type_is_understood(shared):
    lines = (shared / "queries" / "bing_covid_2020_01.jsonl").read_text().splitlines()
    refused = []
    for query in (json.loads(line)["q"] for line in lines):
        try:
            parse(query)
        except QueryError as error:
            refused.append((query, error.detail))
    assert len(refused) < len(lines) / 100, refused[:20]
