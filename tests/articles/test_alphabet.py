"""Names as a book's index has them."""

import pytest

from articles import alphabet
from articles.models import Author


@pytest.mark.parametrize(
    ("initial", "letter"),
    [
        *[("A", "A"), ("a", "A"), ("É", "E"), ("ö", "O"), ("ß", "S"), ("Ł", "Ł"), ("ﬁ", "F")],
        *[("И", "И"), ("й", "И"), ("ё", "Е"), ("Ω", "Ω"), ("ά", "Α")],
        *[("أ", "ا"), ("م", "م"), ("李", "漢"), ("㐀", "漢"), ("한", "ᄒ"), ("あ", "あ")],
        *[("3", "#"), ("'", "#"), ("\u202e", "#"), ("\u0301", "#"), ("😀", "#"), ("", "#"), ("\x00", "#")],
    ],
)
def test_each_initial_has_its_letter(initial, letter):
    assert alphabet.letter_of(initial) == letter


def test_letters_are_those_of_names_that_public_articles_show(make_article):
    make_article(authors=["Anna", "ábel", "Иван", "3M"])
    make_article(authors=["Zoe"], status="draft")
    Author.objects.create(name="Quentin")
    assert alphabet.letters("author", 1) == {"A": ("A", "á"), "И": ("И",), "#": ("3",)}
    names = alphabet.beginning(alphabet.shown("author"), ("A", "á")).order_by("name")
    assert [one.name for one in names] == ["Anna", "ábel"]


def test_letters_are_read_once_for_a_version(make_article, django_assert_num_queries):
    make_article(authors=["Anna"])
    before = alphabet.letters("author", "version")
    with django_assert_num_queries(0):
        assert alphabet.letters("author", "version") is before
    with django_assert_num_queries(1):
        alphabet.letters("author", "another version")
