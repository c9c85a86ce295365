"""Languages, their stemmers and their function words."""

import pytest
import Stemmer

from search.analysis.languages import FUNCTION_WORDS, STEMMERS, primary
from search.analysis.words import tokens


def test_every_language_has_a_stemmer_that_exists():
    assert set(STEMMERS.values()) <= set(Stemmer.algorithms())


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), (" de ", "de"), ("nb", "no"), ("nn-NO", "no"), ("zh-Hant", "zh")],
)
def test_a_tag_begins_with_its_language(tag, language):
    assert primary(tag) == language


@pytest.mark.parametrize("language", FUNCTION_WORDS)
def test_function_words_are_few_and_never_names(language):
    words = FUNCTION_WORDS[language]
    assert 20 <= len(words) <= 40
    assert not words & {"who", "us", "it", "may", "will", "can", "no", "un" if language == "en" else "who"}


@pytest.mark.parametrize("language", FUNCTION_WORDS)
def test_function_words_are_words_as_they_are_typed(language):
    for word in FUNCTION_WORDS[language]:
        assert [found for found, _, _ in tokens(word)] == [word]
        assert word == word.lower()


def test_the_languages_that_readers_use_most_have_function_words():
    assert FUNCTION_WORDS.keys() >= {"en", "de", "fr", "es", "it", "pt", "nl", "ru", "sv", "da", "no", "ar"}
