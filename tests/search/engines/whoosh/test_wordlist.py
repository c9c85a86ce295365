"""The most frequent words of several segments are those that counting all of them gives."""

import random
from collections import Counter

import pytest

from search.engines.whoosh import wordlist
from tests.search.engines.documents import doc


def some_words(chance):
    """Words of which a few are frequent, as in any newspaper."""
    return " ".join({f"w{min(chance.randrange(3_000), chance.randrange(3_000)):04}" for _ in range(60)})


@pytest.mark.parametrize("removed", [0, 25])
def test_the_most_frequent_words_of_many_segments_are_exact(engine, monkeypatch, removed):
    monkeypatch.setattr(wordlist, "FIRST", 4)
    monkeypatch.setattr("search.engines.whoosh.writing.crowd", lambda *args, **bounds: [])
    chance = random.Random(4)
    texts = {number: some_words(chance) for number in range(120)}
    for start in range(0, 120, 20):
        engine.apply([doc(number, texts[number]) for number in range(start, start + 20)], (), position=1)
    engine.apply((), range(removed), position=2)
    counts = Counter(word for number, text in texts.items() if number >= removed for word in text.split())
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    assert len(engine._latest().segments) == 6 - (removed > 20)
    for prefix in ("", "w", "w0", "w00", "w001", "w0012", "x"):
        wanted = [pair for pair in expected if pair[0].startswith(prefix)]
        for limit in (1, 3, 20, 5_000):
            assert engine.terms(prefix, limit=limit) == wanted[:limit], (prefix, limit)


def test_words_are_in_the_order_of_their_letters_in_every_script(engine):
    words = ["a", "ab", "abc", "é", "я", "中", "\U00020000", "\ue000"]
    engine.apply([doc(1, " ".join(words))], (), position=1)
    [segment] = engine._latest().segments
    assert [segment.words.at(number).decode() for number in range(len(words))] == sorted(words)
    assert segment.words.lines("a").split("\n") == ["a", "ab", "abc"]
    assert segment.words.lines("b") == segment.words.lines("\U0010ffff") == ""
    assert [segment.words.count(word) for word in ("ab", "b", "zzz", "中")] == [1, 0, 0, 1]
