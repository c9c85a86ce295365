"""How a query was understood, as a query again."""

import datetime

import pytest

from search.query.explain import understood
from search.query.nodes import Stem
from search.query.parser import parse


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "*"),
        ("ceasefire karabakh", "ceasefire AND karabakh"),
        ("a b OR c", "a AND b OR c"),
        ("a (b OR c)", "a AND (b OR c)"),
        ("a -(b c)", "a AND NOT (b AND c)"),
        ("-a", "NOT a"),
        ("-(-a)", "NOT (NOT a)"),
        ("=Reuters COVID-19 中国", '=Reuters AND "COVID 19" AND "中国"'),
        ("“peace  talks”~5", '"peace talks"~5'),
        ("ceasefi* karabach~", "ceasefi* AND karabach~"),
        ("headline:(a OR =b)", "headline:a OR headline:=b"),
        ('Source:"The Moscow Times"', 'source:"The Moscow Times"'),
        ("date:2023-01-01..2023-12-31", "date:2023"),
        ("date:2023-09-01..2023-09-30", "date:2023-09"),
        ("date:2023-09-20..2023-09-20", "date:2023-09-20"),
        ("date:2023-09..2023-10", "date:2023-09-01..2023-10-31"),
        ("date:>=2023", "date:2023-01-01.."),
        ("date:<2024", "date:..2023-12-31"),
        ("date:9998-12", "date:9998-12"),
        ("has:IMAGE language:EN_gb", "has:image AND language:en-gb"),
    ],
)
def test_what_was_understood_is_written_as_a_query(query, canonical):
    assert understood(parse(query)) == canonical
    assert understood(parse(canonical)) == canonical


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("a b", "a OR b"),
        ("a -b", "a AND NOT b"),
        ("+a b c", "+a (b OR c)"),
        ("+a +(b c) d -e", "+a +(b OR c) -e (d)"),
        ("(+a b) c", "(+a (b)) OR c"),
    ],
)
def test_what_was_understood_with_match_any_is_read_so_again(query, canonical):
    assert understood(parse(query, match="any")) == canonical
    assert understood(parse(canonical, match="any")) == canonical


def test_only_typed_trees_are_explained():
    with pytest.raises(TypeError, match="no typed tree"):
        understood(Stem("en:a"))


def test_days_of_one_year_that_are_no_year_are_a_range():
    assert understood(parse("date:2023-02..2023-12")) == f"date:{datetime.date(2023, 2, 1)}..2023-12-31"
