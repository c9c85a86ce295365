"""What several shapes say in the same words."""

import pytest

from articles.exporting import telling


def test_what_says_nothing_is_left_out_but_zero_and_no_are_something():
    given = {"a": None, "b": "", "c": [], "d": {}, "e": 0, "f": False, "g": "x"}
    assert telling.filled(given) == {"e": 0, "f": False, "g": "x"}


@pytest.mark.parametrize("parted", ["a\nb", "a\r\nb", "a\x0bb", "a\x0cb", "a\x1cb", "a\x85b", "a\u2028b", " a \t b "])
def test_whatever_parts_lines_parts_words_only(parted):
    assert telling.line(parted) == "a b"
    assert len(telling.line(parted).splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "cited"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("", "http://127.0.0.1:8000/articles/42/"),
        ("javascript:alert(1)", "http://127.0.0.1:8000/articles/42/"),
    ],
)
def test_an_article_is_cited_where_it_was_first_published_or_here(whole, url, cited):
    assert telling.cited(whole(source_url=url)) == cited


def test_a_byline_stands_in_for_authors_that_nobody_told_apart(whole):
    assert telling.credited(whole(authors=[])) == [{"name": "Ann Lee and AFP", "kind": ""}]
    assert telling.credited(whole(authors=[], byline="")) == []
    assert [one["name"] for one in telling.credited(whole())] == ["Ann Lee", "AFP"]


def test_what_became_of_an_article_is_told_without_a_word_of_it(left):
    assert telling.farewell(left) == "This article was withdrawn on 3 May 2024. The reason: legal."
    assert telling.farewell(left | {"reason": "deleted"}) == "This article was deleted on 3 May 2024."


def test_corrections_are_sentences(whole):
    assert telling.corrections(whole()) == ["Correction, 22 September 2023: It was Tuesday."]
