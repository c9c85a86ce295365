"""Other addresses of the same page."""

import pytest

from articles.addresses import key_of
from articles.variants import story_of, variants_of

PAGE = "https://paper.example/world/2023/the-flood-that-came"


@pytest.mark.parametrize(
    "other",
    [
        "https://m.paper.example/world/2023/the-flood-that-came",
        "https://amp.paper.example/world/2023/the-flood-that-came",
        "https://mobile.paper.example/world/2023/the-flood-that-came/",
        "https://paper.example/amp/world/2023/the-flood-that-came",
        "https://paper.example/world/2023/the-flood-that-came/amp/",
        "https://paper.example/world/2023/the-flood-that-came/print",
        "https://www.paper.example/world/2023/the-flood-that-came?print=1",
        "https://paper.example/world/2023/the-flood-that-came?outputType=amp",
        "https://paper.example/world/2023/the-flood-that-came.amp",
    ],
)
def test_each_of_two_forms_is_among_the_variants_of_the_other(other):
    assert key_of(other) in variants_of(key_of(PAGE))
    assert key_of(PAGE) in variants_of(key_of(other))


def test_forms_with_an_ending_are_known_too():
    whole = key_of("https://paper.example/a/story.html")
    assert key_of("https://paper.example/a/story.amp.html") in variants_of(whole)
    assert whole in variants_of(key_of("https://paper.example/a/story.amp.html"))


def test_what_any_query_adds_is_left_out():
    assert key_of(PAGE) in variants_of(key_of(f"{PAGE}?share=abc"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/?id=1", "https://paper.example/"),
        ("https://paper.example/index.php?id=1", "https://paper.example/index.php?id=2"),
        ("https://paper.example/a/story", "https://paper.example/b/story"),
        ("https://m.example/story", "https://example/story"),
    ],
)
def test_other_pages_are_no_variants(one, other):
    assert key_of(other) not in variants_of(key_of(one))


def test_what_is_no_address_has_none():
    assert variants_of("id:herald:42") == set() == variants_of("sha256:00")


def test_a_page_is_no_variant_of_itself():
    assert key_of(PAGE) not in variants_of(key_of(PAGE))


@pytest.mark.parametrize(
    ("url", "story"),
    [
        ("https://paper.example/2023/09/the-flood-came", ("paper.example", "the-flood-came")),
        ("https://m.paper.example/archive/The-Flood-Came.html", ("paper.example", "the-flood-came")),
        ("https://paper.example/about-us", None),
        ("https://paper.example/2023/09/20", None),
        ("https://paper.example/article-12345-67-89", None),
        ("https://paper.example/", None),
    ],
)
def test_a_slug_of_words_names_a_story_of_its_site(url, story):
    assert story_of(key_of(url)) == story
