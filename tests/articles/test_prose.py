"""Bodies as HTML: what a text needs, and nothing that runs, loads or pretends."""

import json

import pytest

from articles import prose
from tests.archive.markup import Page


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One.\n\nTwo *three* **four**.", "<p>One.</p>\n<p>Two <em>three</em> <strong>four</strong>.</p>\n"),
        ("# Rank one", "<h2>Rank one</h2>\n"),
        ("## Rank two", "<h2>Rank two</h2>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("<Bankers Trust Co> said", "<p>&lt;Bankers Trust Co&gt; said</p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_the_html_of_a_text(body, html):
    assert prose.html(body) == html


def test_links_to_the_web_tell_robots_and_the_other_side_nothing():
    assert prose.html("[x](https://a.example/?a=1&b=2)") == (
        f'<p><a href="https://a.example/?a=1&amp;b=2" rel="{prose.REL}">x</a></p>\n'
    )


@pytest.mark.parametrize(
    "target", ["/admin/logout/", "page.html", "//evil.example", "#top", "mailto:a@b.example", "data:,x"]
)
def test_links_that_do_not_lead_to_the_web_lead_nowhere(target):
    assert all("href" not in attributes for attributes in Page(prose.html(f"[x]({target})")).all("a"))


def test_pictures_become_links_and_load_nothing():
    html = prose.html('![A "ship"](https://a.example/ship.jpg "title")\n\n![](https://a.example/x.jpg)')
    assert '<a href="https://a.example/ship.jpg" rel="nofollow noopener noreferrer">A "ship"</a>' in html
    assert ">picture</a>" in html
    assert "<img" not in html


def hostile(shared):
    """Yield naughty strings: of the Big List, and of every list of cross-site scripting."""
    yield from json.loads((shared / "nasty/blns/blns.json").read_text())
    for file in sorted((shared / "nasty/xss").rglob("*.txt")):
        yield from file.read_text(errors="replace").splitlines()


def test_no_hostile_string_survives_as_more_than_text(shared):
    for string in hostile(shared):
        for body in (string, f"[x]({string})", f"![{string}](https://a.example/{string})", f"[x]: {string}\n\n[x]"):
            page = Page(prose.html(body))
            assert (list(page.dangers()), page.faults) == ([], []), body


@pytest.mark.parametrize("piece", ["[", "![", "**a", "> ", "- ", "`a ", "<a@", "&a;", "[a](", "\\["])
def test_a_body_of_nothing_but_marks_is_shown_as_plain_text(piece):
    assert prose.is_too_much(piece * 20_001) == (piece not in {"> ", "- "})
    assert prose.html(piece * 200)


def test_a_long_report_is_rendered():
    assert not prose.is_too_much("Some *words* of a [report](https://a.example).\n\n" * 3_000)
    assert prose.is_too_much("x" * 500_001)
