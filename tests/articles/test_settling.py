"""An edit settles what it mends, in the very words that the importers use, and nothing else."""

import datetime

import pytest

from articles.importing import markdown, ndjson
from articles.importing.draft import Record
from articles.importing.options import Options
from articles.models import Article
from articles.settling import after_edit

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def left(problems, *changed, **fields):
    """Return the problems of a whole article after an edit of these fields."""
    whole = {"headline": "A", "body": "B", "published_at": NOW, "date_precision": "day"}
    return after_edit(Article(**whole | fields, problems=problems), changed, NOW)


def imported(data, module=markdown, **options):
    """Return what an importer finds wrong with a record."""
    return list(module.read(Record(data=data.encode(), file="a"), Options(now=NOW, **options)).problems)


CLIPPING = "# Harbour reopens\n\n{}\n\nThe harbour reopened on Monday.\n"


@pytest.mark.parametrize(
    ("problems", "field"),
    [
        (imported("# Harbour reopens\n\nThe harbour reopened.\n"), "published"),
        (imported(CLIPPING.format("04/05/2015")), "published"),
        (imported(CLIPPING.format("September 31, 2015")), "published"),
        (imported(CLIPPING.format("September 20, 2099")), "published"),
        (imported('{"headline": "A", "body": "B", "published_at": "soon"}', ndjson), "published"),
        (imported('{"headline": "A", "body": "B", "published_at": "1066-10-14"}', ndjson), "published"),
        (
            imported('{"headline": "A", "body": "B", "published_at": "2015", "language": "Klingon?"}', ndjson),
            "language",
        ),
        (imported('{"headline": "A", "body": "B", "published_at": true}', ndjson), "published"),
        (
            imported('{"headline": "A", "body": "B", "when": ["2015"]}', ndjson, mapping={"when": "published_at"}),
            "published",
        ),
        (
            imported('{"headline": "A", "body": "B", "published_at": "2015", "date_precision": "hour"}', ndjson),
            "published",
        ),
        (imported('{"headline": "A", "body": "B", "published_at": "2015", "language": ["en"]}', ndjson), "language"),
        (imported('{"headline": ["A"], "body": "B", "published_at": "2015"}', ndjson), "headline"),
        (imported('{"body": "B", "published_at": "2015"}', ndjson), "headline"),
        (imported('{"headline": "A", "published_at": "2015"}', ndjson), "body"),
    ],
)
def test_what_an_importer_missed_or_doubted_is_settled_by_giving_it(problems, field):
    assert problems
    assert left(problems, field) == []


def test_what_is_still_missing_is_named_once_and_first():
    assert left(["Odd.", "It has no date."], "headline", published_at=None, date_precision="") == [
        "Odd.",
        "It has no date.",
    ]
    assert left(["Odd."], "headline", "body", headline=" ", body="") == [
        "It has no headline.",
        "It has no body.",
        "Odd.",
    ]


def test_a_date_in_doubt_stays_in_doubt_while_nobody_gives_another_one():
    *_, problem = imported(CLIPPING.format("04/05/2015"))
    assert left([problem], "headline", published_at=None, date_precision="") == [problem]
    [problem] = imported(CLIPPING.format("September 20, 2099"))
    far = datetime.datetime(2099, 9, 20, tzinfo=datetime.UTC)
    assert left([problem], "headline", published_at=far) == [problem]


def test_a_date_ahead_is_told_anew():
    assert left([], "published", published_at=NOW + DAY) == []
    assert left([], "published", published_at=NOW + 2 * DAY) == ["The date “2026-01-03” is more than a day ahead."]
    assert left(["The date “2026” is more than a day ahead."], "headline") == []


@pytest.mark.parametrize(
    "problem",
    ["“htp://x” is a doubtful address: it begins with no http.", "“date” is none of year, month.", "New bytes differ."],
)
def test_what_no_value_tells_stays_until_a_curator_says_that_it_is_settled(problem):
    assert left([problem], "published", "language", "source_url", "headline", "body") == [problem]
