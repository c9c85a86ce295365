"""No passage begins or ends inside a word, or inside what is read as one character, in whatever script."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import Analysis
from search.analysis.words import LONGEST, MARKS, located
from search.highlighting import LENGTH, Highlighter, hits
from search.highlighting.cutting import boundary, shortened
from search.query.parser import parse
from search.query.words import ready

ANALYSIS = Analysis(("en", "ru"))
PIECES = [
    "deal ", "peace ", "Russia’s ", "the U.S. ", "3.5 ", "1,000", "O'Brien ", "x" * 70, "a.", "b", "5", "s", "'", "’",
    "中国停火", "中", "のが゙", "ที่นี่", "กำ", "한국", "\u1112\u1161\u11ab", "e\u0301", "\u0301", "\u0301" * 9, "शि",
    "نَصّ", "שָׁלוֹם ", "\u200f", "\u200d",
    "\u00ad", "👩\u200d🚀", "❤\ufe0f", "ﬁ", "½", "…", " ", "\n", "\xa0", "\u200b", "-", "/", "*" * 60, "! ", "»",
    "https://example.org/a-long/path_to?something=else&more=1.5#x ", "\n\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)
QUERIES = st.sampled_from(
    ["deal", "peace deal", "中", "a OR b", '"deal peace"~5', "russia 5", "เ OR น", "*", "停火", "s"]
)


def allowed(source):
    """The places of a text where it may be cut."""
    matches, span = located(source)
    spans = [span(match, whole=True) for match in matches]
    inside = {at for start, end in spans if end - start <= LONGEST for at in range(start + 1, end)}
    joined = {found.start() for found in re.finditer(rf"(?<=\S)[{MARKS}\u200c\u200d\ufe0f]", source)}
    return {0, len(source), *range(len(source))} - (inside | joined - {0})


def is_cut_well(passage, source):
    text = passage["text"].removeprefix("… ").removesuffix(" …")
    places = allowed(source)
    starts = [found.start() for found in re.finditer(f"(?={re.escape(text)})", source)]
    return any(start in places and start + len(text) in places for start in starts)


@pytest.mark.parametrize(("stretch", "scanned"), [(4_000, 60_000), (150, 60_000), (100, 400)])
def test_no_passage_begins_or_ends_inside_a_word(monkeypatch, stretch, scanned):
    monkeypatch.setattr(hits, "STRETCH", stretch)
    monkeypatch.setattr(hits, "SCANNED", scanned)
    monkeypatch.setattr("search.highlighting.SCANNED", scanned)

    @settings(deadline=None, max_examples=150)
    @given(TEXTS, QUERIES)
    @example("x" * 300, "*")
    @example("中国停火" * 200, "停火")
    @example("ที่" * 300, "*")
    @example("a" + "\u0301" * 90 + " deal", "deal")
    @example("word " * 60 + "Russia’s deal", "russia")
    def passages_are_cut_well(body, query):
        tree = ready(parse(query), ANALYSIS, lambda *args, **options: []).tree
        for one in Highlighter(tree, ANALYSIS).passages({"body": body}, "en"):
            assert is_cut_well(one, body.split("\n\n")[one["paragraph"]]), one["text"]
            assert all(0 <= start < end <= len(one["text"]) for start, end in one["marks"])
            assert html.unescape(re.sub("</?mark>", "", one["html"])) == one["text"]
            assert len(one["text"]) < 3 * LENGTH

    passages_are_cut_well()


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("one two", 5, 4),
        ("one two", 3, 3),
        ("Russia's", 7, 0),
        ("in 3.5 m", 5, 3),
        ("中国", 1, 1),
        ("ที่นี่", 2, 0),
        ("❤\ufe0f!", 1, 0),
        ("x" * 100, 80, 80),
        ("", 0, 0),
    ],
)
def test_a_boundary_is_before_the_word_or_character(text, at, expected):
    assert boundary(text, at) == expected


def test_a_shortened_text_ends_behind_a_blank_and_is_never_empty():
    assert shortened("one two three", 9) == 8
    assert shortened("one", 9) == 3
    assert shortened("onetwothree", 5, 2) == 7
    assert shortened("\u0301" * 100, 5) == 5
