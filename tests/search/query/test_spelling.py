import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.spelling import distance, further, near


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("karabach", True),
        ("karabak", False),
        ("karabakh", True),
        ("karabac", True),
        ("karabachx", True),
        ("kaarabach", True),
        ("kraabach", True),
        ("karabahc", True),
        ("akrabach", False),
        ("arabach", False),
        ("xkarabach", False),
        ("karbacah", False),
        ("k", False),
    ],
)
def test_near_is_one_letter_with_the_first_held(word, expected):
    assert (near("karabach", word) == [word]) is expected


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", max_size=6))
def test_near_is_what_one_edit_makes(typed, other):
    edits = {typed} | {typed[:at] + typed[at + 1 :] for at in range(1, len(typed))}
    edits |= {typed[:at] + letter + typed[at:] for at in range(1, len(typed) + 1) for letter in "abc"}
    edits |= {typed[:at] + letter + typed[at + 1 :] for at in range(1, len(typed)) for letter in "abc"}
    edits |= {typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(1, len(typed) - 1)}
    assert (near(typed, other) == [other]) is (other in edits)


def test_near_spellings_among_fifty_thousand_words_are_found_at_once():
    words = [f"k{number * 7919 % 50_000:05}arabach"[: 4 + number % 8] for number in range(50_000)]
    start = time.perf_counter()
    near("karabach", "\n".join(words))
    assert time.perf_counter() - start < 1  # half a millisecond on an idle core


# --- two letters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("", "", 0),
        ("oil", "oil", 0),
        ("oil", "", 3),
        ("oil", "foil", 1),
        ("oil", "oli", 1),
        ("oil", "ol", 1),
        ("oil", "oul", 1),
        ("minister", "minsitre", 2),
        ("abcd", "badc", 2),
        ("kitten", "sitting", 3),
        ("aab", "aba", 1),
    ],
)
def test_distances_are_counted_in_letters(one, other, letters):
    assert distance(one, other) == distance(other, one) == letters


@given(st.text("ab", max_size=5), st.text("ab", max_size=5))
def test_one_letter_away_is_what_is_near(one, other):
    if one and other and one[0] == other[0] and distance(one[1:], other[1:]) <= 1:
        assert near(one, other) == [other]
    else:
        assert one == other or near(one, other) == [] or not one


@pytest.mark.parametrize("word", ["peacekeeper", "peacekeepers", "peacekeeprs", "paecekeepers", "peaecekeepers"])
def test_what_is_two_letters_away_is_further(word):
    assert further("peacekepeers", word) == [word]


@given(st.sampled_from("abcdexyz"), st.integers(1, 7), st.sampled_from("abcdexyz"))
def test_further_finds_two_letters_changed_into_any_others(one, place, other):
    typed = "abcdefgh"
    changed = list(typed)
    changed[place], changed[1] = one, other
    assert further(typed, "".join(changed)) == ["".join(changed)]


@pytest.mark.parametrize("word", ["weacekeepers", "peacemakers", "peace", "pxyzkeepers"])
def test_what_is_three_away_or_begins_otherwise_is_not(word):
    assert further("peacekepeers", word) == []


def test_further_spellings_among_ten_thousand_words_take_milliseconds():
    chance = random.Random(1)
    words = ["p" + "".join(chance.choices("aeeiioprstlnck", k=chance.randrange(2, 14))) for _ in range(10_000)]
    start = time.perf_counter()
    further("peacekepeers", "\n".join(words))
    assert time.perf_counter() - start < 1  # 10 ms on an idle core
