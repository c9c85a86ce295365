"""Sets have names that say what is in them, and can be read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import curation
from articles.exporting.oai.sets import NoSet, parsed, spec_of

LEGAL = re.compile(r"([A-Za-z0-9\-_.!~*'()])+(:[A-Za-z0-9\-_.!~*'()]+)*")
"""The pattern of setSpecType in the protocol's schema."""


@given(st.sampled_from(["source", "section"]), st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_every_name_makes_a_legal_spec_that_is_read_back(kind, name):
    try:
        spec = spec_of(kind, name)
    except UnicodeEncodeError:  # half a character, which no database keeps
        return
    assert LEGAL.fullmatch(spec)
    assert parsed(spec) == (kind, name)


def test_plain_names_stay_readable():
    assert spec_of("source", "themoscowtimes.com") == "source:themoscowtimes.com"
    assert spec_of("section", "World news & more!") == "section:World!20news!20!26!20more!21"
    assert spec_of("section", "Культура") == "section:!D0!9A!D1!83!D0!BB!D1!8C!D1!82!D1!83!D1!80!D0!B0"


@pytest.mark.parametrize(
    "spec", ["", "x", "source:", "Source:a", "source:a:b", "source:%41", "source:!4", "source:!c3!a9"]
)
def test_what_nobody_wrote_is_no_set(spec):
    with pytest.raises(NoSet):
        parsed(spec)


def test_sets_are_those_of_public_articles(ask, make_article):
    make_article(source="Herald", section="Sport")
    make_article(source="Herald", section="World news")
    make_article(source="Draftsman", section="Drafts", status="draft")
    curation.withdraw(make_article(source="Gone", section="Withdrawn"), reason="legal")
    answer = ask("ListSets")
    assert dict(zip(answer.texts("setSpec"), answer.texts("setName"), strict=True)) == {
        "source": "All with a source",
        "source:Herald": "Herald",
        "section": "All with a section",
        "section:Sport": "Sport",
        "section:World!20news": "World news",
    }
    assert answer.token is None


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7])
def test_sets_are_told_in_pages(ask, make_article, pages, size):
    for name in "abc":
        make_article(source=name, section=name)
    whole = ask("ListSets").texts("setSpec")
    assert len(whole) == 8
    pages(size)
    found, arguments = [], {}
    while True:
        answer = ask("ListSets", **arguments)
        found += answer.texts("setSpec")
        if not answer.token:
            break
        arguments = {"resumptionToken": answer.token}
    assert found == whole


def test_only_sections_or_only_sources_are_sets_too(ask, make_article):
    make_article(section="Sport")
    assert ask("ListSets").texts("setSpec") == ["section", "section:Sport"]


def test_a_set_holds_its_own(ask, make_article):
    herald = make_article(source="Herald", section="Sport")
    argus = make_article(source="Argus", section="Sport")
    alone = make_article()
    for spec, expected in {
        "source": [herald, argus],
        "source:Herald": [herald],
        "section": [herald, argus],
        "section:Sport": [herald, argus],
        "section:sport": [],
    }.items():
        assert ask("ListIdentifiers", metadataPrefix="oai_dc", set=spec).ids == [one.pk for one in expected], spec
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").headers[-1] == (alone.pk, False, [])


def test_what_is_gone_is_told_of_in_every_set_and_says_of_none_that_it_was_in_it(ask, make_article):
    make_article(source="Herald")
    gone = make_article(source="Argus", section="Sport")
    curation.withdraw(gone, reason="legal")
    for spec in ("source:Herald", "source:Argus", "source:nobody", "section:Sport", "section"):
        answer = ask("ListRecords", metadataPrefix="oai_dc", set=spec)
        assert (gone.pk, True, []) in answer.headers, spec
