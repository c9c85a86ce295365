"""An article as BibTeX, read back by a parser of others."""

import re

import bibtexparser
import pytest

from articles.exporting import bibtex, telling

BACK = {value: key for key, value in bibtex.ESCAPES.items()}


def read(content):
    """Return kind, key and fields of the one entry that there is."""
    library = bibtexparser.parse_string(content.decode())
    assert library.failed_blocks == []
    [entry] = library.entries
    assert len(library.blocks) == 1
    return entry.entry_type, entry.key, {one.key: one.value for one in entry.fields}


def plain(value):
    """Return what TeX sets for a text."""
    longest_first = sorted(BACK, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: BACK[found[0]], value)


def test_an_article_is_an_entry_of_its_paper(whole):
    assert read(bibtex.write(whole())) == (
        "article",
        "article-42",
        {
            "author": "Ann Lee and {AFP}",
            "title": "{Harbour reopens}",
            "subtitle": "{After a year}",
            "journal": "The Argus",
            "entrysubtype": "newspaper",
            "date": "2023-09-20",
            "year": "2023",
            "month": "sep",
            "language": "en",
            "keywords": "Sea, Ships \\& trade",
            "url": "https://argus.example/1?a=1&b=2",
            "note": "Correction, 22 September 2023: It was Tuesday. News archive, http://127.0.0.1:8000/articles/42/.",
        },
    )


def test_without_a_source_it_is_an_entry_of_no_kind(bare):
    kind, _, fields = read(bibtex.write(bare))
    assert (kind, fields.keys()) == ("misc", {"title", "date", "year", "url", "note"})
    assert "year" not in read(bibtex.write(bare | {"published_at": None, "date_precision": ""}))[2]


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("Ann Lee", "person", "Ann Lee"),
        ("Lee, Ann, Jr.", "person", "{Lee, Ann, Jr.}"),
        ("Ann and Bob", "person", "{Ann and Bob}"),
        ("Amanda Land", "person", "Amanda Land"),
        ("Northern Wire", "agency", "{Northern Wire}"),
    ],
)
def test_names_are_parted_only_where_that_is_right(whole, name, kind, told):
    article = whole(authors=[{"id": 1, "name": name, "kind": kind}])
    assert read(bibtex.write(article))[2]["author"] == told


@pytest.mark.parametrize(("precision", "date", "month"), [("year", "2023", None), ("month", "2023-09", "sep")])
def test_a_date_is_as_precise_as_it_is_known(whole, precision, date, month):
    fields = read(bibtex.write(whole(date_precision=precision)))[2]
    assert (fields["date"], fields["year"], fields.get("month")) == (date, "2023", month)


def test_an_address_cannot_end_its_field(whole):
    fields = read(bibtex.write(whole(source_url="https://a.example/{x}\\y_z?a=%20")))[2]
    assert fields["url"] == "https://a.example/%7Bx%7D%5Cy_z?a=%20"


def test_what_was_withdrawn_says_so(left):
    kind, key, fields = read(bibtex.gone(left))
    assert (kind, key, fields.keys()) == ("misc", "article-42", {"note"})
    assert fields["note"].startswith("This article was withdrawn on 3 May 2024. The reason: legal.")


def test_hostile_text_is_read_back_as_it_was(hostile_articles):
    assert len(hostile_articles) > 300
    for article in hostile_articles:
        is_read_back(article)


@pytest.mark.slow
def test_all_hostile_text_is_read_back_as_it_was(all_hostile_articles):
    for article in all_hostile_articles:
        is_read_back(article)


def is_read_back(article):
    fields, wanted = read(bibtex.write(article))[2], telling.line(article["headline"])
    assert plain(fields.get("title", "{}")[1:-1]) == wanted, article["headline"]
    assert plain(fields.get("keywords", "")) == wanted
    assert all(value.count("{") == value.count("}") for value in fields.values())
