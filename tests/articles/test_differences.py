"""What differs is shown by field, by line and by word; nothing of either side is lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.differences import compare, side_by_side, words

TEXT = st.text(alphabet="ab \n", max_size=60)


def marked(pieces):
    return "".join(f"[{text}]" if only else text for text, only in pieces)


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("The harbour closed.", "The harbour reopened.", "The harbour [closed.]", "The harbour [reopened.]"),
        ("one two", "one two three", "one [two]", "one [two three]"),
        ("same", "same", "same", "same"),
        ("", "new", "", "[new]"),
    ],
)
def test_words_that_only_one_side_has_are_marked(before, after, left, right):
    assert tuple(map(marked, words(before, after))) == (left, right)


@given(TEXT, TEXT)
def test_both_sides_are_whole(before, after):
    left, right = words(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after


@given(TEXT, TEXT)
def test_rows_differ_exactly_where_texts_do(before, after):
    assert any(row.differs for row in side_by_side(before, after)) == (before != after)


def test_of_a_long_text_only_what_is_near_a_difference_is_shown():
    before = [f"Line {number}." for number in range(20)]
    after = [*before[:10], "Another.", *before[11:]]
    rows = side_by_side("\n".join(before), "\n".join(after))
    assert [row.skipped or marked(row.right) for row in rows] == [9, "Line 9.", "[Another.]", "Line 11.", 8]


def test_fields_that_differ_are_named_and_lists_stand_one_a_line():
    before = {"headline": "A", "topics": ["Sea"], "source": None, "revision": 1, "status": "draft"}
    after = {"headline": "A", "topics": ["Sea", "Ships"], "source": {"name": "Herald", "domain": None}, "revision": 2}
    topics, source = compare(before, after)
    assert (topics.name, [marked(row.right) for row in topics.rows]) == ("topics", ["Sea", "[Ships]"])
    assert (source.name, [marked(row.right) for row in source.rows]) == ("source", ["[Herald]"])


def test_two_long_texts_that_share_nothing_are_compared_at_once():
    one, other = (" ".join(f"{letter}{number % 500}" for number in range(60_000)) for letter in "ab")
    began = time.process_time()
    side_by_side(one, other)
    side_by_side(one.replace(" ", "\n"), other.replace(" ", "\n"))
    assert time.process_time() - began < 3
