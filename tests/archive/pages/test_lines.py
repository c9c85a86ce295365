"""Counts as lines of a drawing."""

from itertools import pairwise

import pytest

from archive.pages import lines


@pytest.mark.parametrize(
    ("number", "nice"),
    [
        (0, 1),
        (0.25, 0.5),
        (1, 1),
        (1.1, 2),
        (3, 5),
        (7, 10),
        (10, 10),
        (11, 20),
        (250, 500),
        (0.0007, 0.001),
        (0.3, 0.5),
    ],
)
def test_a_scale_has_round_numbers(number, nice):
    assert lines.nice(number) == nice


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        *[([], (1, 1)), ([1], (1, 1)), ([3, 1], (1, 3)), ([5], (2, 6)), ([645, 2], (200, 800))],
        *[([1.0], (0.5, 1.0)), ([0.025], (0.01, 0.03)), ([0.3], (0.1, 0.3))],
    ],
)
def test_a_scale_ends_at_the_step_above_all_values(values, scale):
    assert lines.scale(values) == pytest.approx(scale)


def test_a_line_goes_from_the_first_to_the_last_interval_and_stays_in_the_field():
    drawing = lines.draw([(0, 4, 2)])
    [line] = drawing.lines
    middle = (lines.LEFT + lines.RIGHT) / 2
    assert line.places == (
        (lines.LEFT, lines.BOTTOM),
        (middle, lines.TOP),
        (lines.RIGHT, (lines.TOP + lines.BOTTOM) / 2),
    )
    assert line.path == "M52 268L326 14L600 141"
    assert [value for _, value in drawing.across] == [0, 1, 2, 3, 4]
    assert drawing.below == ((52, 0), (326, 1), (600, 2))


def test_a_line_breaks_where_there_is_no_value_and_a_single_one_is_a_dot():
    [line] = lines.draw([(1.0, None, 0.5, 0.5, None)]).lines
    assert line.path == "M52 14h.01M326 141L463 141"
    assert line.places[1] is None


def test_labels_do_not_stand_on_each_other_nor_outside():
    for heights in ([268.0] * 5, [14.0] * 5, [100.0, 101.0, 99.0, 268.0, 14.0]):
        placed = lines.spread(heights)
        ordered = sorted(placed)
        assert all(below - above >= lines.APART for above, below in pairwise(ordered))
        assert ordered[0] >= lines.TOP - lines.APART
        assert ordered[-1] <= lines.BOTTOM


def test_few_times_are_named_and_nothing_is_drawn_of_nothing():
    assert [*lines.ticks(3)] == [0, 1, 2]
    assert len(lines.ticks(480)) <= lines.MOST_TICKS
    empty = lines.draw([(), ()])
    assert ([line.path for line in empty.lines], empty.below) == (["", ""], ())
    assert lines.draw([(5,)]).lines[0].places == ((326, lines.y_of(5, 6)),)
