"""An article as CSL-JSON."""

import json

import pytest

from articles.exporting import csl
from articles.exporting.telling import line


def read(content):
    [item] = json.loads(content)
    return item


def test_an_article_is_one_of_a_newspaper(whole):
    assert read(csl.write(whole())) == {
        "id": "article-42",
        "type": "article-newspaper",
        "archive": "News archive",
        "archive_location": "http://127.0.0.1:8000/articles/42/",
        "title": "Harbour reopens",
        "container-title": "The Argus",
        "author": [{"literal": "Ann Lee"}, {"literal": "AFP"}],
        "section": "World",
        "issued": {"date-parts": [[2023, 9, 20]]},
        "URL": "https://argus.example/1?a=1&b=2",
        "language": "en",
        "keyword": "Sea, Ships & trade",
        "note": "Correction, 22 September 2023: It was Tuesday.",
    }


@pytest.mark.parametrize(("precision", "parts"), [("year", [2023]), ("month", [2023, 9]), ("day", [2023, 9, 20])])
def test_a_date_has_as_many_parts_as_are_known(whole, precision, parts):
    assert read(csl.write(whole(date_precision=precision)))["issued"] == {"date-parts": [parts]}


def test_what_is_not_known_is_not_said(bare):
    item = read(csl.write(bare | {"published_at": None, "date_precision": ""}))
    assert item.keys() == {"id", "type", "archive", "archive_location", "title", "URL"}


def test_what_was_withdrawn_says_so(left):
    item = read(csl.gone(left))
    assert (item["status"], "title" in item) == ("withdrawn", False)
    assert item["note"] == "This article was withdrawn on 3 May 2024. The reason: legal."


def test_hostile_text_is_read_back(hostile_articles):
    for article in hostile_articles:
        assert read(csl.write(article)).get("title", "") == line(article["headline"])
