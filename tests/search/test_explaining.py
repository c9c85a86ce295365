"""What a score is made of adds up to it, on every engine, whatever was asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analysis
from search.engines.base import HEADLINE_WEIGHT, RELEVANCE, Query
from search.engines.memory import Memory
from search.engines.whoosh import Whoosh
from search.explaining import explanations
from search.query.parser import parse
from search.query.words import ready
from tests.search.engines.documents import doc

ANALYSIS = Analysis(("en", "de"))
DOCUMENTS = [
    doc(1, "oil gold oil", headline="oil", topic="oil"),
    doc(2, "gold silver", headline="silver gold", topic="oil"),
    doc(3, "silver silver oil gold", headline="gold"),
    doc(4, "wheat oil golden", headline="wheat"),
    doc(5, "corn"),
]


@pytest.fixture(scope="module")
def memory():
    engine = Memory()
    engine.rebuild(DOCUMENTS, position=0)
    return engine


@pytest.fixture(scope="module")
def whoosh(tmp_path_factory):
    engine = Whoosh(location=str(tmp_path_factory.mktemp("index") / "index"))
    engine.rebuild(DOCUMENTS, position=0)
    return engine


def explained(q, engine, match="all"):
    """Return {id: (score, what it is made of)} of all hits."""
    prepared = ready(parse(q, match=match), ANALYSIS, engine.terms)
    hits = engine.search(Query(where=prepared.tree, sort=RELEVANCE), size=10).hits
    parts = explanations(prepared, [hit.id for hit in hits], engine)
    return {hit.id: (hit.score, parts.get(hit.id, [])) for hit in hits}


def test_words_are_told_as_typed_and_the_headline_apart(memory):
    score, parts = explained("OIL", memory)[1]
    assert [(part["word"], part["field"]) for part in parts] == [("OIL", None), ("OIL", "headline")]
    assert sum(part["score"] for part in parts) == pytest.approx(score)
    [alone] = explained("headline:oil", memory)[1][1]
    assert (alone["word"], alone["field"]) == ("oil", "headline")
    assert parts[1]["score"] == pytest.approx(HEADLINE_WEIGHT * alone["score"])


def test_phrases_prefixes_and_exact_words_are_told_as_typed(memory):
    _, parts = explained('"oil gold" gol* =oil topic:oil', memory, match="any")[1]
    assert {part["word"] for part in parts} == {'"oil gold"', "gol*", "=oil", "oil"}


def test_a_group_that_is_not_whole_counts_for_nothing(memory):
    _, parts = explained("corn OR (gold wheat) OR silver", memory)[3]
    assert {part["word"] for part in parts} == {"silver"}


def test_what_only_narrows_is_not_told(memory):
    score, parts = explained("* -wheat", memory)[1]
    assert (score, parts) == (0, [])


LEAVES = st.sampled_from(
    [
        "oil",
        "gold",
        "silver",
        "wheat",
        "corn",
        '"oil gold"',
        '"gold oil"~3',
        "headline:gold",
        "=oil",
        "gol*",
        "topic:oil",
    ]
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner).map(lambda parts: f"({''.join(parts)})"),
        inner.map(lambda part: f"(NOT ({part}))"),
        st.tuples(inner, inner).map(lambda pair: f"(+{pair[0]} {pair[1]})"),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(q=QUERIES, match=st.sampled_from(["all", "any"]), engine=st.sampled_from(["memory", "whoosh"]))
def test_it_always_adds_up(memory, whoosh, q, match, engine):
    if q.count("gol*") > 4:
        return
    for score, parts in explained(q, {"memory": memory, "whoosh": whoosh}[engine], match).values():
        assert sum(part["score"] for part in parts) == pytest.approx(score)
        assert all(part["score"] > 0 for part in parts)
