"""Plain text to Markdown."""

import re

from hypothesis import given
from hypothesis import strategies as st

from articles.importing.plaintext import WRAPPED, from_plain
from articles.markdown import plain


def paragraphs(text):
    return plain(from_plain(text)[0]).split("\n\n")


def test_blank_lines_part_paragraphs():
    assert paragraphs("One\nline.\n\n  Two.\n \nThree.") == ["One\nline.", "Two.", "Three."]
    assert from_plain("One.\n\nTwo.")[1].endswith("parted by blank lines")


def test_without_blank_lines_an_indented_line_begins_one():
    assert paragraphs("Showers continued\nthrough the week.\n    The dry period\nis late.") == [
        "Showers continued\nthrough the week.",
        "The dry period\nis late.",
    ]


def test_lines_too_long_to_have_been_wrapped_are_one_each():
    long = "word " * (WRAPPED // 4)
    assert paragraphs(f"{long}\nshort") == [long.strip(), "short"]
    assert paragraphs("short\nlines\nof a poem") == ["short\nlines\nof a poem"]


@given(st.text(max_size=200))
def test_no_word_is_lost_and_no_mark_means_anything(text):
    text = text.replace("\0", " ")
    assert re.findall(r"\w+", plain(from_plain(text)[0])) == re.findall(r"\w+", text)
