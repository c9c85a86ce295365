"""Words and stems of an archive's languages."""

import gzip
import json
import threading
import time

import pytest

import search.analysis
from search.analysis import Analysis, for_languages, words


@pytest.fixture
def english():
    return Analysis(("en",))


def test_a_stem_carries_its_language(english):
    assert english.stem("Ministers", "en") == "en:minist"
    assert english.stem("ministry", "en-GB") == "en:ministri"


def test_a_language_that_is_not_searched_is_only_folded(english):
    assert english.stem("Ministères", "fr") == "und:ministeres"
    assert english.language("fr") == "und"
    assert english.language("") == "und"


def test_languages_without_a_stemmer_are_only_folded():
    analysis = Analysis(("zh", "ja"))
    assert analysis.languages == ("und",)
    assert analysis.stem("中", "zh-Hant") == "und:中"


def test_norwegian_has_three_tags():
    analysis = Analysis(("nb",))
    assert {analysis.language(tag) for tag in ("nb", "nn", "no", "nb-NO")} == {"no"}


def test_a_typed_word_has_a_stem_for_each_language_and_its_folded_form():
    analysis = Analysis(("en", "ru", "zh"))
    assert analysis.stems("министров") == ("en:министров", "ru:министр", "und:министров")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "ceasefire", "CEASEFIRES"),
        ("en", "café", "cafes"),
        ("en", "U.S.", "US"),
        ("en", "Russia's", "Russia"),
        ("de", "Präsidenten", "prasident"),
        ("de", "Häuser", "Haus"),
        ("de", "Straße", "strassen"),
        ("fr", "élections", "election"),
        ("fr", "gouvernementales", "gouvernemental"),
        ("ru", "министерства", "министерство"),
        ("ru", "ещё", "еще"),
        ("ar", "الأحداث", "أحداث"),
        ("ar", "أَحْداث", "احداث"),
        ("es", "elección", "eleccion"),
        ("tr", "IŞIKLAR", "ışıklar"),
        ("el", "ΑΘΗΝΑ", "Αθήνα"),
        ("pt", "Ministros", "ministro"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, one, other):
    analysis = Analysis((language,))
    assert analysis.stem(words(one)[0], language) == analysis.stem(words(other)[0], language)


def test_a_text_has_a_run_for_each_value_and_a_set_of_plain_words(english):
    text = english.text(["Ministers' talks", "", "…", "U.S. talks"], "en")
    assert text.runs == (("en:minist", "en:talk"), ("en:us", "en:talk"))
    assert text.words == ("ministers", "talks", "us")


def test_a_text_without_words_is_empty(english):
    assert english.text(["", "!"], "en") == english.text([], "en")


def test_function_words_are_those_of_every_language():
    assert "the" in Analysis(("en",)).function_words
    assert "the" not in Analysis(("en", "de")).function_words
    assert "in" in Analysis(("en", "de")).function_words
    assert not Analysis(("en", "zh")).function_words
    assert not Analysis(()).function_words


def test_the_name_tells_one_analysis_from_another():
    names = {Analysis(languages).name for languages in [(), ("en",), ("en", "ru"), ("ru",)]}
    assert len(names) == 4
    assert all(name.startswith("analysis-1/snowball-") and " " not in name for name in names)


def test_the_same_languages_share_one_analysis():
    assert for_languages(("en", "ru")) is for_languages(("en", "ru"))


def test_a_full_dictionary_starts_anew_and_makes_the_same(english, monkeypatch):
    monkeypatch.setattr(search.analysis, "ROOM", 3)
    stems = [english.stem(word, "en") for word in ("talks", "ministers", "talking", "drones", "talks")]
    assert stems == ["en:talk", "en:minist", "en:talk", "en:drone", "en:talk"]


def test_monstrous_words_are_not_remembered(english):
    assert english.plain("x" * 100_000) == "x" * 64
    assert not english._forms["und"]


def test_eight_threads_find_the_same_stems():
    text = " ".join(f"minister{number}s talking{number}" for number in range(3_000))
    expected = Analysis(("en",)).text([text], "en")
    shared, answers = Analysis(("en",)), []
    threads = [threading.Thread(target=lambda: answers.append(shared.text([text], "en"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 8


@pytest.mark.slow
def test_a_second_is_enough_for_thousands_of_stories(shared, english):
    with gzip.open(shared / "corpora" / "reuters.jsonl.gz", "rt") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for text in texts:
        english.text([text], "en")
    start = time.thread_time()  # of the processor, which others share
    for text in texts:
        english.text([text], "en")
    assert len(texts) / (time.thread_time() - start) > 5_000  # 21,000 on an idle core


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "language"), [("ant", "ar"), ("gnad", "de"), ("wikinews_fr", "fr"), ("przhab", "ar")]
)
def test_real_texts_keep_their_words(shared, corpus, language):
    analysis = Analysis((language,))
    with gzip.open(shared / "corpora" / f"{corpus}.jsonl.gz", "rt") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            made = analysis.text([text], language)
            assert sum(map(len, made.runs)) == len(words(text))
            assert not any(" " in word or not word for word in made.words)
