"""An article as shapes are written of, without a database."""

import datetime

import pytest

from tests.articles.test_prose import hostile

UTC = datetime.UTC
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def whole():
    """Return a function that makes an article as the API gives it, with all that it can have."""

    def made(**overrides):
        return {
            "id": 42,
            "url": f"{HERE}/api/v1/articles/42/",
            "headline": "Harbour reopens",
            "subtitle": "After a year",
            "byline": "Ann Lee and AFP",
            "authors": [{"id": 1, "name": "Ann Lee", "kind": "person"}, {"id": 2, "name": "AFP", "kind": "agency"}],
            "source": {"id": 1, "name": "The Argus", "domain": "argus.example"},
            "section": "World",
            "topics": ["Sea", "Ships & trade"],
            "language": "en",
            "published_at": datetime.datetime(2023, 9, 20, 14, 5, 6, tzinfo=UTC),
            "date_precision": "minute",
            "source_url": "https://argus.example/1?a=1&b=2",
            "body": "First *paragraph*.\n\nSecond.",
            "text": "First paragraph.\n\nSecond.",
            "word_count": 3,
            "images": [{"url": "https://argus.example/ship.jpg", "caption": "A ship", "credit": "Jo"}],
            "related_links": [
                {"title": "Kept here", "url": "", "article": 7},
                {"title": "Elsewhere", "url": "https://b.example/", "article": None},
                {"title": "Lost", "url": "", "article": None},
            ],
            "corrections": [{"at": datetime.datetime(2023, 9, 22, 8, 0, tzinfo=UTC), "note": "It was Tuesday."}],
            "revision": 3,
            "created_at": datetime.datetime(2024, 1, 1, 12, 0, tzinfo=UTC),
            "updated_at": datetime.datetime(2024, 2, 1, 12, 0, tzinfo=UTC),
            "status": "published",
        } | overrides

    return made


@pytest.fixture
def bare(whole):
    """An article of which nothing is known but headline, text and year; a draft may not even have that."""
    nothing = dict.fromkeys(("subtitle", "byline", "section", "source_url"), "")
    nothing |= {name: [] for name in ("authors", "topics", "images", "related_links", "corrections")}
    return whole(**nothing, source=None, language="und", date_precision="year")


@pytest.fixture
def left():
    """What is left of an article that was withdrawn."""
    at = datetime.datetime(2024, 5, 3, 9, 30, tzinfo=UTC)
    return {"id": 42, "url": f"{HERE}/api/v1/articles/42/", "reason": "legal", "at": at, "revision": 3}


@pytest.fixture
def hostile_articles(whole, shared):
    """Return articles with a naughty string wherever text can stand: some, controls, what ends a field."""
    return [hostile_article(whole, string) for string in [*[*hostile(shared)][::25], *ENDS]]


@pytest.fixture
def all_hostile_articles(whole, shared):
    """Return seven thousand such articles."""
    return [hostile_article(whole, string) for string in [*hostile(shared), *ENDS]]


ENDS = [f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF)]
ENDS += ["a]]>b", "{", "}", "\\", "{}}", "a\r\nER  - \r\nTY  - BOOK", "}\n@book{x,", "---", "--- \n", "\n---\nx"]


def hostile_article(whole, string):
    """Return an article that has this string in every text."""
    return whole(
        **dict.fromkeys(("headline", "subtitle", "byline", "section", "text", "body"), string),
        authors=[{"id": 1, "name": string, "kind": "person"}],
        source={"id": 1, "name": string, "domain": None},
        topics=[string],
        images=[{"url": "", "caption": string, "credit": string}],
        related_links=[{"title": string, "url": "", "article": None}],
        corrections=[{"at": datetime.datetime(2023, 9, 22, tzinfo=UTC), "note": string}],
    )
