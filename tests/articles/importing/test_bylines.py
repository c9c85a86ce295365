"""Bylines: who wrote, and what kind of author that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.bylines import author_name, is_byline, read_byline


def authors(printed):
    return [(one.name, one.kind) for one in read_byline(printed).authors]


DOE, AFP = ("Jane Doe", "person"), ("AFP", "agency")


@pytest.mark.parametrize(
    ("printed", "text", "expected"),
    [
        ("By [AFP](#)", "AFP", [AFP]),
        ("By Jane Doe", "Jane Doe", [DOE]),
        ("**By Jane Doe**", "Jane Doe", [DOE]),
        ("by [Jane Doe](https://example.org/people/jane_doe)", "Jane Doe", [DOE]),
        ("By Jane Doe and AFP", "Jane Doe and AFP", [DOE, AFP]),
        ("By Jane Doe, AFP", "Jane Doe, AFP", [DOE, AFP]),
        ("By Jane Doe/AFP", "Jane Doe/AFP", [DOE, AFP]),
        ("By Jane Doe / AFP", "Jane Doe / AFP", [DOE, AFP]),
        ("By Jane Doe - AFP", "Jane Doe - AFP", [DOE, AFP]),
        ("By Jane Doe of AFP", "Jane Doe of AFP", [DOE, AFP]),
        ("By Jane Doe in Moscow", "Jane Doe in Moscow", [DOE]),
        ("By Jane Doe, Moscow Correspondent", "Jane Doe, Moscow Correspondent", [DOE]),
        ("By Jane Doe, Special to The Times", "Jane Doe, Special to The Times", [DOE]),
        ("Jane Doe <jane@example.org>", "Jane Doe", [DOE]),
        ("By Our Correspondent", "Our Correspondent", []),
        ("By RFE/RL", "RFE/RL", [("RFE/RL", "agency")]),
        ("By The Moscow Times", "The Moscow Times", [("The Moscow Times", "agency")]),
        (
            "By Interfax-Ukraine News Agency",
            "Interfax-Ukraine News Agency",
            [("Interfax-Ukraine News Agency", "agency")],
        ),
        (
            "By Chaitanya Kalbag, Reuters",
            "Chaitanya Kalbag, Reuters",
            [("Chaitanya Kalbag", "person"), ("Reuters", "agency")],
        ),
        (
            "By John Smith, Jr. and Ann Lee",
            "John Smith, Jr. and Ann Lee",
            [("John Smith, Jr.", "person"), ("Ann Lee", "person")],
        ),
        ("By A. B, C. D and E. F", "A. B, C. D and E. F", [("A. B", "person"), ("C. D", "person"), ("E. F", "person")]),
        ("By Jane Doe and Jane Doe", "Jane Doe and Jane Doe", [DOE]),
        ("", "", []),
    ],
)
def test_a_byline_names_these_authors(printed, text, expected):
    assert read_byline(printed).text == text
    assert authors(printed) == expected


def test_an_email_address_is_left_out_and_that_is_said():
    assert read_byline("Jane Doe <jane@example.org>").repairs == ("an e-mail address left out",)


@pytest.mark.parametrize(
    "line",
    [
        *("By [AFP](#)", "by jane van der Berg and AFP".replace("jane", "Jane"), "BY JANE DOE", "By Our Correspondent"),
        *(
            "By the Editorial Board",
            "By Abdul al-Rahman / Reuters",
            "Written by Jane Doe",
            "By J.K. Rowling",
            "Author: Jane Doe",
        ),
        *(
            "By our own correspondent in Baku",
            "By Mark O'Neill, Reuters",
            "By José Peña & Siân O'Dowd",
            "By Ирина Соловьёва",
        ),
    ],
)
def test_a_line_of_names_is_a_byline(line):
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "By Thursday, the rebels had left the city",
            "By Thursday",
            "By far the best of them",
            "By 2023, it was over",
            "",
        ),
        *("Jane Doe", "Bystanders Ran", "By the time the army came, Karabakh was lost.", "By:", "By law"),
        *("By " + "Jane Doe, " * 40, "“By Jane Doe”, it said"),
    ],
)
def test_a_sentence_is_no_byline(line):
    assert not is_byline(line)


def test_a_name_fits_the_database_and_its_kind_may_be_given():
    assert len(author_name("x" * 1000).name) == 255
    assert author_name("AFP", "person").kind == "person"


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text):
    is_byline(f"By {text}")
    assert all(one.name for one in read_byline(text).authors)
