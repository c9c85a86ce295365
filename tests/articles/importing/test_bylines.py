"""Bylines: who wrote, and what kind of author that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.bylines import author_name, is_byline, is_perhaps_byline, read_byline, read_line


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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Von Jane Doe", [DOE]),
        ("*Par Jane Doe et AFP*", [DOE, AFP]),
        ("Por Jane Doe y Ana Ruiz", [DOE, ("Ana Ruiz", "person")]),
        ("Di Jane Doe", [DOE]),
        ("Par AFP", [AFP]),
        ("Автор: Ирина Соловьёва", [("Ирина Соловьёва", "person")]),
        ("بقلم: ليلى منصور", [("ليلى منصور", "person")]),
        ("Text: Jane Doe", [DOE]),
        ("Von Ursula von der Leyen", [("Ursula von der Leyen", "person")]),
        ("Jane Doe, Science correspondent", [DOE]),
        ("Jane Doe and Ann Lee, staff writers", [DOE, ("Ann Lee", "person")]),
        ("[Jane Doe](https://a.b/profile/jane-doe)", [DOE]),
        ("[Jane Doe](https://a.b/by/jane), [Ann Lee](https://a.b/by/ann)", [DOE, ("Ann Lee", "person")]),
    ],
)
def test_some_lines_are_bylines_where_bylines_stand(line, expected):
    assert is_perhaps_byline(line)
    assert not is_byline(line)
    assert [(one.name, one.kind) for one in read_line(line).authors] == expected


@pytest.mark.parametrize(
    "line",
    [
        *("Por la mañana, todo cambia", "Por Fin", "Di Stefano", "Von wegen", "Text: what it means", "Jane Doe"),
        *("[Climate](https://a.b/topics/climate)", "[The mayor](https://a.b/people/mayor) said no", "Harbour, Monday"),
        *("Words: 300", "The harbour, said an editor", "Jane Doe, who is an editor, said no more than that to us"),
        *("Von " + "Jane Doe, " * 40, ""),
    ],
)
def test_other_lines_are_none_wherever_they_stand(line):
    assert not is_perhaps_byline(line)


def test_only_a_title_in_italics_behind_the_names_is_a_paper():
    assert read_line("By Jane Doe, *Harbour Times*").paper == "Harbour Times"
    assert read_line("By *Jane Doe*").paper == read_line("*By Jane Doe*").paper == ""
    assert [one.name for one in read_line("By Jane Doe, *Reuters*").authors] == ["Jane Doe", "Reuters"]


def test_von_within_a_name_is_part_of_it():
    assert read_line("By Ursula von der Leyen").text == "Ursula von der Leyen"


def test_a_name_fits_the_database_and_its_kind_may_be_given():
    assert len(author_name("x" * 1000).name) == 255
    assert author_name("AFP", "person").kind == "person"


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text):
    is_byline(f"By {text}")
    is_perhaps_byline(text)
    read_line(f"Von {text}")
    assert all(one.name for one in read_byline(text).authors)


@pytest.mark.parametrize("said", ["photographs by", "pictures by", "photos by", "and photography by"])
@pytest.mark.parametrize("above", ["", "![](https://a.b/c.jpg)\n\n", "## Later\n\n"])
def test_who_took_the_pictures_is_named_in_the_byline_too(clipping, said, above):
    draft = clipping(f"# H\n\n{above}By Lotte Brandt, {said} Amos Reed\n\n2023-09-20\n\nThe harbour reopened.")
    assert draft.byline == f"Lotte Brandt, {said} Amos Reed"
    assert [one.name for one in draft.authors] == ["Lotte Brandt", "Amos Reed"]
    assert "Brandt" not in draft.body
