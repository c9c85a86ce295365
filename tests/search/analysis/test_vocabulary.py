"""What is known of the words of texts."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import Analysis, normal, words
from search.analysis.vocabulary import ROOM
from search.analysis.words import LONGEST

TEXTS = st.text(st.sampled_from("ab Zé1.,'’-/&中ﬁ\u0301\u00ad\xa0…\n\t\u2028\u200b½"), max_size=60)


def learned(*texts, language="en"):
    vocabulary = Analysis((language,)).vocabulary(language)
    for text in texts:
        vocabulary.learn(normal(text))
    return vocabulary


def test_a_stem_gives_the_words_as_they_were_written():
    vocabulary = learned("Ministers met the minister's", "MINISTER U.S.")
    assert {*vocabulary.written("en:minist")} == {"Ministers", "minister's", "MINISTER"}
    assert {*vocabulary.written("minister")} == {"minister's", "MINISTER"}
    assert [*vocabulary.written("us")] == ["U.S."]
    assert [*vocabulary.written("en:talk")] == []


@given(st.lists(TEXTS | st.text(max_size=60), max_size=4))
def test_every_word_of_every_text_is_found_by_its_forms(texts):
    vocabulary, analysis = learned(*texts), Analysis(("en",))
    for word in (word for text in texts for word in words(text) if len(word) <= LONGEST):
        stem, plain = analysis.forms("en")(word)
        assert word in vocabulary.written(stem)
        assert word in vocabulary.written(plain)


def test_a_word_too_long_for_an_index_is_not_kept():
    assert [*learned("x" * (LONGEST + 1)).written("x" * LONGEST)] == []


def test_a_full_one_is_replaced():
    analysis = Analysis(("en",))
    vocabulary = analysis.vocabulary("en-GB")
    vocabulary.learn("talks")
    assert analysis.vocabulary("en") is vocabulary
    vocabulary.learn(" ".join(map(str, range(ROOM + 1))))
    assert [*analysis.vocabulary("en").written("en:talk")] == []


def test_threads_that_learn_the_same_all_find_it():
    vocabulary, missed = learned(), []

    def learn(start):
        for number in range(3_000):
            text = f"w{number} x{number + start % 2}"
            vocabulary.learn(text)
            missed.extend(word for word in text.split() if word not in vocabulary.written(f"en:{word}"))

    threads = [threading.Thread(target=learn, args=[start]) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missed == []
