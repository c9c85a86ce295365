"""Sentences about what is wrong, and the field that each is about."""

import pytest

from articles import problems


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        (problems.AHEAD.format("2099\n“x”"), "published_at"),
        (problems.OUTSIDE.format("1066", 1400, 9998), "published_at"),
        (problems.UNTOLD.format("04/05/2015", "day or month comes first"), "published_at"),
        (problems.NO_DATE.format("soon"), "published_at"),
        (problems.NO_LANGUAGE.format("Klingon?"), "language"),
        (problems.LONG_HEADLINE.format(1_001, 1_000), "headline"),
        (problems.misshapen("published_at", "published_at", "is neither text nor a number"), "published_at"),
        (problems.misshapen("headline", "body", "is neither text nor a number"), "headline"),
        ("New bytes differ in the headline; what a curator wrote was kept.", None),
    ],
)
def test_every_sentence_tells_the_field_that_it_is_about(sentence, field):
    assert problems.field_in_doubt(sentence) == field


def test_only_a_date_ahead_lies_ahead():
    assert problems.is_ahead(problems.AHEAD.format("2099"))
    assert not problems.is_ahead(problems.NO_DATE.format("2099"))
