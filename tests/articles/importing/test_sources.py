"""Well-known sources."""

import pytest

from articles.importing.sources import NAMES, known_source, spells


def test_a_source_is_known_by_its_domain_and_by_those_below_it():
    assert known_source("themoscowtimes.com").name == "The Moscow Times"
    assert known_source("edition.cnn.com").domain == "cnn.com"
    assert known_source("news.bbc.co.uk").name == "BBC"


@pytest.mark.parametrize("domain", ["example.org", "notreuters.com", "com", "", "reuters.com.example.org"])
def test_any_other_domain_is_not_known(domain):
    assert known_source(domain) is None


def test_a_source_that_prints_in_several_languages_gives_none():
    assert known_source("themoscowtimes.com").language == "en"
    assert known_source("bbc.com").language == ""


def test_names_are_folded():
    assert "the moscow times" in NAMES


@pytest.mark.parametrize(
    ("name", "domain", "expected"),
    [
        ("Koya University", "koyauniversity.org", True),
        ("Jawhara FM", "jawharafm.net", True),
        ("The Guardian", "theguardian.com", True),
        ("BBC News", "bbc.com", True),
        ("Reuters", "news.yahoo.com", False),
        ("X", "x.com", False),
        ("", "", False),
    ],
)
def test_a_domain_may_spell_a_name(name, domain, expected):
    assert spells(name, domain) is expected
