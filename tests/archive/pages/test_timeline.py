"""The histogram as a row of bars."""

import datetime

import pytest

from archive.pages.timeline import HEIGHT, WIDTH, bars


def histogram(interval, **counts):
    buckets = [
        {"start": datetime.date.fromisoformat(day[1:].replace("_", "-")), "count": n} for day, n in counts.items()
    ]
    return {"interval": interval, "buckets": buckets}


def test_bars_stand_at_their_places_in_time():
    drawn = bars(histogram("year", _1921_01_01=1, _1923_01_01=4, _2023_01_01=100))
    assert [bar.x for bar in drawn] == [0, 2 * WIDTH, 102 * WIDTH]
    assert [bar.height for bar in drawn] == [round(HEIGHT * 0.1), round(HEIGHT * 0.2), HEIGHT]
    assert all(bar.y + bar.height == HEIGHT for bar in drawn)


def test_a_date_far_away_does_not_flatten_all_others():
    drawn = bars(histogram("year", _1400_01_01=1, _2022_01_01=5, _2023_01_01=5))
    assert [bar.x for bar in drawn] == [0, WIDTH, 2 * WIDTH]


@pytest.mark.parametrize(
    ("interval", "first", "after", "name"),
    [
        ("year", "1987-01-01", "1988-01-01", "1987"),
        ("month", "1987-02-01", "1987-03-01", "February 1987"),
        ("month", "1987-12-01", "1988-01-01", "December 1987"),
        ("day", "1987-12-31", "1988-01-01", "31 December 1987"),
    ],
)
def test_a_bar_knows_its_time(interval, first, after, name):
    first, after = datetime.date.fromisoformat(first), datetime.date.fromisoformat(after)
    (bar,) = bars({"interval": interval, "buckets": [{"start": first, "count": 3}]})
    assert (bar.name, bar.first, bar.after, bar.count) == (name, first, after, 3)


def test_nothing_found_draws_nothing():
    assert bars({"interval": "year", "buckets": []}) == []
