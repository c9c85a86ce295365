"""The standfirst of a clipping, which is its subtitle."""

import pytest

from articles.importing.draft import Picture

TEXT = "The harbour reopened on Monday, and the ships came in.\n\nNobody knows what comes next, said the mayor."
WORDS = "Ships are back after a year of silence"


@pytest.mark.parametrize(
    ("lines", "subtitle"),
    [
        (f"*{WORDS}.*\n\nBy Jane Doe", f"{WORDS}."),
        (f"_{WORDS}._\n\nBy Jane Doe", f"{WORDS}."),
        (f"{WORDS}.\n\nBy Jane Doe", f"{WORDS}."),
        (f"{WORDS}\n\nVon Jane Doe", WORDS),
        (f"**{WORDS}**\n\nBy Jane Doe", WORDS),
        (f"## {WORDS}\n\nBy Jane Doe", WORDS),
        (f"{WORDS}\nBy Jane Doe", WORDS),
    ],
)
def test_a_sentence_between_headline_and_byline_is_the_subtitle(clipping, lines, subtitle):
    draft = clipping(f"# Harbour reopens\n\n{lines}\n\n2023-09-20\n\n{TEXT}")
    assert (draft.subtitle, draft.byline, draft.body) == (subtitle, "Jane Doe", TEXT)
    assert draft.problems == ()
    [evidence] = [one for one in draft.evidence if one.field == "subtitle"]
    assert WORDS in evidence.raw


@pytest.mark.parametrize("head", ["", "2023-09-20\n\n"])
def test_one_in_italics_needs_no_byline_under_it(clipping, head):
    draft = clipping(f"# H\n\n*{WORDS}.*\n\n{head}{TEXT}")
    assert (draft.subtitle, draft.body) == (f"{WORDS}.", TEXT)


def test_under_a_picture_it_is_its_caption(clipping):
    draft = clipping(f"# H\n\n![](https://a.b/1.jpg)\n\n*{WORDS}.*\n\n2023-09-20\n\n{TEXT}")
    assert (draft.subtitle, draft.images) == ("", (Picture(url="https://a.b/1.jpg", caption=f"{WORDS}."),))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Opinion",
            "World | Europe",
            "Home > World > Europe > Harbours",
            "- one of some more words",
            "> He said so to us",
        ),
        *("Ships at the quay. **Nell Farrow / AFP**", "[A link of some words](https://a.b/c)", "1. one of some words"),
        *("*Editor's note: this article was changed.*", "LONDON (Reuters) - The harbour reopened.", "word " * 100),
        *("*Ships at the quay. Photo: Nell Farrow*", "**Nell Farrow**\n*Harbour Times*"),
    ],
)
def test_other_lines_above_a_byline_are_none(clipping, line):
    assert clipping(f"# H\n\n{line}\n\nBy Jane Doe\n\n2023-09-20\n\n{TEXT}").subtitle == ""


def test_it_takes_no_body_away(clipping):
    draft = clipping(f"# H\n\n{WORDS}.\n\nBy Jane Doe\n\n2023-09-20")
    assert (draft.subtitle, draft.body) == ("", f"{WORDS}.")
    assert clipping(f"# H\n\n*{WORDS}.*\n\n2023-09-20").body == f"*{WORDS}.*"


def test_the_first_sentence_of_a_chronicle_is_text(clipping):
    text = f"{WORDS}.\n\nMay 3, 2021\n\nThe first day went by.\n\nMay 4, 2021\n\nThe second day went by."
    draft = clipping(f"# H\n\n{text}")
    assert (draft.subtitle, draft.body) == ("", text)


def test_without_a_headline_there_is_none(clipping):
    assert clipping(f"*{WORDS}.*\n\nBy Jane Doe\n\n2023-09-20\n\n{TEXT}").subtitle == ""


def test_one_in_front_matter_leaves_the_printed_one_where_it_is(clipping):
    draft = clipping(f"---\nsubtitle: Another one\n---\n# H\n\n*{WORDS}.*\n\n2023-09-20\n\n{TEXT}")
    assert (draft.subtitle, draft.body) == ("Another one", f"*{WORDS}.*\n\n{TEXT}")
