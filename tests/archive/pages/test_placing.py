"""Related links stand where they stood in the text, as far as that can be told."""

import pytest

from archive.pages.placing import placed
from articles.importing import markdown
from articles.importing.draft import Draft, Record
from articles.importing.options import Options

CLIPPING = """# Flares

By Ann

First *paragraph*.

Second.

**Related article:** [One](https://a.example/1)


## **A heading**

Third.

**Related article:** [Two](#)

Fourth.

**Related article:** [Three](https://a.example/3)
"""


@pytest.fixture
def read():
    """Return a function that reads a clipping as an import does: the article as the API has it, and the evidence."""

    def read(text):
        draft = markdown.read(Record(data=text.encode(), file="a.md"), Options())
        assert isinstance(draft, Draft)
        links = [{"title": one.title, "url": one.url, "article": None} for one in draft.related_links]
        named = ("field", "raw", "value", "start", "end")
        evidence = [{name: getattr(one, name) for name in named} for one in draft.evidence]
        return {"body": draft.body, "related_links": links}, evidence

    return read


def told(article, evidence):
    pieces, left = placed(article, evidence)
    return [(text, [one["title"] for one in links]) for text, links in pieces], [one["title"] for one in left]


def test_a_link_stands_behind_the_paragraph_that_stood_before_it(read):
    assert told(*read(CLIPPING)) == (
        [("First *paragraph*.\n\nSecond.", ["One"]), ("## A heading\n\nThird.", ["Two"]), ("Fourth.", [])],
        ["Three"],
    )


def test_an_edit_elsewhere_moves_no_link(read):
    article, evidence = read(CLIPPING.replace("\n", "\r\n"))
    article["body"] = article["body"].replace("First", "The very first").replace("Third.", "Third and last.")
    assert told(article, evidence) == (
        [("The very first *paragraph*.\n\nSecond.", ["One"]), ("## A heading\n\nThird and last.\n\nFourth.", [])],
        ["Two", "Three"],
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Fourth.", "Second."),
        ("Fourth.", "[Fourth]: https://b.example/"),
        ("Fourth.", "```\nFourth.\n```"),
        ("Second.", "Other."),
    ],
)
def test_where_it_is_not_sure_a_link_has_no_place(read, was, now):
    article, evidence = read(CLIPPING)
    article["body"] = article["body"].replace(was, now)
    pieces, left = told(article, evidence)
    assert "One" in left
    assert "\n\n".join(text for text, _ in pieces) == article["body"]


def test_a_link_that_came_twice_or_was_edited_has_no_place(read):
    article, evidence = read(CLIPPING.replace("[Two](#)", "[One](https://a.example/1)"))
    assert told(article, evidence)[1] == ["One", "One", "Three"]
    article, evidence = read(CLIPPING)
    article["related_links"][1]["title"] = "Too"
    assert told(article, evidence)[1] == ["Too", "Three"]


def test_no_evidence_is_no_place(read):
    article, _ = read(CLIPPING)
    assert placed(article, []) == ([(article["body"], [])], article["related_links"])
