"""An article as RIS, read back by a parser of others."""

import pytest
import rispy

from articles.exporting import ris
from articles.exporting.telling import line


def read(content):
    text = content.decode()
    assert text.count("\n") == text.count("\r\n")
    [reference] = rispy.loads(text)
    return reference


def test_an_article_is_a_reference_to_a_newspaper(whole):
    assert ris.write(whole()).decode().split("\r\n") == [
        "TY  - NEWS",
        "TI  - Harbour reopens",
        "AU  - Ann Lee",
        "AU  - AFP",
        "T2  - The Argus",
        "SE  - World",
        "PY  - 2023",
        "DA  - 2023/09/20/",
        "LA  - en",
        "KW  - Sea",
        "KW  - Ships & trade",
        "N1  - Correction, 22 September 2023: It was Tuesday.",
        "UR  - https://argus.example/1?a=1&b=2",
        "ID  - article-42",
        "DB  - News archive",
        "AV  - http://127.0.0.1:8000/articles/42/",
        "ER  - ",
        "",
    ]


def test_others_read_what_is_written(whole):
    reference = read(ris.write(whole()))
    assert (reference["type_of_reference"], reference["title"]) == ("NEWS", "Harbour reopens")
    assert (reference["authors"], reference["keywords"]) == (["Ann Lee", "AFP"], ["Sea", "Ships & trade"])
    assert (reference["year"], reference["date"], reference["language"]) == ("2023", "2023/09/20/", "en")


@pytest.mark.parametrize(("precision", "date"), [("year", "2023///"), ("month", "2023/09//"), ("day", "2023/09/20/")])
def test_a_date_is_as_precise_as_it_is_known(whole, precision, date):
    assert read(ris.write(whole(date_precision=precision)))["date"] == date


def test_what_is_not_known_has_no_line(bare):
    written = ris.write(bare | {"published_at": None, "date_precision": ""}).decode()
    assert [line[:2] for line in written.splitlines()] == ["TY", "TI", "UR", "ID", "DB", "AV", "ER"]


def test_what_was_withdrawn_says_so(left):
    reference = read(ris.gone(left))
    assert reference["notes"] == ["This article was withdrawn on 3 May 2024. The reason: legal."]
    assert "title" not in reference


def test_hostile_text_stays_on_its_line(hostile_articles):
    for article in hostile_articles:
        reference = read(ris.write(article))
        assert reference.get("title", "") == line(article["headline"])
        assert reference["type_of_reference"] == "NEWS"
