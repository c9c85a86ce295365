"""An article as ninjs, valid by the schema of the IPTC."""

import json
import re
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from articles.exporting import ninjs

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def schema(shared):
    """Return the IPTC's own schema of the version that is written."""
    file = shared / "formats/iptc_ninjs/specification" / f"ninjs-schema_{ninjs.VERSION}.json"
    return Draft202012Validator(json.loads(file.read_text()))


def written(article):
    return json.loads(ninjs.write(article))


def faults(item, schema):
    """Return what is wrong with an item by the schema; `format` that says uri or date-time counts as well."""
    wrong = [one.message for one in schema.iter_errors(item)]
    return wrong + [place for place, value in leaves(item) if not fits(place, value)]


def leaves(item, place=""):
    if isinstance(item, dict):
        for name, value in item.items():
            yield from leaves(value, name)
    elif isinstance(item, list):
        for value in item:
            yield from leaves(value, place)
    else:
        yield place, item


def fits(place, value):
    if place in {"uri", "href", "schema"}:
        return value.isascii() and bool(urlsplit(value).scheme) and " " not in value
    return MOMENT.fullmatch(value) if place.endswith("Created") else True


def test_a_whole_article_is_valid_and_says_all(whole, schema):
    item = written(whole())
    assert faults(item, schema) == []
    assert (item["pubStatus"], item["version"], item["contentCreated"]) == ("usable", "3", "2023-09-20T14:05:06Z")
    assert [one["value"] for one in item["headlines"]] == ["Harbour reopens", "After a year"]
    assert {one["contentType"]: one["value"] for one in item["bodies"]} == {
        "text/html": "<p>First <em>paragraph</em>.</p>\n<p>Second.</p>\n",
        "text/plain": "First paragraph.\n\nSecond.",
    }
    assert item["people"] == [{"name": "Ann Lee", "rel": "author"}]
    assert item["organisations"] == [{"name": "AFP", "rel": "author"}]
    assert item["infoSources"] == [{"name": "The Argus", "uri": "https://argus.example"}]
    assert [one["name"] for one in item["subjects"]] == ["World", "Sea", "Ships & trade"]
    assert item["altIds"] == [{"role": "sourceUrl", "value": "https://argus.example/1?a=1&b=2"}]
    assert [(one["type"], one["uri"]) for one in item["associations"]] == [
        ("picture", "http://127.0.0.1:8000/api/v1/articles/42/#picture-1"),
        ("text", "http://127.0.0.1:8000/api/v1/articles/7/"),
        ("text", "https://b.example/"),
        ("text", "http://127.0.0.1:8000/api/v1/articles/42/#related-3"),
    ]


def test_an_article_of_which_little_is_known_is_valid(bare, schema):
    for article in (bare, bare | {"published_at": None, "date_precision": ""}):
        assert faults(written(article), schema) == []


def test_corrections_are_told_to_editors(whole, bare):
    assert written(whole())["edNote"] == "Correction, 22 September 2023: It was Tuesday."
    assert "edNote" not in written(bare)


@pytest.mark.parametrize(("precision", "date"), [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-20")])
def test_no_time_of_day_is_made_up(whole, precision, date, schema):
    item = written(whole(date_precision=precision))
    assert "contentCreated" not in item
    assert item["descriptions"] == [{"role": "published", "contentType": "text/plain", "value": date}]
    assert faults(item, schema) == []


@pytest.mark.parametrize(
    ("status", "told"),
    [("published", "usable"), ("draft", "withheld"), ("withdrawn", "canceled"), ("merged", "canceled")],
)
def test_what_may_not_be_used_says_so_to_those_who_see_it(whole, status, told):
    assert written(whole(status=status))["pubStatus"] == told


def test_what_was_withdrawn_is_a_version_that_cancels(left, schema):
    item = json.loads(ninjs.gone(left))
    assert faults(item, schema) == []
    assert (item["pubStatus"], item["version"], item["versionCreated"]) == ("canceled", "3", "2024-05-03T09:30:00Z")
    assert item["edNote"] == "This article was withdrawn on 3 May 2024. The reason: legal."
    assert not item.keys() & {"headlines", "bodies", "by", "subjects", "infoSources", "associations"}


def test_hostile_text_is_valid(hostile_articles, schema):
    for article in hostile_articles:
        assert faults(written(article), schema) == []
