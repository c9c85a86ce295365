"""Languages: told from function words, and written as BCP 47 does."""

import gzip
import itertools
import json

import pytest

from articles.importing.languages import WORDS, language_of, language_tag

SENTENCES = {
    "en": "The ceasefire was brokered by the peacekeepers, and it is to be held by all sides in the conflict.",
    "de": "Die Gewerkschaft hat mit der Regierung über die Löhne gesprochen und ist nicht zufrieden.",
    "fr": "Le lancement a été reporté à la dernière seconde, et la capsule est dans une orbite sûre pour le moment.",
    "es": "La cometa pasa de largo y los vecinos se quedan en el puerto para ver cómo se va por el mar.",
    "ru": "Лёд ушёл ночью, и весь город не был на месте, так как это было в воскресенье, но о том не знали.",
    "uk": "Вони не були на місці, та це було за рік до того, як він про це дізнався, але й також він був там.",
    "ar": "قال الوزير إن القرار لا يزال قائما في البلاد، وإن هذا ما كان من المنتظر على كل حال مع ذلك.",
    "pl": "Nie jest to nowe, ale w Polsce się o tym mówi, że od roku za granicą jest już inaczej.",
    "ja": "停戦は日曜日の朝に発効しました。",
    "zh": "停火协议于星期日早上生效。",
    "ko": "휴전은 일요일 아침에 발효되었다.",
}


@pytest.mark.parametrize(("tag", "sentence"), SENTENCES.items())
def test_a_sentence_is_enough_to_tell_a_language(tag, sentence):
    assert language_of(sentence) == tag


@pytest.mark.parametrize("text", ["", "******", "12 34 56", "Harbour reopens", "Qwerty asdf zxcv uiop hjkl bnm"])
def test_what_cannot_be_told_is_und(text):
    assert language_of(text) == "und"


def test_few_texts_of_real_archives_are_taken_for_another_language(shared):
    for corpus, share in (("ant", 0.9), ("gnad", 0.98), ("wikinews_fr", 0.95), ("gentoo", 1.0)):
        with gzip.open(shared / "corpora" / f"{corpus}.jsonl.gz") as file:
            records = [json.loads(line) for line in itertools.islice(file, 1000)]
        told = [(one["lang"], language_of(one["text"])) for one in records]
        assert sum(given == found for given, found in told) >= share * len(told)
        assert sum(found not in (given, "und") for given, found in told) <= 0.01 * len(told)


def test_every_list_of_words_is_small_and_folded():
    for tag, words in WORDS.items():
        assert len(words.split()) < 40
        assert words == words.lower()
        assert language_tag(tag) == tag


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_gb", "en-GB"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("English", "en"),
        ("deu", "de"),
        (" es-419 ", "es-419"),
    ],
)
def test_a_language_is_written_as_bcp_47_does(given, tag):
    assert language_tag(given) == tag


@pytest.mark.parametrize("given", ["", "e", "klingon", "en-", "en us", "<b>", "x" * 40, "12"])
def test_what_is_no_language_is_empty(given):
    assert language_tag(given) == ""
