"""How much one query may ask for."""

import time

import pytest

from search.query import limits
from search.query.errors import QueryError
from search.query.nodes import And, Not, Or, Phrase, Prefer, Quoted, Stem
from search.query.parser import parse

COMMON = Phrase(("en:of", "en:the"))
RARE = Phrase(("en:of", "en:the", "en:karabakh"))
TYPED = {COMMON: Quoted("Of the", offset=6), RARE: Quoted("of the Karabakh")}


def frequencies(documents):
    return lambda stems: {stem: documents.get(stem, 0) for stem in stems}


def test_512_characters_are_read():
    parse("x" * 512)
    with pytest.raises(QueryError, match="at most 512") as caught:
        parse("x" * 600)
    assert (caught.value.offset, caught.value.length) == (512, 88)


@pytest.mark.parametrize("query", ["a " * 33, f'"{"a " * 33}"', "a-" * 33, "中" * 33, f"body:({'a ' * 33})"])
def test_32_words_are_looked_for(query):
    with pytest.raises(QueryError, match="more than 32 words"):
        parse(query)
    parse("a " * 32)
    parse("中" * 32)


def test_the_word_too_many_is_pointed_at():
    with pytest.raises(QueryError) as caught:
        parse("a " * 40)
    assert caught.value.offset == 64


def test_parentheses_go_eight_deep():
    parse("(" * 8 + "a" + ")" * 8)
    with pytest.raises(QueryError, match="8 deep") as caught:
        parse("(" * 9 + "a" + ")" * 9)
    assert caught.value.offset == 8


def test_four_words_are_expanded():
    parse("aaa* bbb* cccc~ dddd~")
    with pytest.raises(QueryError, match="at most 4") as caught:
        parse("aaa* bbb* cccc~ dddd~ eeee~")
    assert (caught.value.offset, caught.value.length) == (22, 5)


@pytest.mark.parametrize("part", ["(", ")", '"', "-", "a ", "NOT ", "headline:(", "a OR ", "*", "\x00", "中", '"a"~9'])
def test_hostile_queries_are_refused_at_once(part):
    start = time.perf_counter()
    with pytest.raises(QueryError):
        parse(part * 100_000)
    assert time.perf_counter() - start < 2


def test_a_phrase_costs_as_many_documents_as_hold_its_rarest_word():
    documents = {"en:of": 900_000, "en:the": 900_000, "en:karabakh": 50}
    limits.check_cost(RARE, frequencies(documents), TYPED)
    with pytest.raises(QueryError, match='"Of the"') as caught:
        limits.check_cost(And((Stem("en:karabakh"), COMMON)), frequencies(documents), TYPED)
    assert caught.value.offset == 6


def test_the_costs_of_all_phrases_add_up():
    documents = {"en:of": 150_000, "en:the": 150_000}
    limits.check_cost(COMMON, frequencies(documents), TYPED)
    for tree in (Or((COMMON, Not(COMMON))), Prefer(COMMON, COMMON)):
        with pytest.raises(QueryError, match="so common"):
            limits.check_cost(tree, frequencies(documents), TYPED)


def test_without_a_phrase_the_engine_is_not_asked():
    limits.check_cost(And((Stem("en:the"), Not(Stem("en:of")))), None, {})


def test_a_phrase_of_unknown_words_costs_nothing():
    limits.check_cost(COMMON, lambda stems: {}, TYPED)
