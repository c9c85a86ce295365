"""Help with asking: examples of the archive's own words, each of which finds something."""

import gzip
import json

import pytest
from django.utils.encoding import iri_to_uri

from archive.pages import examples as module
from archive.pages.examples import examples
from search import asking, backend
from search.parameters import SearchParameters
from tests.articles.test_prose import hostile


@pytest.fixture
def made(index):
    """Return a function that gives the examples of what is in the archive."""

    def made():
        index()
        engine = backend.engine()
        found = asking.find(SearchParameters("facets=source,author,topic"), engine)
        rows, counted = asking.rows(found), asking.facets(found.results)
        return examples([rows[hit.id] for hit in found.results.hits], counted, engine)

    return made


def total_of(example):
    """How many articles an example finds, asked by its link."""
    asked = SearchParameters(iri_to_uri(example["link"][1:]))
    assert asked.q == example["q"]
    return asking.find(asked, backend.engine()).results.total


def test_there_is_an_example_of_each_way_to_ask(made, make_article):
    make_article(headline="Harbour strike spreads", source="The Argus", authors=["Jane Miller"], topics=["Ports: sea"])
    make_article(headline="Harbour open after strike", source="The Argus", body="Nothing else.")
    make_article(headline="Harbour closes", body="Nothing else.")
    assert [one["q"] for one in made()] == [
        "harbour",
        '"harbour strike"',
        "harbour strike",
        "harbour OR strike",
        "harbour -strike",
        "headline:harbour",
        "harbo*",
        "hrabour~",
        "=harbour",
        'source:"The Argus"',
        'author:"Jane Miller"',
        'topic:"Ports: sea"',
        "date:2023-09",
        "date:2013..2023",
    ]


def test_each_finds_something(made, make_article):
    make_article(headline="Harbour strike spreads", source="The Argus", authors=["Jane Miller"], topics=["Ports: sea"])
    make_article(headline="Harbour reopens after strike")
    assert [one["q"] for one in made() if not total_of(one)] == []


@pytest.mark.parametrize("corpus", ["reuters", "ant", "gnad", "gentoo", "przhab"])
def test_each_finds_something_in_real_archives_of_whatever_language(made, make_article, shared, corpus):
    with gzip.open(shared / "corpora" / f"{corpus}.jsonl.gz", "rt") as lines:
        for one in [json.loads(line) for _, line in zip(range(40), lines, strict=False)]:
            printed = {"headline": one["title"] or "x", "body": one["text"], "language": one["lang"]}
            named = {"authors": filter(None, [one.get("author")]), "topics": dict.fromkeys(one.get("tags") or ())}
            make_article(**printed, **named, source=one["source"] or None)
    found = made()
    assert len(found) > 3
    assert [one["q"] for one in found if not total_of(one)] == []


def test_hostile_text_makes_no_example_that_is_refused(made, make_article, shared):
    strings = [string.replace("\x00", "").strip() for string in hostile(shared)]
    for string in filter(None, strings[::150]):
        make_article(headline=string, source=string[:200], topics=[string[:200]], body=string)
    assert [one["q"] for one in made() if not total_of(one)] == []


def test_an_archive_that_tells_nothing_has_no_examples(made, make_article):
    assert made() == []
    make_article(headline="…", body="…")
    assert [one["q"] for one in made()] == ["date:2023-09", "date:2013..2023"]


def test_a_word_that_is_the_same_when_misspelt_is_no_example():
    assert module.misspelt("coffee") == "cfofee"
    assert module.misspelt("aabb") == "abab"
    assert module.misspelt("booster") is None
