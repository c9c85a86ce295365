"""All words are listed, page by page, whatever characters they have and however few documents hold them."""

import pytest

from search.engines.opensearch import OpenSearch, lexicon
from search.engines.opensearch.lexicon import LAST, MOST, SHORTENED, pattern
from tests.search.engines.documents import doc

pytestmark = [pytest.mark.opensearch, pytest.mark.xdist_group("opensearch")]

LONG = "s" + "o" * (SHORTENED + 20)

WORDS = ["s", "sa", "sab", "sabre", "sac", "s-a", "s.*", "s[a]", "sZ", "s\\", "s]", "s^", "s_", "s,", "s~", 's"', "sz"]
WORDS += ["sé", "s停", "s\ud7ff", "s\ue000", f"s{LAST}", f"s{LAST}a", LONG, LONG + "a"]


@pytest.fixture(scope="module")
def engine(client):
    """An engine in three shards with these words and others; the n-th stands in n + 1 documents."""
    from tests.search.engines.opensearch.places import address

    engine = OpenSearch(location=address("?shards=3"))
    texts = ([word for least, word in enumerate(WORDS) if number <= least] for number in range(len(WORDS)))
    engine.rebuild([doc(number, " ".join([*some, "rye", "t"])) for number, some in enumerate(texts)], position=1)
    return engine


@pytest.mark.parametrize("most", [MOST, 7, 3])
@pytest.mark.parametrize("prefix", ["s", "sa", "", LONG[:5]])
def test_words_are_listed_to_the_last_with_their_documents(engine, monkeypatch, most, prefix):
    monkeypatch.setattr(lexicon, "MOST", most)
    expected = {word: number + 1 for number, word in enumerate(WORDS) if word.startswith(prefix)}
    if not prefix:
        expected |= {"rye": len(WORDS), "t": len(WORDS)}
    assert dict(engine.terms(prefix, limit=1000)) == expected
    asked = []
    engine.terms(prefix, limit=1, keep=lambda lines: asked.extend(lines.split("\n")) or ())
    assert {*asked} == expected.keys()


def test_more_words_with_one_long_beginning_than_a_page_has_do_not_keep_it_asking(engine, monkeypatch):
    monkeypatch.setattr(lexicon, "MOST", 2)
    assert {*dict(engine.terms("soo", limit=9))} == {LONG, LONG + "a"}


def test_a_pattern_is_no_longer_than_opensearch_takes():
    assert len(pattern("~" * 64, "~" * (64 + SHORTENED))) < 1000
