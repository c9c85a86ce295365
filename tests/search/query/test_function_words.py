"""Which words of a query carry no meaning where they stand."""

import pytest

from search.query.explain import understood
from search.query.parser import parse

FUNCTION_WORDS = frozenset(["the", "of", "to", "be", "or", "not", "and", "in", "a"])


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("the ceasefire in Karabakh", "ceasefire AND Karabakh"),
        ("the ceasefire, in Karabakh", "ceasefire AND Karabakh"),
        ("to be or not to be", "to AND be AND or AND not AND to AND be"),
        ("the", "the"),
        ("The Who", "The AND Who"),
        ("THE ceasefire", "THE AND ceasefire"),
        ('"the" ceasefire', '"the" AND ceasefire'),
        ("=the ceasefire", "=the AND ceasefire"),
        ("+the ceasefire", "the AND ceasefire"),
        ("ceasefire -the", "ceasefire AND NOT the"),
        ("ceasefire NOT the", "ceasefire AND NOT the"),
        ("the AND ceasefire", "the AND ceasefire"),
        ("ceasefire OR the", "ceasefire OR the"),
        ("a OR the ceasefire", "a OR the AND ceasefire"),
        ("the NOT ceasefire", "the AND NOT ceasefire"),
        ("the -ceasefire", "the AND NOT ceasefire"),
        ("headline:the ceasefire", "headline:the AND ceasefire"),
        ("headline:(the ceasefire)", "headline:the AND headline:ceasefire"),
        ("ceasefire (the)", "ceasefire AND the"),
        ("ceasefire (the talks)", "ceasefire AND talks"),
        ("the (peace talks)", "peace AND talks"),
        ("the* ceasefire", "the* AND ceasefire"),
    ],
)
def test_function_words_are_dropped_only_where_they_say_nothing(query, left):
    assert understood(parse(query, function_words=FUNCTION_WORDS)) == left


def test_without_a_list_every_word_stays():
    assert understood(parse("the ceasefire")) == "the AND ceasefire"


def test_they_are_dropped_from_pasted_sentences_too():
    assert understood(parse("the ceasefire in Karabakh", match="any", function_words=FUNCTION_WORDS)) == (
        "ceasefire OR Karabakh"
    )
