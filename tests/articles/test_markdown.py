"""Markdown to plain text: no word is lost, and the quick way gives what the parser gives."""

import gzip
import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import markdown
from articles.markdown import escape, inline, plain

MARKUP = st.text(alphabet=st.sampled_from("ab1 .)\n\n\t#*_-+=~<>[]()`\\&;!:|é\x0c\xa0\"'/?x"), max_size=50)
"""Little but what means something in Markdown."""


def by_the_parser(body):
    """The text of a body by way of the parser, whatever it holds."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return "\n\n".join(text for text in map(markdown._tidy, markdown._parsed(body)) if text)


def words(text):
    return re.findall(r"\w+", text)


@settings(max_examples=1500, deadline=None)
@given(MARKUP)
def test_the_quick_way_gives_what_the_parser_gives(body):
    assert plain(body) == by_the_parser(body)


@pytest.mark.slow
@settings(max_examples=8_000, deadline=None)
@given(MARKUP)
def test_the_quick_way_gives_what_the_parser_gives_for_very_many(body):
    assert plain(body) == by_the_parser(body)


@settings(max_examples=800, deadline=None)
@given(MARKUP)
def test_escaped_text_says_exactly_itself_line_by_line(text):
    lines = "\n".join(line.strip() for line in text.split("\n"))
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", lines)]
    assert plain(escape(text)) == by_the_parser(escape(text)) == "\n\n".join(part for part in paragraphs if part)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_word_of_any_text_is_lost(text):
    text = text.replace("\0", " ")
    assert words(plain(escape(text))) == words(text)


@pytest.mark.slow
def test_no_word_of_reuters_is_lost(shared):
    with gzip.open(shared / "corpora" / "reuters.jsonl.gz") as file:
        for line in file:
            text = json.loads(line)["text"]
            assert words(plain(escape(text))) == words(text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One.\r\n\r\n\r\nTwo.", "One.\n\nTwo."),
        ("A line\n  and the next  \nand a third", "A line\nand the next\nand a third"),
        ("## International pressure\n\nText", "International pressure\n\nText"),
        ("## Head\nText", "Head\n\nText"),
        ("Head\n====\nText", "Head\n\nText"),
        ("a **b** *c* `d` [e](f) ![g](h)", "a b c d e g"),
        ("AT&T &amp; R&D", "AT&T & R&D"),
        ("1\\. Not a list\\*", "1. Not a list*"),
        ("- one\n- two\n\n> said", "one\n\ntwo\n\nsaid"),
        ("    code\n\ntext", "code\n\ntext"),
        ("a <Bankers Trust Co> <b>bold</b><br>next <!-- gone -->", "a <Bankers Trust Co> bold\nnext"),
        ("<div>\nWords <p>in</p>\n</div>\n\nAfter", "Words \nin\n\nAfter".replace(" \n", "\n")),
        ("[a]: https://example.com\n\nsee [a]", "see a"),
        ("", ""),
        (" \n\n \n", ""),
    ],
)
def test_a_body_gives_this_text(body, text):
    assert plain(body) == text


@pytest.mark.parametrize(
    "text",
    [
        "<Bankers Trust Co>",
        "******",
        "# 1",
        "- 5 degrees",
        "3. May",
        "[x](y)",
        "a_b_c",
        "&lt;",
        "1987)\n> x",
        "a\n---",
        "~~~",
    ],
)
def test_what_looks_like_markup_is_said_as_it_is(text):
    assert plain(escape(text)) == text


def test_common_text_is_not_littered_with_escapes():
    text = 'Profit rose by 3.5% - to $1,000 (up from $900). AT&T\'s shares fell; "no comment", it said.'
    assert escape(text) == text


def test_the_words_of_one_line_lose_their_marks():
    assert inline("**Damage** in [Stepanakert](#) & beyond") == "Damage in Stepanakert & beyond"


@pytest.mark.parametrize("piece", ["<!--", "[", "![", "![](", "**a ", "`a", "<a ", "> ", "&#", "\\", "- ", "(", "_a "])
def test_hostile_repetition_takes_no_more_than_a_moment(piece):
    started = time.process_time()
    plain(piece * (100_000 // len(piece)))
    assert time.process_time() - started < 10
