"""Clippings cut into blocks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.importing.blocks import CODE, HEADING, PARAGRAPH, Block, blocks, lines, trimmed, without


def cut(text):
    return [(one.kind, one.level, text[one.start : one.end]) for one in blocks(text)]


def test_headings_paragraphs_and_code_are_told_apart():
    text = "# One #\ntext\nmore\n\n\nTwo\n===\n~~~\n# no\n\n~~~\n### Three"
    assert cut(text) == [
        (HEADING, 1, "# One #"),
        (PARAGRAPH, 0, "text\nmore"),
        (HEADING, 1, "Two\n==="),
        (CODE, 0, "~~~\n# no\n\n~~~"),
        (HEADING, 3, "### Three"),
    ]


def test_the_words_of_a_heading_have_a_span_of_their_own():
    text = "##  **One**  ##\n\nTwo\n---"
    assert [text[slice(*one.inner)] for one in blocks(text)] == ["**One**", "Two"]


def test_dashes_under_a_long_paragraph_are_a_rule_not_a_heading():
    text = "x" * 300 + "\n---"
    assert cut(text) == [(PARAGRAPH, 0, text)]


def test_a_hashtag_is_no_heading():
    assert cut("#harbour reopens") == [(PARAGRAPH, 0, "#harbour reopens")]


@given(st.text(alphabet=st.sampled_from("# =-~`a\n\r \t"), max_size=60))
def test_blocks_hold_all_that_is_not_white_space_in_order(text):
    found = blocks(text)
    assert "".join("".join(text[one.start : one.end].split()) for one in found) == "".join(text.split())
    assert all(one.start <= one.end <= next_one.start for one, next_one in pairwise(found))


def test_lines_have_no_white_space_at_their_edges():
    text = " one \r\n\n\ttwo"
    block = Block(kind=PARAGRAPH, start=0, end=len(text))
    assert [text[start:end] for start, end in lines(text, block)] == ["one", "two"]


def test_what_is_left_of_a_block_is_smaller_blocks():
    text = "one two three"
    block = Block(kind=PARAGRAPH, start=0, end=len(text))
    assert [text[one.start : one.end] for one in without(text, block, [(4, 7)])] == ["one", "three"]
    assert without(text, block, [(0, len(text))]) == []
    assert trimmed("  \n ", 0, 4) == (4, 4)
