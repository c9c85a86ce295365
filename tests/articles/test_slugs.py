"""The readable end of an article's address."""

import pytest

from articles.slugs import LONGEST, canonical_page, slug_of

HEADLINES = {
    "Harbour reopens": "harbour-reopens",
    "  “Café” — Der Große: a/b & c  ": "café-der-große-ab-c",
    "خبر عاجل": "خبر-عاجل",
    "港口重新开放": "港口重新开放",
    "": "article",
    "!?… \u200f\u202e🙂": "article",
    "../../etc/passwd": "etcpasswd",
    "<script>alert(1)</script>": "scriptalert1script",
    "Original": "original-article",
    "History": "history-article",
    "?q=a#b%2F": "qab2f",
}


@pytest.mark.parametrize(("headline", "slug"), HEADLINES.items())
def test_a_slug_is_the_headline_s_words(headline, slug):
    assert slug_of(headline) == slug


def test_a_long_one_is_cut_between_words_if_it_can_be():
    assert slug_of("harbour " * 50) == "-".join(["harbour"] * 7)
    assert len("-".join(["harbour"] * 8)) > LONGEST
    assert slug_of("x" * 5_000) == "x" * LONGEST
    assert slug_of("a " + "x" * 500) == "a"


def test_an_address_is_ascii(settings):
    assert canonical_page({"id": 7, "headline": "Каша"}) == f"{settings.SITE_URL}/articles/7/%D0%BA%D0%B0%D1%88%D0%B0/"
