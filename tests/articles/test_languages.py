"""Language tags: their shape, and which way a language is written."""

import pytest

from articles.languages import direction, is_tag


@pytest.mark.parametrize("tag", ["en", "und", "pt-BR", "zh-Hant-TW", "es-419", "de-1996", "SR-latn"])
def test_a_tag_is_known_by_its_shape(tag):
    assert is_tag(tag)


@pytest.mark.parametrize("text", ["", "e", "english", "en_GB", "en-", "ſv", "de-x-private", "en" + "-abcdefgh" * 4])
def test_anything_else_is_no_tag(text):
    assert not is_tag(text)


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("ar-TN", "rtl"),
        ("fa", "rtl"),
        ("he", "rtl"),
        ("ckb", "rtl"),
        ("ku", "auto"),
        ("ku-Arab", "rtl"),
        ("uz-Arab-AF", "rtl"),
        ("ar-Latn", "ltr"),
        ("sr-Cyrl", "ltr"),
        ("und", "auto"),
        ("", "auto"),
    ],
)
def test_the_direction_follows_script_and_language(tag, way):
    assert direction(tag) == way
