"""What a question leaves out is written into it, and found there again."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.analysis import tokens
from search.query.errors import QueryError
from search.query.excluding import NAMES, Excluding, exclusion
from search.query.explain import understood
from search.query.nodes import Everything, Not
from search.query.parser import both, parse

VALUES = st.text(min_size=1, max_size=20) | st.sampled_from(
    ['The "Daily" Planet', "Reuters: World", "“Quoted”", "O'Brien", "NOT", "a:b", "газета «Труд»", "الأهرام", "*", '"']
)
QUESTIONS = st.sampled_from(
    [
        *("", "harbour", "harbour flood", "harbour OR flood", "harbour -flood OR rain", "(a OR b) c", "+a b -c", "the"),
        *("-a", "*", 'headline:(a OR b) "c d"~3', "NOT a OR b", "language:en date:2023", "the harbour -topic:x"),
    ]
)
MATCHES = st.sampled_from(["all", "any"])
READING = {"function_words": frozenset({"the"})}


@pytest.mark.parametrize(
    ("q", "name", "value", "becomes"),
    [
        ("", "source", "The Argus", '-source:"The Argus"'),
        ("harbour flood", "topic", "rain", "harbour flood -topic:rain"),
        ("harbour OR flood", "topic", "rain", "(harbour OR flood) -topic:rain"),
        ("harbour", "topic", "NOT", 'harbour -topic:"NOT"'),
        ("harbour", "topic", "3", 'harbour -topic:"3"'),
        (" harbour ", "author", 'Jane "JM" Miller', 'harbour -author:"Jane JM Miller"'),
        ("harbour", "section", "News: World", 'harbour -section:"News: World"'),
        ("harbour", "source", "Газета «Труд»", 'harbour -source:"Газета «Труд»"'),
        ("harbour", "language", "en-gb", "harbour -language:en-gb"),
        ("harbour", "language", "no tag", None),
        ("harbour", "source", "…", None),
        ("x " * 30, "source", "a b c", None),
        ("x" * 500, "source", "a long name", None),
        ("(" * 8 + "a OR b" + ")" * 8, "source", "a", "(" * 8 + "a OR b" + ")" * 8 + " -source:a"),
        ("(" * 8 + "a" + ")" * 8 + " OR b", "source", "a", None),
    ],
)
def test_a_value_is_left_out_by_a_plain_question(q, name, value, becomes):
    assert Excluding(q).leaving_out(name, value) == becomes


@given(q=QUESTIONS, match=MATCHES, name=st.sampled_from(NAMES), value=VALUES)
def test_whatever_the_value_only_it_is_left_out_and_all_else_stays(q, match, name, value):
    reading = READING | {"match": match}
    before = parse(q, **reading)
    becomes = Excluding(q, **reading).leaving_out(name, value)
    assume(becomes is not None)
    left_out = parse(exclusion(name, value)[1:])
    assert understood(parse(becomes, **reading)) == understood(both([before, Not(left_out)]))
    if name != "language":
        assert letters(left_out.text) == letters(value)


def letters(text):
    """The words of a text, run together: a mark that stands alone melts into what is before it."""
    return "".join(word for word, _, _ in tokens(text))


@given(q=QUESTIONS, match=MATCHES, values=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=3))
def test_what_was_left_out_is_taken_back_one_by_one(q, match, values):
    reading = READING | {"match": match}
    own = len(Excluding(q, **reading).left_out())
    becomes = q
    for name, value in values:
        becomes = Excluding(becomes, **reading).leaving_out(name, value) or becomes
    while len(found := Excluding(becomes, **reading).left_out()) > own:
        becomes = found[-1].without
    same = understood(parse(becomes, **reading)), understood(parse(q, **reading))
    assert same[0] == same[1]


@pytest.mark.parametrize(
    ("q", "left_out"),
    [
        ("harbour", []),
        ('harbour -source:"The Argus"', [("source", "The Argus", "harbour")]),
        ('-source:"The Argus"', [("source", "The Argus", "")]),
        ("a -topic:rain b", [("topic", "rain", "a b")]),
        ("a AND NOT language:de", [("language", "de", "a")]),
        ("-topic:rain -author:Jane", [("topic", "rain", "-author:Jane"), ("author", "Jane", "-topic:rain")]),
        ("a OR b -topic:rain", []),
        ("(a -topic:rain)", []),
        ("a -headline:rain", []),
        ("a -rain", []),
        ('a -topic:"x y"~2', []),
        ("a -topic:(x OR y)", []),
    ],
)
def test_what_is_left_out_of_all_that_is_found_is_told(q, left_out):
    assert [(one.name, one.value, one.without) for one in Excluding(q).left_out()] == left_out


def test_a_question_that_is_none_is_refused():
    with pytest.raises(QueryError):
        Excluding("(")
    assert Excluding("").typed == Everything()
