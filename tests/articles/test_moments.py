"""Dates as pages say them: English as programs are told them, Russian as Russians write them."""

import datetime

import pytest
from django.utils import translation

from articles import dates, moments

AT = datetime.datetime(2023, 9, 5, 14, 5, tzinfo=datetime.UTC)


@pytest.mark.parametrize("precision", dates.PRECISIONS)
@pytest.mark.parametrize("month", range(1, 13))
def test_english_is_what_programs_are_told(month, precision):
    at = AT.replace(month=month)
    assert moments.told(at, precision) == dates.tell(at, precision)


@pytest.mark.parametrize(
    ("precision", "said"),
    [
        ("year", "2023"),
        ("month", "сентябрь 2023 г."),
        ("day", "5 сентября 2023 г."),
        ("minute", "5 сентября 2023 г., 14:05 UTC"),
    ],
)
def test_russian_declines_the_month_behind_a_day(precision, said):
    with translation.override("ru"):
        assert moments.told(AT, precision).replace("\N{NO-BREAK SPACE}", " ") == said


RUSSIAN = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]


@pytest.mark.parametrize(("month", "name"), [*enumerate(RUSSIAN, start=1)])
def test_a_month_by_itself_is_not_declined(month, name):
    with translation.override("ru"):
        assert moments.month(AT.replace(month=month)) == f"{name} 2023\N{NO-BREAK SPACE}г."


def test_no_line_breaks_between_a_number_and_what_it_belongs_to():
    with translation.override("ru"):
        assert moments.day(AT) == "5\N{NO-BREAK SPACE}сентября 2023\N{NO-BREAK SPACE}г."


def test_a_moment_elsewhere_is_told_in_utc():
    there = AT.astimezone(datetime.timezone(datetime.timedelta(hours=12)))
    assert moments.told(there, "minute") == "5 September 2023, 14:05 UTC"


def test_no_date_is_no_words():
    assert moments.told(None, "day") == ""


def test_programs_are_told_english_whatever_the_page_speaks():
    with translation.override("ru"):
        assert dates.tell(AT, "day") == "5 September 2023"
