"""NDJSON: lines that are records, and lines that are not."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.importing import ndjson
from articles.importing.draft import Draft, Rejected
from articles.importing.options import NAMES, parse_given, parse_mapping
from articles.models import Article

MAP = parse_mapping(
    "id=key,title=headline,text=body,date=published_at,url=source_url,author=byline,lang=language,source=source,tags=topics"
)
RECORD = {
    "id": "reut-1",
    "source": "Reuters",
    "lang": "en",
    "title": "BAHIA COCOA REVIEW",
    "author": "By Jane Doe, Reuters",
    "date": "1987-02-26T15:01:01",
    "tags": ["cocoa", "usa", "cocoa", ""],
    "text": "Showers continued in\nthe <Bankers Trust Co> zone.\n    The *dry* period is late.",
    "dateline": "SALVADOR, Feb 26 -",
}


def records(data):
    return list(ndjson.records(io.BytesIO(data), file="a.jsonl"))


# --- lines ----------------------------------------------------------------------------------------


def test_each_line_is_a_record_with_its_place():
    data = b'{"a": 1}\r\n\n  \n{"b": 2}'
    found = [(one.position, one.start, one.data) for one in records(data)]
    assert found == [("line 1", 0, b'{"a": 1}'), ("line 4", 14, b'{"b": 2}')]
    assert all(data[start : start + len(raw)] == raw for _, start, raw in found)


def test_a_line_too_long_to_be_loaded_is_rejected_and_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr(ndjson, "LONGEST_LINE", 20)
    data = b'{"a": "' + b"x" * 5000 + b'"}\n{"b": 2}\n' + b"y" * 30
    first, second, third = records(data)
    assert first.reason == "The line has 5,010 bytes, more than the 20 that are read."
    assert (second.data, second.start, second.position) == (b'{"b": 2}', 5010, "line 2")
    assert isinstance(third, Rejected)


# --- their shape ----------------------------------------------------------------------------------


def test_a_record_of_another_shape_is_read_by_a_map(line):
    draft = line(RECORD, mapping=MAP)
    assert (draft.key, draft.headline, draft.language) == ("reut-1", "BAHIA COCOA REVIEW", "en")
    assert (draft.source_name, draft.source_domain) == ("Reuters", "")
    assert (draft.byline, [one.name for one in draft.authors]) == ("Jane Doe, Reuters", ["Jane Doe", "Reuters"])
    assert draft.topics == ("cocoa", "usa")
    assert (draft.published_at.isoformat(), draft.date_precision) == ("1987-02-26T15:01:01+00:00", "minute")
    assert draft.text == "Showers continued in\nthe <Bankers Trust Co> zone.\n\nThe *dry* period is late."
    assert (draft.problems, draft.unread) == ((), ("dateline",))


def test_evidence_of_a_line_names_the_field_that_it_comes_from(line):
    evidence = {one.field: one for one in line(RECORD, mapping=MAP).evidence}
    for name, theirs in {"headline": "title", "body": "text", "published_at": "date", "key": "id"}.items():
        assert (evidence[name].raw_field, evidence[name].raw) == (theirs, RECORD[theirs])
        assert evidence[name].start is None
    assert evidence["published_at"].rule == "field “date”: ISO 8601"
    assert evidence["published_at"].repairs == ("a time without zone was taken as UTC",)


def test_our_names_count_without_a_map_of_their_own(line):
    draft = line({"title": "H", "text": "T", "section": "News", "topics": ["a"], "tags": ["b"]}, mapping=MAP)
    assert (draft.section, draft.topics, draft.unread) == ("News", ("b",), ("topics",))


def test_an_impossible_time_keeps_its_day_and_is_no_problem(line):
    draft = line(RECORD | {"date": "1987-03-31T605:12:19"}, mapping=MAP)
    assert (draft.published_at.isoformat(), draft.date_precision) == ("1987-03-31T00:00:00+00:00", "day")
    assert draft.problems == ()


def test_asterisks_are_a_body(line):
    assert line(RECORD | {"text": "******"}, mapping=MAP).text == "******"


def test_what_is_missing_is_given_by_options(line):
    given = parse_given(["published_at=2017", "language=de", "source=Der Standard", "topics=a, b"])
    draft = line(
        {"text": "Die Gewerkschaft lanciert den Rechner. Wien."}, mapping=MAP, given=given, headline_from_body=True
    )
    assert (draft.published_at.year, draft.date_precision, draft.language) == (2017, "year", "de")
    assert (draft.source_name, draft.topics) == ("Der Standard", ("a", "b"))
    assert (draft.headline, draft.problems) == ("Die Gewerkschaft lanciert den Rechner.", ())
    rules = {one.field: one.rule for one in draft.evidence}
    assert rules["language"] == "given with --set"
    assert rules["headline"] == "first sentence of the body, as --headline-from-body says"


def test_options_never_take_the_place_of_what_a_record_says(line):
    given = parse_given(["published_at=2017", "language=de", "source=X"])
    draft = line(RECORD, mapping=MAP, given=given)
    assert (draft.published_at.year, draft.language, draft.source_name) == (1987, "en", "Reuters")
    doubtful = line(RECORD | {"date": "04/05/2015"}, mapping=MAP, given=given)
    assert doubtful.published_at is None
    assert len(doubtful.problems) == 1


# --- our shape ------------------------------------------------------------------------------------

OURS = {
    "id": 42,
    "url": "https://archive.example/api/v1/articles/42/",
    "headline": "Harbour reopens",
    "subtitle": "Ships come in",
    "byline": "Jane Doe and AFP",
    "authors": [{"id": 1, "name": "Jane Doe", "kind": "person"}, {"id": 2, "name": "AFP", "kind": "agency"}],
    "source": {"id": 3, "name": "Harbour Gazette", "domain": "harbourgazette.example"},
    "section": "News",
    "topics": ["sea", "trade"],
    "language": "en-GB",
    "published_at": "2023-09-20T00:00:00Z",
    "date_precision": "day",
    "source_url": "https://www.harbourgazette.example/2023/harbour",
    "body": "The *harbour* reopened.\n\n## Later\n\nShips came in.",
    "text": "not looked at",
    "word_count": 7,
    "images": [{"url": "https://a.b/1.jpg", "caption": "Ships.", "credit": "AFP"}],
    "related_links": [
        {"title": "Closed", "url": "https://a.b/closed", "article": 7},
        {"title": "Lost", "url": "", "article": None},
    ],
    "corrections": [{"at": "2023-09-21T10:00:00Z", "note": "It was Monday."}],
    "revision": 3,
    "created_at": "2023-09-20T00:00:00Z",
    "updated_at": "2023-09-21T00:00:00Z",
}


def test_our_own_shape_is_read_without_loss(line):
    draft = line(OURS)
    for name in ("headline", "subtitle", "byline", "section", "language", "date_precision", "source_url", "body"):
        assert getattr(draft, name) == OURS[name]
    assert [{"name": one.name, "kind": one.kind} for one in draft.authors] == [
        {"name": "Jane Doe", "kind": "person"},
        {"name": "AFP", "kind": "agency"},
    ]
    assert (draft.source_name, draft.source_domain) == ("Harbour Gazette", "harbourgazette.example")
    assert draft.published_at.isoformat() == "2023-09-20T00:00:00+00:00"
    assert [(one.url, one.caption, one.credit) for one in draft.images] == [("https://a.b/1.jpg", "Ships.", "AFP")]
    assert [(one.title, one.url) for one in draft.related_links] == [("Closed", "https://a.b/closed"), ("Lost", "")]
    assert [(one.at.isoformat(), one.note) for one in draft.corrections] == [
        ("2023-09-21T10:00:00+00:00", "It was Monday.")
    ]
    assert draft.text == "The harbour reopened.\n\nLater\n\nShips came in."
    assert (draft.topics, draft.problems, draft.unread) == (("sea", "trade"), (), ())


def test_every_field_that_may_be_mapped_is_one_that_is_taken(line):
    for name in NAMES:
        draft = line({"headline": "H", "body": "B", "theirs": "2023-09-20"}, mapping={"theirs": name})
        assert "theirs" not in draft.unread


def test_text_alone_is_plain(line):
    assert line({"headline": "H", "text": "<Bankers Trust Co> *said*"}).body == "\\<Bankers Trust Co> \\*said\\*"


def test_unknown_fields_are_named(line):
    assert line({"headline": "H", "mood": "good", "id": 1}).unread == ("mood",)
    assert line({"title": "H", "text2": "T"}).reason == (
        "It has neither a headline nor a body. Its fields are title, text2: --map says which of them are ours."
    )


# --- what is no record ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "It is no JSON: Expecting property name enclosed in double quotes at character 2."),
        (b"not json", "It is no JSON: Expecting value at character 1."),
        (
            b"[1, 2",
            "It is no JSON: Expecting ',' delimiter at character 6. It begins a JSON array: give one object a line.",
        ),
        (b"[]", "It is a JSON array, not an object."),
        (b'"text"', "It is a JSON string, not an object."),
        (b"17", "It is a JSON number, not an object."),
        (b"null", "It is a JSON value, not an object."),
        (b'{"a": NaN}', "It is no JSON: NaN is no number there."),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "It names the field “c” twice."),
        (b'{"a": ' + b"[" * 100_000, "It is nested too deeply."),
        (b'{"a": ' + b"9" * 5000 + b"}", "It holds a number of too many digits."),
        (b"a\0b", "It holds zero bytes: it is no text."),
        (b"{}", "It has neither a headline nor a body."),
        (b'{"headline": " ", "body": "\\u0000"}', "It has neither a headline nor a body."),
    ],
)
def test_a_line_that_is_no_record_is_rejected_with_a_sentence(line, data, reason):
    assert line(data).reason == reason


def test_windows_1252_in_a_line_is_read_and_said(line):
    draft = line('{"headline": "Müller – überall", "body": "x"}'.encode("windows-1252"))
    assert draft.headline == "Müller – überall"
    assert "Windows-1252" in draft.evidence[0].repairs[0]


def test_what_no_database_holds_becomes_spaces(line):
    draft = line('{"headline": "a\\u0000b\\ud800c", "body": "d\\u001be", "topics": ["f\\u0007g"], "key": "\\udfff1"}')
    assert (draft.headline, draft.body, draft.topics, draft.key) == ("a b c", "d e", ("f g",), "1")
    json.dumps([one.raw for one in draft.evidence]).encode("utf-8")
    assert not any("\0" in one.raw or "\ud800" in one.raw for one in draft.evidence)


def test_no_file_of_the_json_test_suite_raises(shared, line):
    files = sorted((shared / "nasty" / "jsontestsuite" / "test_parsing").glob("*.json"))
    assert len(files) > 300
    for path in files:
        for record in records(path.read_bytes()):
            found = line(record.data)
            assert isinstance(found, Draft | Rejected)
            wrong = path.name.startswith("n_") and b"\n" not in path.read_bytes().strip()
            assert isinstance(found, Rejected) or not wrong, path.name


def test_naughty_strings_are_kept_as_they_are(shared, line):
    for text in json.loads((shared / "nasty" / "blns" / "blns.json").read_text("utf-8")):
        draft = line({"headline": "H", "text": text})
        assert (
            draft.text.split() == "".join(" " if ord(char) < 32 or ord(char) == 127 else char for char in text).split()
        )


def test_one_document_over_many_lines_is_told_by_its_beginning():
    for beginning in (b"[\n", b"[ {\n", b"{\r\n", b"\n [\n"):
        assert ndjson.is_one_document(beginning)
    for beginning in (b'{"a": 1}\n', b'[{"a": 1}]\n', b"", b"x\n"):
        assert not ndjson.is_one_document(beginning)


def test_lone_surrogates_anywhere_stop_nothing(db, tmp_path, settings):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    lines = ['{"\\udfaa": 0}'] + [
        f'{{"headline": "H{name}", "body": "b", "published_at": "2023-09-20", "{name}": "\\ud800x"}}'
        for name in ("published_at", "source_url", "language", "section")
    ]
    path = tmp_path / "halves.ndjson"
    path.write_text("\n".join(lines).replace(', "published_at": "2023-09-20", "published_at"', ', "published_at"'))
    with pytest.raises(CommandError, match="1 of 5 records were rejected"):
        call_command("import_articles", str(path), verbosity=0)
    assert Article.objects.count() == 4


@pytest.mark.parametrize("date", ["31 September 2023", "yesterday", ["2023"], {"y": 2023}, True, "04/05/2015"])
def test_a_date_that_is_wrong_stays_wrong_whatever_is_set_for_those_who_lack_one(line, date):
    draft = line({"headline": "H", "body": "B", "published_at": date}, given={"published_at": "2017"})
    assert draft.published_at is None
    assert draft.problems
    assert "given with --set" not in [one.rule for one in draft.evidence]


def test_another_value_that_is_wrong_is_not_replaced_either(line):
    given = {"source": "A", "section": "B", "language": "de", "topics": "C"}
    wrong = {"source": [1], "section": {}, "language": "Klingon", "topics": 5}
    draft = line({"headline": "H", "body": "B", "published_at": "2023"} | wrong, given=given)
    assert (draft.source_name, draft.section, draft.language, draft.topics) == ("", "B", "und", ())
