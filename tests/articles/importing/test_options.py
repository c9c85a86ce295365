"""Options that decide how records are read."""

import pytest

from articles.importing.options import BadOption, parse_given, parse_mapping


def test_a_map_gives_our_names_to_theirs():
    assert parse_mapping("id=key, title=headline,") == {"id": "key", "title": "headline"}
    assert parse_mapping("") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title", "--map title: write it as THEIRS=OURS."),
        ("=headline", "--map =headline: write it as THEIRS=OURS."),
        ("title=heading", "--map title=heading: there is no field “heading”; use one of key, headline, subtitle"),
        ("title=headline,name=headline", "--map gives headline twice"),
    ],
)
def test_a_wrong_map_is_refused_with_a_sentence(text, message):
    with pytest.raises(BadOption, match=message.replace("=", "[=]")):
        parse_mapping(text)


def test_values_may_hold_equal_signs_and_spaces():
    assert parse_given(["source=A = B", "language=pt_BR"]) == {"source": "A = B", "language": "pt_BR"}


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("language", "--set language: write it as FIELD=VALUE"),
        ("language=", "--set language= has no value"),
        ("language=klingon", "write a BCP 47 tag"),
        ("body=x", "it sets one of byline, source"),
        ("published_at=soon", "write a date, such as 2017"),
        ("published_at=04/05/2015", "write a date, such as 2017"),
        ("published_at=9999", "write a date, such as 2017"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(pair, message):
    with pytest.raises(BadOption, match=message):
        parse_given([pair])


def test_an_ambiguous_day_may_be_set_where_its_order_is_said():
    assert parse_given(["published_at=04/05/2015"], dates="dmy")
