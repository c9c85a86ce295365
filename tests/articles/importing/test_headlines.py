"""The headline of a clipping."""

import pytest

TEXT = "The harbour reopened on Monday, and the ships came in.\n\nNobody knows what comes next, said the mayor."


@pytest.mark.parametrize(
    "top",
    [
        *("# Harbour reopens", "Harbour reopens\n===", "Harbour reopens\n---", "**Harbour reopens**"),
        *("Harbour reopens", "## Harbour reopens", "### **Harbour reopens**", "# Harbour reopens #"),
    ],
)
def test_a_headline_stands_at_the_top_in_many_forms(clipping, top):
    draft = clipping(f"{top}\n\n2023-09-20\n\n{TEXT}\n\n## Later\n\nMore.")
    assert (draft.headline, draft.problems) == ("Harbour reopens", ())
    assert draft.body == f"{TEXT}\n\n## Later\n\nMore."


def test_the_first_heading_counts_before_a_line_above_it(clipping):
    draft = clipping(f"World News\n\n## Harbour reopens\n\n2023-09-20\n\n{TEXT}")
    assert (draft.headline, draft.body) == ("Harbour reopens", f"World News\n\n{TEXT}")


def test_a_heading_within_the_text_is_no_headline(clipping):
    draft = clipping(f"By Jane Doe\n\n{TEXT}\n\n## Later\n\nMore.")
    assert (draft.headline, draft.body) == ("", f"{TEXT}\n\n## Later\n\nMore.")


@pytest.mark.parametrize(
    "line",
    [
        *("The harbour reopened on Monday.", "Dear readers,", "Two\nlines", "- one", "1. one", "> Said he", "* * *"),
        *("![](https://a.b/c.jpg)", "[A link](https://a.b/c)", "word " * 40, "2023-09-20", "By Jane Doe", "So:"),
    ],
)
def test_another_first_line_is_none(clipping, line):
    assert clipping(f"{line}\n\n{TEXT}").headline == ""


def test_a_question_may_be_a_headline(clipping):
    assert clipping(f"Will the harbour reopen?\n\n{TEXT}").headline == "Will the harbour reopen?"
    assert clipping(f"The harbour reopened\n\n{TEXT}").evidence[0].rule == "short first line without a full stop"


def test_one_line_alone_is_a_body(clipping):
    assert (clipping("Harbour reopens").headline, clipping("Harbour reopens").body) == ("", "Harbour reopens")


@pytest.mark.parametrize(
    ("title", "printed", "headline", "begins"),
    [
        ("Harbour", "# Harbour reopens", "Harbour reopens", "The harbour"),
        ("Harbour reopens | The Times", "# Harbour reopens", "Harbour reopens", "The harbour"),
        ("Harbour reopens", "# What comes next", "Harbour reopens", "# What comes next"),
        ("Harbour reopens", "A line", "Harbour reopens", "A line"),
    ],
)
def test_a_title_in_front_matter_gives_way_to_a_headline_that_begins_alike(clipping, title, printed, headline, begins):
    draft = clipping(f"---\ntitle: {title}\n---\n{printed}\n\n{TEXT}")
    assert draft.headline == headline
    assert draft.body.startswith(begins)


@pytest.mark.parametrize(
    "line",
    [
        "Daily Heron > News > Weather",
        "Daily Heron » News",
        "Daily Heron | News",
        "Home / World News",
        "[Home](/) > News",
    ],
)
@pytest.mark.parametrize("headline", ["**Fog closes Skerrow airport…**", "Fog closes Skerrow airport"])
def test_a_breadcrumb_is_no_headline_and_stays_in_the_body(clipping, line, headline):
    draft = clipping(f"{line}\n\n{headline}\n\n2023-09-20\n\n{TEXT}")
    assert draft.headline == headline.strip("*")
    assert draft.body == f"{line}\n\n{TEXT}"


def test_a_long_first_line_with_a_bar_is_a_headline(clipping):
    line = "Fog closes Skerrow airport for a second day | Daily Heron"
    assert clipping(f"{line}\n\n2023-09-20\n\n{TEXT}").headline == line
