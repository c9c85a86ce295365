"""The table: read back it is what was written, and no spreadsheet reckons a cell of it."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.exporting.csv import COLUMNS, cell, pieces, written
from articles.models import Image

FEEDING = Path(__file__).resolve().parents[3] / "docs" / "feeding.md"


def read(body):
    """Return the rows of a table as any reader has them."""
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def test_a_row_holds_what_has_a_place_in_a_cell(make_article):
    article = make_article(
        source="Herald", authors=["Ann", "AFP"], topics=["Sea"], headline="Fish, “fresh”", byline='"A"'
    )
    Image.objects.create(article=article, url="https://a.example/1.jpg", caption="The sea")
    [names, values] = read(b"".join(pieces([article.pk])))
    told = dict(zip(names, values, strict=True))
    assert told["id"] == str(article.pk)
    assert (told["published_at"], told["date_precision"]) == ("2023-09-20T00:00:00Z", "day")
    assert (told["headline"], told["byline"], told["authors"]) == ("Fish, “fresh”", '"A"', "Ann; AFP")
    assert (told["source"], told["source_domain"], told["topics"]) == ("Herald", "", "Sea")
    assert told["text"] == "The harbour reopened on Monday.\n\nShips came in."
    assert (told["images"], told["captions"]) == ("https://a.example/1.jpg", "The sea")


def test_without_articles_there_are_the_names_alone(db):
    assert read(b"".join(pieces([]))) == [[*COLUMNS]]
    assert b"".join(pieces([], heading=False)) == b""


def test_the_columns_are_those_that_are_told():
    told = FEEDING.read_text(encoding="utf-8").partition("The columns: ")[2].partition(";")[0]
    assert re.findall(r"`(\w+)`", told) == [*COLUMNS]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1", "＠x", "＋1"]
)
def test_a_formula_becomes_text(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Harbour", "1 + 1 = 2", "'quoted'", "10%", "a@b.example"])
def test_other_text_stays(text):
    assert cell(text) == text


def test_no_known_attack_is_a_formula_any_more(shared):
    payloads = (shared / "nasty" / "csv_injection" / "Intruder" / "csv-payload.txt").read_text().splitlines()
    assert len(payloads) > 5
    for payload in payloads:
        [[kept]] = read(written([[cell(payload)]]))
        assert kept[:1] not in {"=", "+", "-", "@"}, payload
        assert kept.removeprefix("'") == payload


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_what_is_read_back_is_what_was_written(rows):
    cells = [[cell(one) for one in row] for row in rows]
    body = written(cells)
    assert read(body) == cells
    assert body.count(b"\r\n") == body.count(b"\r") == len(rows)
