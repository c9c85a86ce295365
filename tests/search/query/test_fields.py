"""The names that stand before a colon."""

import pytest

from search.query.errors import QueryError
from search.query.fields import MEANT, NAMES, THINGS, field_at, valued
from search.query.nodes import FIELDS, Has, Language


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("follows", ["x", '"x"', "(x)", "=x", "7", "中", "“x”"])
def test_a_name_before_a_value_is_a_field(name, follows):
    assert field_at(f"{name}:{follows}", 0) == name
    assert field_at(f"a {name.upper()}:{follows}", 2) == name


@pytest.mark.parametrize(
    "text",
    [
        "10:30",
        "headline: x",
        "headline:",
        "headline:)",
        "headline:!",
        "re:x",
        "http://x",
        "x:y",
        "was:x",
        "ratio3:1",
        "a",
    ],
)
def test_other_colons_are_between_words(text):
    assert field_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("headlin:x", "headline"), ("hedline:x", "headline"), ("langauge:en", "language"), ("dates:2023", "date"),
        ("title:x", "headline"), ("titel:x", "headline"), ("site:bbc.com", "source"), ("lang:en", "language"),
        ("tags:x", "topic"), ("Autor:x", "author"),
    ],
)  # fmt: skip
def test_a_name_that_is_nearly_a_field_is_an_error_with_the_one_meant(text, meant):
    with pytest.raises(QueryError) as caught:
        field_at(f"a {text}", 2)
    assert (caught.value.offset, caught.value.nearest, caught.value.valid) == (2, meant, NAMES)
    assert f"{meant}:" in caught.value.detail


@pytest.mark.parametrize("follows", ["-x", "+x", "*"])
def test_a_sign_behind_the_colon_is_an_error(follows):
    with pytest.raises(QueryError) as caught:
        field_at(f"headline:{follows}", 0)
    assert caught.value.offset == 9


def test_what_others_call_a_field_leads_to_one_of_ours():
    assert set(MEANT.values()) <= set(NAMES)
    assert not set(MEANT) & set(NAMES)


def test_has_takes_the_three_things():
    assert [valued("has", thing.upper(), 0) for thing in THINGS] == [Has(thing) for thing in THINGS]
    with pytest.raises(QueryError) as caught:
        valued("has", "images", 4)
    assert (caught.value.offset, caught.value.nearest, caught.value.valid) == (4, "image", THINGS)


@pytest.mark.parametrize(("value", "tag"), [("en", "en"), ("EN_gb", "en-gb"), ("zh-Hant-TW", "zh-hant-tw")])
def test_a_language_is_a_tag(value, tag):
    assert valued("language", value, 0) == Language(tag)


@pytest.mark.parametrize("value", ["english", "e", "en-", "en gb", "*", ""])
def test_what_is_no_tag_is_no_language(value):
    with pytest.raises(QueryError) as caught:
        valued("language", value, 9)
    assert caught.value.offset == 9


@pytest.mark.parametrize("field", FIELDS)
def test_fields_of_text_take_words(field):
    assert valued(field, "x", 0) is None
