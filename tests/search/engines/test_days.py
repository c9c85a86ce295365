"""Days and intervals as engines count them."""

import datetime

import pytest

from search.engines import days


@pytest.mark.parametrize(
    ("day", "interval", "behind"),
    [
        ("1987-02-03", "year", "1988-01-01"),
        ("1987-02-03", "month", "1987-03-01"),
        ("1987-12-03", "month", "1988-01-01"),
        ("2024-02-29", "day", "2024-03-01"),
        ("9998-12-31", "year", "9999-01-01"),
    ],
)
def test_an_interval_ends_before_the_next_begins(day, interval, behind):
    assert days.behind(datetime.date.fromisoformat(day), interval) == datetime.date.fromisoformat(behind)
