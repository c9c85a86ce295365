"""One meaning on every engine: on 5,000 real stories, all find the same for thousands of questions, in one order."""

import datetime
import gzip
import itertools
import json
import sys
from dataclasses import dataclass

import numpy
import pytest

from search.analysis import for_languages
from search.engines.base import Document, Engine, Hit, Query, Results
from search.engines.memory import Memory
from search.query.errors import QueryError
from search.query.nodes import Node
from tests.search.engines.generating import Generator, Question
from tests.search.engines.others import everyone
from tests.search.engines.questions import prepared

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("opensearch")]  # never while its nodes are killed

ANALYSIS = for_languages(("en",))
STORIES = 5000
GENERATED = 300
SUITES = ("search_benchmark_game", "bing_covid_2020_01", "tantivy", "luqum")
ANY = 10
"""Every so manyth question is asked for any of its words as well: most find nothing otherwise, and much so."""

RANKED = 100
"""Hits of each engine whose order is compared."""

TIE = 0.01
"""Scores that differ by so much of the larger one say no order."""


def document(number: int, story: dict) -> Document:
    """Make a document; what Reuters does not tell, such as pictures, goes by the number."""
    values = {
        "source": [story["source"]],
        "author": [story["author"]] if story["author"] else [],
        "topic": story["topics"],
        "section": story["places"][:1],
    }
    texts = {"headline": [story["title"]], "body": [story["text"]], "by": values["author"]} | values
    return Document(
        id=number,
        published=datetime.datetime.fromisoformat(story["date"]),
        texts={name: ANALYSIS.text(found, "en") for name, found in texts.items() if any(found)},
        language=(("en",), ("en", "en-gb"), ("de",))[number % 3],
        has=frozenset(name for name, turn in (("image", 4), ("related", 7), ("correction", 50)) if number % turn == 0),
        **{name: tuple(found) for name, found in values.items()},
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, and what the engine in memory says to it: what it understood and found, or why it refused."""

    question: Question
    tree: Node | None = None
    results: Results | None = None
    refusal: str = ""


def answered(engine: Engine, question: Question) -> Asked:
    try:
        tree = prepared(engine, ANALYSIS, question.q, question.match)
    except QueryError as error:
        return Asked(question=question, refusal=f"{error.detail} {error.offset}")
    results = engine.search(Query(where=tree, **question.query), size=STORIES)
    return Asked(question=question, tree=tree, results=results)


@pytest.fixture(scope="module", autouse=True)
def patience():
    """What is found is compared here, not how soon: other tests keep both cores busy."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("search.engines.opensearch.QUICK", 30.0)
        yield


@pytest.fixture(scope="module")
def stories(shared):
    path = shared / "corpora" / "reuters.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    with gzip.open(path) as lines:
        return [json.loads(line) for line in itertools.islice(lines, STORIES)]


@pytest.fixture(scope="module")
def documents(stories):
    return [document(number, story) for number, story in enumerate(stories)]


@pytest.fixture(scope="module")
def memory(documents):
    engine = Memory()
    engine.rebuild(documents, position=0)
    return engine


@pytest.fixture(scope="module", params=everyone)
def engine(request, documents, tmp_path_factory):
    """Another engine, freshly built."""
    engine = request.param.open(tmp_path_factory.mktemp(request.param.name))
    engine.rebuild(documents, position=0)
    return engine


@pytest.fixture(scope="module")
def made_up(stories, documents, memory):
    """What memory says to questions made of the stories' own words."""
    values = {
        name: sorted({value for document in documents for value in getattr(document, name)})
        for name in ("source", "author", "topic", "section", "language")
    }
    days = sorted({document.published.date() for document in documents})
    generator = Generator([story["text"] for story in stories], values, days)
    return [answered(memory, question) for question in generator.questions(GENERATED)]


@pytest.fixture(scope="module")
def collected(shared, memory):
    """What memory says to every fourth question of others, to some with any of the words as well: by suite."""
    suites = {}
    for suite in SUITES:
        with (shared / "queries" / f"{suite}.jsonl").open() as lines:
            typed = [*dict.fromkeys(json.loads(line)["q"] for line in lines)][::4]
        asked = [(q, "all") for q in typed] + [(q, "any") for q in typed[::ANY]]
        questions = (Question(q=q, match=match, query={"sort": "relevance"}) for q, match in asked)
        suites[suite] = [answered(memory, question) for question in questions]
    return suites


@pytest.fixture
def tell(capsys):
    """Return a function that shows a figure, whether or not the test passes."""

    def show(line):
        with capsys.disabled():
            sys.stdout.write(f"\n    {line}")

    return show


def check(engine, asked: list[Asked]) -> list[float]:
    """Ask an engine the same: all must be equal but scores. Return how alike the orders are."""
    alike = []
    for before in asked:
        now = answered(engine, before.question)
        assert (now.refusal, now.tree) == (before.refusal, before.tree), before.question
        if now.results:
            assert comparable(now.results) == comparable(before.results), before.question
            if before.question.query["sort"] == "relevance":
                alike.append(correlation(now.results, before.results))
    return [value for value in alike if value is not None]


def comparable(results: Results) -> tuple:
    """Return what must be equal: the order too, where it goes by date."""
    ids = [hit.id for hit in results.hits]
    ranked = bool(results.hits) and results.hits[0].score is not None
    return sorted(ids) if ranked else ids, results.total, results.facets, results.histogram, results.next is None


def correlation(one: Results, other: Results) -> float | None:
    """Return Kendall's tau-b over the ids among the first of both; None where neither tells an order."""
    scores = [{hit.id: hit.score for hit in results.hits[:RANKED]} for results in (one, other)]
    both = sorted(scores[0].keys() & scores[1].keys())
    orders = [order(numpy.array([found[number] for number in both])) for found in scores]
    told = [int(numpy.abs(signs).sum()) for signs in orders]
    if not any(told):
        return None
    return float((orders[0] * orders[1]).sum() / numpy.sqrt(told[0] * told[1])) if all(told) else 0.0


def order(scores: numpy.ndarray) -> numpy.ndarray:
    """Return for each pair whether the one stands before (1) or behind (-1) the other, or beside (0) it."""
    difference = scores[:, None] - scores
    larger = numpy.maximum(numpy.abs(scores[:, None]), numpy.abs(scores))
    return numpy.where(numpy.abs(difference) <= TIE * larger, 0, numpy.sign(difference))


def test_questions_made_up_find_and_count_the_same(engine, made_up, tell):
    refused = sum(bool(asked.refusal) for asked in made_up)
    found = [asked.results.total for asked in made_up if asked.results]
    alike = check(engine, made_up)
    tell(f"{len(made_up)} made up, {refused} refused, {sum(map(bool, found))} find something; {told(alike)}")
    assert refused < GENERATED // 10
    assert sum(map(bool, found)) > GENERATED // 2
    assert numpy.mean(alike) >= 0.95


@pytest.mark.parametrize("suite", SUITES)
def test_questions_of_others_find_the_same(engine, collected, suite, tell):
    asked = collected[suite]
    refused = sum(bool(one.refusal) for one in asked)
    found = sum(bool(one.results and one.results.total) for one in asked)
    alike = check(engine, asked)
    tell(f"{suite}: {len(asked)} asked, {refused} refused, {found} find something; {told(alike)}")
    assert numpy.mean(alike) >= 0.95


def told(alike: list[float]) -> str:
    """Say how alike orders are, over all questions where one is told."""
    return f"tau-b of {len(alike)}: mean {numpy.mean(alike):.4f}, least {min(alike):.3f}"


def test_how_alike_orders_are_is_told_apart():
    def ranked(*scores):
        return Results(hits=tuple(Hit(id=n, score=score) for n, score in enumerate(scores)), total=len(scores))

    assert correlation(ranked(3, 2, 1), ranked(6, 4, 2)) == pytest.approx(1)
    assert correlation(ranked(3, 2, 1), ranked(2, 4, 6)) == pytest.approx(-1)
    assert correlation(ranked(3, 3.01, 1), ranked(3.01, 3, 1)) == pytest.approx(1)
    assert correlation(ranked(1, 1, 1), ranked(1, 1, 1)) is None
    assert correlation(ranked(1, 1, 1), ranked(1, 2, 3)) == 0
