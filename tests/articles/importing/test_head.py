"""Byline and date of a clipping."""

import pytest

TEXT = "The harbour reopened on Monday, and the ships came in.\n\nNobody knows what comes next, said the mayor."


def head(clipping, lines, text=TEXT):
    draft = clipping(f"# Harbour reopens\n\n{lines}\n\n{text}")
    assert draft.body == text.replace("{", "")
    return draft.byline, draft.published_at and draft.published_at.strftime("%Y-%m-%d %H:%M"), draft.date_precision


DAY = "2023-09-20 00:00"


@pytest.mark.parametrize(
    "lines",
    [
        "By Jane Doe\n\nSeptember 20, 2023",
        "By Jane Doe\nSeptember 20, 2023",
        "September 20, 2023\n\nBy Jane Doe",
        "By Jane Doe | September 20, 2023",
        "By Jane Doe • 20 September 2023",
        "By Jane Doe, September 20, 2023",
        "By Jane Doe - September 20, 2023",
        "**By Jane Doe**  September 20, 2023",
        "September 20, 2023 by Jane Doe",
        "By Jane Doe\n\nPublished: September 20, 2023\n\nUpdated: September 21, 2023",
        "By Jane Doe\n\nUpdated: September 21, 2023\n\nPublished: September 20, 2023",
        "By Jane Doe\n\nUpdated: September 21, 2023\n\nSeptember 20, 2023",
        "By Jane Doe\n\nPublished: September 20, 2023 | Updated: September 21, 2023",
    ],
)
def test_byline_and_date_are_read_in_any_order(clipping, lines):
    assert head(clipping, lines) == ("Jane Doe", DAY, "day")


def test_a_date_that_is_not_used_goes_with_it_and_is_evidence(clipping):
    draft = clipping(f"# H\n\nPublished: 2023-09-20\n\nUpdated: 2023-09-21\n\n{TEXT}")
    [unused] = [one for one in draft.evidence if one.field == "date"]
    assert (unused.rule, unused.raw, unused.value) == (
        "updated, not used",
        "Updated: 2023-09-21",
        "2023-09-21T00:00:00+00:00",
    )


def test_an_update_alone_is_the_date(clipping):
    assert head(clipping, "Updated: September 20, 2023") == ("", DAY, "day")


def test_a_year_or_a_month_counts_above_the_text(clipping):
    assert head(clipping, "1921")[1:] == ("1921-01-01 00:00", "year")
    assert head(clipping, "September 1931")[1:] == ("1931-09-01 00:00", "month")


def test_days_of_a_chronicle_are_no_date_of_the_article(clipping):
    text = "It began so.\n\nMay 3, 2021\n\nThe first day went by.\n\nMay 4, 2021\n\nThe second day went by."
    draft = clipping(f"# Chronicle\n\nBy Jane Doe\n\n{text}")
    assert draft.body == text
    assert draft.problems == ("It has no date.",)
    assert clipping(f"# Chronicle\n\nJune 1, 2021\n\n{text}").published_at.month == 6


def test_the_only_day_in_the_middle_of_the_text_is_the_date(clipping):
    draft = clipping("# H\n\nThe harbour reopened.\n\nSeptember 20, 2023\n\nThe ships came in.")
    assert draft.published_at.strftime("%Y-%m-%d") == "2023-09-20"
    assert draft.body == "The harbour reopened.\n\nThe ships came in."


@pytest.mark.parametrize(
    "sentence",
    [
        "By Thursday, the rebels had left the city.",
        "2023 was a year of peace.",
        "By 1945",
        "In September 2023 it was over.",
    ],
)
def test_a_sentence_is_neither(clipping, sentence):
    draft = clipping(f"# H\n\nSeptember 20, 2023\n\n{sentence}\n\n{TEXT}")
    assert draft.body == f"{sentence}\n\n{TEXT}"
    assert draft.byline == ""


def test_an_ambiguous_day_is_a_problem_until_it_is_settled(clipping):
    data = f"# H\n\n04/05/2015\n\n{TEXT}"
    assert clipping(data).problems[0] == "It has no date."
    assert "say --dates dmy or --dates mdy" in clipping(data).problems[1]
    assert clipping(data, dates="dmy").published_at.month == 5
    assert clipping(data).body == clipping(data, dates="dmy").body == TEXT
