"""An article as a page that needs nothing else."""

import base64
import hashlib
import re

import pytest

from articles.exporting import html
from tests.archive.markup import Page


def read(content):
    page = Page(content.decode())
    assert page.faults == []
    return page


def test_a_page_says_all(whole):
    page = read(html.write(whole()))
    for told in (
        *("Harbour reopens", "After a year", "World", "Ann Lee and AFP", "The Argus", "20 September 2023, 14:05 UTC"),
        *("Correction, 22 September 2023: It was Tuesday.", "First paragraph", "A ship", "Jo", "Kept here"),
        *("Elsewhere", "Lost", "Sea, Ships & trade", "article 42, revision 3"),
    ):
        assert told in page.text
    assert page.text.index("It was Tuesday") < page.text.index("First paragraph")
    assert {"https://b.example/", "https://argus.example/ship.jpg", "https://argus.example/1?a=1&b=2"} <= {
        *page.links()
    }


def test_a_page_of_which_little_is_known_has_no_empty_places(bare):
    page = read(html.write(bare | {"published_at": None, "date_precision": ""}))
    assert not page.all("time")
    assert "None" not in page.text
    assert "Related" not in page.text


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("ar", {"lang": "ar", "dir": "rtl"}),
        ("und", {"lang": "und", "dir": "auto"}),
        ("en", {"lang": "en", "dir": "ltr"}),
    ],
)
def test_language_and_direction_are_told(whole, tag, attributes):
    assert read(html.write(whole(language=tag))).all("html") == [attributes]


@pytest.mark.parametrize(("precision", "date"), [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-20")])
def test_a_date_is_as_precise_as_it_is_known(whole, precision, date):
    assert read(html.write(whole(date_precision=precision))).all("time") == [{"datetime": date}]


def test_nothing_is_loaded_or_run_and_the_style_is_the_one_that_the_policy_allows(whole):
    content = html.write(whole()).decode()
    assert not re.search(r"<(script|img|iframe|object|embed|form|link rel=\"stylesheet)", content)
    [style] = re.findall(r"<style>(.*?)</style>", content)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in html.POLICY
    assert "unsafe" not in html.POLICY


def test_what_was_withdrawn_is_a_page_that_says_so(left):
    page = read(html.gone(left))
    assert "This article was withdrawn on 3 May 2024. The reason: legal." in page.text
    assert {"name": "robots", "content": "noindex"} in page.all("meta")


def test_hostile_text_stays_text(hostile_articles):
    for article in hostile_articles:
        page = read(html.write(article))
        assert list(page.dangers()) == ["<style>"], article["headline"]
