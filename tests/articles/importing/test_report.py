"""What an import says of itself."""

import io
import json

from articles.importing.entries import Outcome
from articles.importing.report import Tally, line, progress


def outcome(verdict, *reasons, **more):
    return Outcome(file="a.jsonl", position="line 1", verdict=verdict, reasons=reasons, **more)


def summary(*outcomes, dry=False, passed_over=()):
    tally = Tally()
    tally.add(outcomes)
    return list(tally.summary(dry=dry, passed_over=list(passed_over)))[1:]


def test_a_line_of_the_report_is_one_json_object():
    assert json.loads(line(outcome("draft", "It has no date.", article=7))) == {
        "input": "a.jsonl",
        "position": "line 1",
        "verdict": "draft",
        "article": 7,
        "reasons": ["It has no date."],
    }


def test_a_summary_counts_in_words():
    said = summary(
        outcome("published"), outcome("published"), outcome("draft", "It has no date."), outcome("rejected", "No.")
    )
    assert said == [
        "2 articles published, 1 article kept as a draft, 1 record rejected.",
        "What keeps drafts from being complete: It has no date (1).",
        "Draft: a.jsonl line 1: It has no date.",
        "Rejected: a.jsonl line 1: No.",
    ]


def test_the_first_drafts_and_rejected_records_are_named_and_the_way_to_the_others():
    said = summary(*[outcome("draft", "No date.")] * 7, *[outcome("rejected", "No.")] * 12, outcome("draft"))
    assert said.count("Draft: a.jsonl line 1: No date.") == 5
    assert said.count("Rejected: a.jsonl line 1: No.") == 10
    assert [one for one in said if "--report" in one] == [
        "More drafts than these: --report FILE names them all, and so does the admin.",
        "More were rejected than these: --report FILE names them all.",
    ]


def test_drafts_that_somebody_wants_to_look_at_have_nothing_to_be_named_for():
    assert summary(*[outcome("draft")] * 20) == ["20 articles kept as drafts."]


def test_what_was_not_read_and_not_taken_is_named():
    said = summary(outcome("published", unread=("mood", "dateline")), passed_over=[f"{n}.pdf" for n in range(12)])
    assert said[1:] == [
        "Fields that nothing was read from: mood, dateline.",
        "Passed over, because they are hidden or of no known format: "
        + ", ".join(f"{n}.pdf" for n in range(10))
        + " and 2 more.",
    ]


def test_nothing_is_said_plainly():
    assert summary() == []
    assert summary(dry=True) == ["Nothing was written: this was a dry run."]


def test_a_plain_line_for_every_thousand_records_where_there_is_no_terminal():
    out = io.StringIO()
    with progress(out, 100) as update:
        for records in (500, 1000, 1500, 4200):
            update(records, 0)
    assert out.getvalue() == "1,000 records\n2,000 records\n3,000 records\n4,000 records\n"


def test_a_bar_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    with progress(out, 100) as update:
        update(1500, 50)
    assert "1,500 records" in out.getvalue()


def test_quiet_is_quiet():
    out = io.StringIO()
    with progress(out, 100, quiet=True) as update:
        update(5000, 50)
    assert out.getvalue() == ""


def test_reasons_that_differ_in_what_they_quote_are_counted_as_one():
    tally = Tally()
    for day in range(1, 13):
        tally.add([outcome("draft", f"“{day}/1/2017” cannot be told.", "“Xx” is no language.")])
    tally.add([outcome("draft", "It has no body.")] * 2)
    told = [("“…” cannot be told.", 12), ("“Xx” is no language.", 12), ("It has no body.", 2)]
    assert tally.reasons.told(10) == told
    assert "“…” cannot be told (12); “Xx” is no language (12); It has no body (2)." in " ".join(
        tally.summary(dry=False, passed_over=[])
    )


def test_ever_new_reasons_do_not_fill_the_memory():
    tally = Tally()
    for number in range(5000):
        tally.add([outcome("draft", f"The date of line {number} is no date.")])
        tally.add([outcome("published", unread=(f"field {number}",))])
    assert len(tally.reasons) <= 1000
    assert len(tally.unread) <= 1000
