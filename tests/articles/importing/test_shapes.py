"""Fields of JSON records, whatever shape their values have."""

import pytest

BASE = {"headline": "H", "body": "B", "published_at": "2023-09-20"}


@pytest.mark.parametrize(
    ("value", "at", "precision"),
    [
        ("2023-09-20T10:00:00+02:00", "2023-09-20T08:00:00+00:00", "minute"),
        (2017, "2017-01-01T00:00:00+00:00", "year"),
        (20170120, "2017-01-20T00:00:00+00:00", "day"),
        (1505900000, "2017-09-20T09:33:20+00:00", "minute"),
        ("1505900000", "2017-09-20T09:33:20+00:00", "minute"),
        (1505900000.5, "2017-09-20T09:33:20+00:00", "minute"),
        (1505900000000, "2017-09-20T09:33:20+00:00", "minute"),
        (-236000000, "1962-07-10T12:26:40+00:00", "minute"),
    ],
)
def test_a_date_may_be_text_or_a_number(line, value, at, precision):
    draft = line(BASE | {"published_at": value})
    assert (draft.published_at.isoformat(), draft.date_precision) == (at, precision)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("published_at", "soon", "“soon” is no date."),
        ("published_at", True, "“published_at” is neither text nor a number."),
        ("published_at", 12, "“12” is no date."),
        ("published_at", 9_999_999_999, "The date “9999999999” is more than a day ahead."),
        ("date_precision", "hour", "“date_precision” is none of year, month, day, minute."),
        ("headline", ["H"], "“headline” is neither text nor a number."),
        ("body", {"html": "B"}, "“body” is neither text nor a number."),
        ("topics", 5, "“topics” is no list of topics."),
        ("topics", [["a"]], "“topics” is neither text nor a number."),
        ("authors", {"name": "A"}, "“authors” is no list of authors."),
        ("authors", [{"name": "A", "kind": "robot"}], "“authors” has an author of kind “robot”, not person or agency."),
        ("images", 5, "“images” is no list of pictures."),
        ("images", [5], "“images” is no list of pictures."),
        ("related_links", "x", "“related_links” is no list of links."),
        ("corrections", [{"note": "n"}], "“corrections” has a correction without a note or without a date."),
        ("source", {"domain": "a b"}, "“source” names a domain that is none, “a b”."),
        ("source_url", "javascript:alert(1)", "“javascript:alert(1)” is a doubtful address: it begins with no http."),
        (
            "headline",
            "w" * 1_001,
            "The headline has 1001 characters, and at most 1000 are one: some of it may be text.",
        ),
        ("language", "klingon", "“klingon” is no language: a tag such as en or pt-BR was expected."),
    ],
)
def test_a_value_of_another_kind_is_a_problem_with_a_sentence(line, field, value, problem):
    assert problem in line(BASE | {field: value}).problems


@pytest.mark.parametrize(
    "value", ["sea, trade", "sea; trade", "sea|trade", ["sea", "trade"], [{"name": "sea"}, {"name": "trade"}]]
)
def test_topics_may_be_a_list_or_a_line(line, value):
    assert line(BASE | {"topics": value}).topics == ("sea", "trade")


@pytest.mark.parametrize(
    "fields",
    [
        {"authors": ["Jane Doe", "AFP"]},
        {"authors": "Jane Doe, AFP"},
        {"authors": [{"name": "Jane Doe"}, {"name": "AFP"}, {"name": " "}]},
        {"byline": ["Jane Doe", "AFP"]},
        {"byline": "By Jane Doe / AFP"},
    ],
)
def test_authors_may_be_names_or_objects_or_a_byline(line, fields):
    assert [(one.name, one.kind) for one in line(BASE | fields).authors] == [("Jane Doe", "person"), ("AFP", "agency")]


def test_pictures_and_links_may_be_mere_addresses(line):
    draft = line(BASE | {"images": "https://a.b/1.jpg", "related_links": ["https://a.b/2"]})
    assert [one.url for one in draft.images] == ["https://a.b/1.jpg"]
    assert [one.url for one in draft.related_links] == ["https://a.b/2"]


@pytest.mark.parametrize("value", [None, "", [], {}])
@pytest.mark.parametrize("field", ["topics", "authors", "images", "source", "language", "byline"])
def test_an_empty_value_is_a_missing_one(line, field, value):
    assert line(BASE | {field: value}).problems == ()


@pytest.mark.parametrize(
    ("fields", "name", "domain"),
    [
        ({"source": "Reuters"}, "Reuters", ""),
        ({"source": "Reuters", "source_url": "https://www.reuters.com/a"}, "Reuters", "reuters.com"),
        ({"source": "Reuters", "source_url": "https://news.yahoo.com/a"}, "Reuters", ""),
        ({"source": "Jawhara FM", "source_url": "http://www.jawharafm.net/a"}, "Jawhara FM", "jawharafm.net"),
        ({"source_url": "https://edition.cnn.com/a"}, "CNN", "cnn.com"),
        ({"source_url": "https://www.example.org/a"}, "example.org", "example.org"),
        ({"source": {"name": "Gazette", "domain": "WWW.Gazette.example"}}, "Gazette", "gazette.example"),
        ({"source": {"domain": "gazette.example"}}, "gazette.example", "gazette.example"),
        ({}, "", ""),
    ],
)
def test_a_source_is_a_name_a_domain_or_both(line, fields, name, domain):
    draft = line(BASE | fields)
    assert (draft.source_name, draft.source_domain) == (name, domain)


def test_numbers_serve_as_names_and_long_names_are_cut(line):
    draft = line(BASE | {"key": 42, "section": "x" * 300, "headline": 1984})
    assert (draft.key, draft.headline, len(draft.section)) == ("42", "1984", 255)
    assert ("cut to 255 characters",) in [one.repairs for one in draft.evidence]
