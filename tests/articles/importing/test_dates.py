"""Dates as newspapers and dumps write them."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import calendars
from articles.importing.dates import NO_ZONE, read_date

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def read(text, **more):
    return read_date(text, now=NOW, **more)


def moment(text, **more):
    dated = read(text, **more)
    return dated and dated.at and (dated.at.strftime("%Y-%m-%d %H:%M:%S"), dated.precision)


@pytest.mark.parametrize(
    "text",
    [
        *("September 20, 2023", "Sept. 20, 2023", "Sep 20 2023", "20 September 2023", "20th of September, 2023"),
        *("Wednesday, September 20, 2023", "Wed 20 Sep 2023", "Wednesday, the 20th of September 2023", "20-Sep-2023"),
        *("2023-09-20", "2023/09/20", "20230920", "20/09/2023", "9/20/2023", "20.09.2023", "SEPTEMBER 20, 2023"),
        *(
            "Published: September 20, 2023",
            "Published on 20 September 2023",
            "Updated: Sept. 20, 2023",
            "Posted 2023-09-20",
        ),
        *("Last updated on September 20, 2023", "Date: 2023-09-20", "*September 20, 2023*", "(September 20, 2023)"),
        *("  September\u00a020,\n2023 ", "٢٠/٠٩/٢٠٢٣"),
        *("20. September 2023", "Mittwoch, den 20. September 2023", "Mi., 20.09.2023", "Veröffentlicht am 20.09.2023"),
        *("20 septembre 2023", "Publié le mercredi 20 septembre 2023", "Mis à jour le 20 sept. 2023"),
        *("20 de septiembre de 2023", "Miércoles, 20 de septiembre de 2023", "Publicado el 20 de sept. de 2023"),
        *("20 settembre 2023", "Mercoledì 20 settembre 2023", "quarta-feira, 20 de setembro de 2023"),
        *("20 сентября 2023", "Среда, 20 сентября 2023 г.", "Опубликовано: 20 сентября 2023 года"),
        *("20 سبتمبر 2023", "الأربعاء 20 سبتمبر/أيلول 2023"),
    ],
)
def test_a_day_is_read_in_every_usual_spelling(text):
    assert moment(text) == ("2023-09-20 00:00:00", "day")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2023-09-20T12:30:00Z", "12:30:00"),
        ("2023-09-20T12:30:00.123456+03:00", "09:30:00"),
        ("2023-09-20 12:30", "12:30:00"),
        ("2023-09-20T123059", "12:30:59"),
        ("Wed, 20 Sep 2023 12:00:00 +0300", "09:00:00"),
        ("September 20, 2023 12:30 p.m. GMT+3", "09:30:00"),
        ("September 20, 2023, at 12:15 am", "00:15:00"),
        ("10:30 a.m., September 20, 2023", "10:30:00"),
        ("14:05 MSK, 20 September 2023", "11:05:00"),
        ("Published on 20 September 2023 at 14:05 (MSK)", "11:05:00"),
        ("September 20, 2023 | 5:20 PM", "17:20:00"),
        ("Wednesday 20 September 2023 14.05 BST", "13:05:00"),
        ("Sept. 20, 2023, 6 p.m. EDT", "22:00:00"),
        ("Sept. 20, 2023, 6 p.m. ET", "22:00:00"),
        ("Published: 20 Sep 2023 14:30 BST", "13:30:00"),
        ("September 20, 2023 / 2:30 PM EDT", "18:30:00"),
        ("20.09.2023, 14:30 Uhr", "14:30:00"),
        ("20 septembre 2023 à 14h30", "14:30:00"),
        ("20 сентября 2023, 14:30 МСК", "11:30:00"),
    ],
)
def test_a_time_is_turned_into_utc(text, utc):
    assert moment(text) == (f"2023-09-20 {utc}", "minute")


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [("September 2023", "2023-09-01", "month"), ("2023-09", "2023-09-01", "month"), ("2023", "2023-01-01", "year")],
)
def test_less_than_a_day_stands_at_its_first(text, at, precision):
    assert moment(text) == (f"{at} 00:00:00", precision)


def test_clocks_of_a_place_follow_its_summer_time():
    assert moment("Jan. 20, 2023, 6 p.m. ET") == ("2023-01-20 23:00:00", "minute")
    assert moment("20 January 2023 18:00 UK") == ("2023-01-20 18:00:00", "minute")
    assert moment("20 July 2023 18:00 UK") == ("2023-07-20 17:00:00", "minute")


def test_no_name_means_two_months():
    names = " ".join(calendars._MONTHS.split())
    assert len(names.split()) == len(set(names.split())) == len(calendars.MONTHS)
    assert set(calendars.MONTHS.values()) == set(range(1, 13))


def test_a_time_without_zone_says_that_it_was_taken_as_utc():
    assert read("2023-09-20T12:30:00").repairs == (NO_ZONE,)
    assert read("September 20, 2023 12:30").repairs == (NO_ZONE,)
    assert read("2023-09-20T12:30:00Z").repairs == read("2023-09-20").repairs == ()
    assert read("20 Sep 2023, 14:05 IST").repairs == ("the time zone “IST” is not known: the time was taken as UTC",)


@pytest.mark.parametrize("time", ["T605:12:19", " 25:00", "T24:00:00", " 13:60", " 14 pm", "T12:30+25:00"])
def test_an_impossible_time_keeps_its_day(time):
    dated = read(f"1987-03-31{time}")
    assert (dated.at.isoformat(), dated.precision, dated.problem) == ("1987-03-31T00:00:00+00:00", "day", "")
    assert dated.repairs[0].endswith("only the day was kept")


@pytest.mark.parametrize("text", ["04/05/2015", "4-5-2015", "Published 04/05/2015"])
def test_an_ambiguous_day_is_a_problem_until_somebody_says_which_it_is(text):
    assert read(text).at is None
    assert f"The date “{text}” cannot be told: day and month could be either way round" in read(text).problem
    assert moment(text, order="dmy") == ("2015-05-04 00:00:00", "day")
    assert moment(text, order="mdy") == ("2015-04-05 00:00:00", "day")
    assert read(text, order="mdy").rule.endswith("as --dates says")


def test_what_can_only_be_one_day_needs_nobody_to_say_so():
    assert moment("05/05/2015") == ("2015-05-05 00:00:00", "day")
    assert moment("25/12/2015", order="mdy") == ("2015-12-25 00:00:00", "day")
    assert moment("04.05.2015") == ("2015-05-04 00:00:00", "day")


@pytest.mark.parametrize("text", ["February 30, 2023", "2023-13-45", "20/09/23", "31/31/2015"])
def test_a_day_that_does_not_exist_is_a_problem(text):
    dated = read(text)
    assert dated.at is None
    assert dated.problem.startswith(f"The date “{text}” cannot be told: ")


@pytest.mark.parametrize("text", ["9999-01-01", "0001-01-01", "January 1, 1399", "9999-12-31T23:59:59-14:00"])
def test_a_year_that_no_index_holds_is_a_problem(text):
    assert read(text).problem == f"The date “{text}” is outside the years 1400 to 9998."
    assert read(text).at is None


def test_a_day_more_than_one_ahead_is_a_problem_and_kept():
    assert read("2026-01-02").problem == ""
    ahead = read("2026-01-03")
    assert ahead.problem == "The date “2026-01-03” is more than a day ahead."
    assert ahead.at.isoformat() == "2026-01-03T00:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", "May", "Sunday", "2 hours ago", "1,234", "12345", "10:30", "The crash of September 20, 2023"),
        *("Sept. 20 – 25, 2023", "2023-2024", "On September 20, 2023, he said", "September 20, 2023 in Moscow"),
        *("Am 12. Juli 2016 kam er", "World 2023", "20 Harbour 2023", "Harbour 20, 2023"),
    ],
)
def test_what_is_no_date_is_none(text):
    assert read(text) is None


@settings(max_examples=400)
@given(st.text(alphabet=st.sampled_from("0123456789-/.:T+Z ,apmSeptMay|()"), max_size=30), st.sampled_from(["", "dmy"]))
def test_no_text_makes_it_fail(text, order):
    dated = read(text, order=order)
    assert dated is None or dated.problem or (dated.at.tzinfo and dated.precision)


@settings(max_examples=200)
@given(st.datetimes(datetime.datetime(1401, 1, 1), datetime.datetime(2025, 12, 30)))
def test_every_form_of_a_day_gives_that_day(at):
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%A, %d %B %Y", "%Y%m%d"):
        text = at.strftime(form).replace(f"{at.year} ", f"{at.year:04} ")
        assert moment(text) == (at.strftime("%Y-%m-%d 00:00:00"), "day")
