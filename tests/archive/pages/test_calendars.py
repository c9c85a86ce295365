"""Calendars that show how much is held."""

import datetime

from archive.pages import calendars


def day(text):
    return datetime.date.fromisoformat(text)


def test_years_stand_in_decades_and_empty_ones_between_them_are_there():
    found = calendars.decades([(day("1989-01-01"), 1), (day("1991-01-01"), 100)])
    assert [(one.first, one.last) for one in found] == [(1980, 1989), (1990, 1999)]
    assert [(year.first.year, year.count, year.level) for one in found for year in one.years] == [
        *[(1989, 1, 1), (1990, 0, 0), (1991, 100, 5)]
    ]


def test_decades_of_which_nothing_is_held_are_put_together():
    found = calendars.decades([(day("1400-01-01"), 1), (day("1921-01-01"), 1), (day("1949-01-01"), 1)])
    assert [(one.first, one.last, len(one.years)) for one in found] == [
        *[(1400, 1409, 10), (1410, 1919, 0), (1920, 1929, 10), (1930, 1939, 0), (1940, 1949, 10)]
    ]
    assert calendars.decades([]) == []


def test_all_years_that_there_are_have_a_calendar():
    found = calendars.decades([(day("1400-01-01"), 1), (day("9998-01-01"), 1)])
    assert (found[-1].years[-1].after, len(found)) == (day("9999-01-01"), 3)


def test_a_month_has_weeks_from_monday_on_and_no_day_of_another():
    months = calendars.months(2024, [(day("2024-02-29"), 9), (day("2024-03-01"), 1)])
    february = months[1]
    assert (len(months), february.count, february.level, months[2].level, months[0].level) == (12, 9, 5, 2, 0)
    assert [[one and one.first.day for one in week] for week in february.weeks] == [
        [None, None, None, 1, 2, 3, 4],
        [*range(5, 12)],
        [*range(12, 19)],
        [*range(19, 26)],
        [26, 27, 28, 29, None, None, None],
    ]
    last = february.weeks[-1][3]
    assert (last.first, last.after, last.count, last.level) == (day("2024-02-29"), day("2024-03-01"), 9, 5)
    assert months[11].after == day("2025-01-01")


def test_the_last_month_that_there_is_has_its_days():
    months = calendars.months(9998, [])
    last = [one for one in months[11].weeks[-1] if one][-1]
    assert (months[11].after, last.first, last.after) == (day("9999-01-01"), day("9998-12-31"), day("9999-01-01"))


def test_gaps_are_the_months_between_those_of_which_anything_is_held():
    held = [(day(f"{month}-01"), 1) for month in ("2019-11", "2019-12", "2020-02", "2021-02")]
    assert calendars.gaps(held) == [(day("2020-01-01"), day("2020-01-01")), (day("2020-03-01"), day("2021-01-01"))]
    assert calendars.gaps([]) == []
