"""Dates as precise as they are known, as one piece of text."""

import datetime

import pytest

from articles.dates import iso, parse, tell, write

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2023", datetime.datetime(2023, 1, 1, tzinfo=UTC), "year"),
        ("2023-09", datetime.datetime(2023, 9, 1, tzinfo=UTC), "month"),
        ("2023-09-20", datetime.datetime(2023, 9, 20, tzinfo=UTC), "day"),
        ("2023-09-20 14:05", datetime.datetime(2023, 9, 20, 14, 5, tzinfo=UTC), "minute"),
        ("1631-05-30", datetime.datetime(1631, 5, 30, tzinfo=UTC), "day"),
    ],
)
def test_a_date_is_written_as_it_is_parsed(text, at, precision):
    assert parse(text) == (at, precision)
    assert write(at, precision) == text


@pytest.mark.parametrize("text", [" 2023-09-20T14:05Z ", "2023-09-20 14:05 UTC", "2023-09-20T14:05"])
def test_the_usual_ways_to_write_a_time_are_parsed(text):
    assert parse(text) == (datetime.datetime(2023, 9, 20, 14, 5, tzinfo=UTC), "minute")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("yesterday", "is no date: write 2023"),
        ("20.9.2023", "is no date"),
        ("2023-9-20", "is no date"),
        ("٢٠٢٣", "is no date"),
        ("2023-02-30", "is not in the calendar"),
        ("2023-13", "is not in the calendar"),
        ("2023-09-20 25:00", "is not in the calendar"),
        ("1399", "outside of 1400–9998"),
        ("9999", "outside of 1400–9998"),
    ],
)
def test_what_is_no_date_is_refused_with_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse(text)


def test_a_date_in_another_zone_is_written_in_utc():
    at = datetime.datetime(2023, 9, 20, 1, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=3)))
    assert write(at, "minute") == "2023-09-19 22:30"
    assert tell(at, "day") == "19 September 2023"


@pytest.mark.parametrize(
    ("precision", "told"),
    [
        ("year", "2023"),
        ("month", "September 2023"),
        ("day", "5 September 2023"),
        ("minute", "5 September 2023, 07:08 UTC"),
    ],
)
def test_readers_are_told_no_more_than_is_known(precision, told):
    assert tell(datetime.datetime(2023, 9, 5, 7, 8, tzinfo=UTC), precision) == told


@pytest.mark.parametrize(
    ("precision", "written"),
    [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-05"), ("minute", "2023-09-05T07:08:09Z")],
)
def test_programs_are_told_no_more_than_is_known(precision, written):
    assert iso(datetime.datetime(2023, 9, 5, 7, 8, 9, tzinfo=UTC), precision) == written


def test_no_date_is_written_as_nothing():
    assert write(None, "") == tell(None, "") == iso(None, "") == ""
