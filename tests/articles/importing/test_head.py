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
        "_By Jane Doe_\n20 September 2023",
        "Von Jane Doe\n\n20.09.2023",
        "20.09.2023 · Von Jane Doe",
        "Text: Jane Doe\n\nWednesday, 20 September 2023",
        "[Jane Doe](https://example.org/profile/jane-doe)\n\nSeptember 20, 2023",
        "Par Jane Doe\n\nMis à jour le 21 septembre 2023\n\nPublié le 20 septembre 2023",
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
    [problem] = clipping(data).problems
    assert "tell the import which way they stand" in problem
    assert clipping(data, dates="dmy").published_at.month == 5
    assert clipping(data).body == clipping(data, dates="dmy").body == TEXT


@pytest.mark.parametrize(
    ("line", "source", "left"),
    [
        ("The Guardian, Wednesday 20 September 2023", "The Guardian", ""),
        ("*Harbour Times* — Wednesday, September 20th, 2023", "Harbour Times", ""),
        ("September 20, 2023 / Harbour Times", "Harbour Times", ""),
        ("London, 20 September 2023", "", "London"),
        ("20.09.2023 · Wirtschaft", "", "Wirtschaft"),
        ("World | 20 September 2023 | 3 min read", "", "World\n\n3 min read"),
    ],
)
def test_a_date_may_have_a_few_words_beside_it_that_stay(clipping, line, source, left):
    draft = clipping(f"# Harbour reopens\n\n{line}\n\n{TEXT}")
    assert (draft.source_name, f"{draft.published_at:%Y-%m-%d %H:%M}") == (source, DAY)
    assert draft.body == f"{left}\n\n{TEXT}".strip()
    assert draft.problems == ()


def test_words_beside_a_date_are_none_of_the_head_where_another_date_is(clipping):
    draft = clipping(f"# H\n\nSeptember 20, 2023\n\nWaterloo, 18 June 1815\n\n{TEXT}")
    assert (draft.published_at.year, draft.body) == (2023, f"Waterloo, 18 June 1815\n\n{TEXT}")


@pytest.mark.parametrize(
    "line", ["It ended on Friday, 18 June 2021", "The siege — a chronicle of it — 18 June 2021", "Score: 3 | 2021"]
)
def test_a_line_of_other_words_is_no_date(clipping, line):
    draft = clipping(f"# H\n\n{line}\n\n{TEXT}")
    assert (draft.published_at, draft.body) == (None, f"{line}\n\n{TEXT}")


def test_several_dates_among_words_part_the_text(clipping):
    text = f"London, 5 May 2020\n\n{TEXT}\n\nParis, 6 May 2020\n\n{TEXT}"
    draft = clipping(f"# Two days\n\n{text}")
    assert (draft.published_at, draft.body) == (None, text)
    draft = clipping(f"# John Roe\n\nBorn London, 5 May 1920\n\nBy Jane Doe, 7 May 2020\n\n{TEXT}")
    assert (draft.published_at.year, draft.body) == (2020, f"Born London, 5 May 1920\n\n{TEXT}")


def test_a_paper_in_italics_is_the_source_and_no_author(clipping):
    draft = clipping(f"# H\n\n_By Jane Doe_, *Harbour Times*\n\n2023-09-20\n\n{TEXT}")
    assert (draft.byline, draft.source_name) == ("Jane Doe, Harbour Times", "Harbour Times")
    assert [one.name for one in draft.authors] == ["Jane Doe"]


def test_the_address_says_more_of_the_source_than_a_paper_that_is_named(clipping):
    draft = clipping(f"# H\n\nHarbour Times, 20 September 2023\n\n{TEXT}\n\nOriginal url: https://a.example/b")
    assert draft.source_name == "a.example"
    assert [one.rule for one in draft.evidence if one.raw == "Harbour Times"] == [
        "paper named beside the date, not used"
    ]


def test_what_stands_above_the_byline_in_one_block_is_headline_and_standfirst(clipping):
    draft = clipping(f"Harbour reopens\nShips are back after a year\nBy Jane Doe\n20 September 2023\n\n{TEXT}")
    assert (draft.headline, draft.subtitle) == ("Harbour reopens", "Ships are back after a year")
    assert (draft.byline, draft.body, draft.problems) == ("Jane Doe", TEXT, ())


def test_names_within_the_text_are_no_byline(clipping):
    text = f"{TEXT}\n\nText: Jane Doe\n\n{TEXT}"
    draft = clipping(f"# H\n\n2023-09-20\n\n{text}")
    assert (draft.byline, draft.body) == ("", text)


@pytest.mark.parametrize(
    ("line", "byline", "authors", "source"),
    [
        (
            "**By Our Political Correspondent** | **Brackwater Sentinel** | **8/15/2009**",
            *("Our Political Correspondent | Brackwater Sentinel", [], "Brackwater Sentinel"),
        ),
        ("By Jane Doe | Features | 15 August 2009", "Jane Doe | Features", ["Jane Doe"], ""),
        ("By Jane Doe and Ann Roe | Reuters | 15 August 2009", None, ["Jane Doe", "Ann Roe", "Reuters"], ""),
    ],
)
def test_what_stands_behind_a_bar_in_a_byline_is_no_person(clipping, line, byline, authors, source):
    draft = clipping(f"# H\n\n{line}\n\n{TEXT}")
    assert draft.byline == (byline or "Jane Doe and Ann Roe | Reuters")
    assert ([one.name for one in draft.authors], draft.source_name) == (authors, source)
    assert draft.published_at.isoformat() == "2009-08-15T00:00:00+00:00"


def test_the_problem_of_a_date_shows_it_without_marks(clipping):
    problems = clipping(f"# H\n\n**By Jane Doe** | **8/5/2009**\n\n{TEXT}").problems
    assert problems[0].startswith("The date “8/5/2009” cannot be told: ")
