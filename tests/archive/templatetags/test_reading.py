"""What templates know of languages, dates and addresses."""

import datetime

import pytest

from archive.templatetags.reading import grouped, language, language_name, machine, told, web


def test_attributes_of_a_text_are_escaped():
    assert language("ar") == ' lang="ar" dir="rtl"'
    assert language("und") == ' dir="auto"'
    assert language('"><script>') == ' lang="&quot;&gt;&lt;script&gt;" dir="ltr"'


@pytest.mark.parametrize(
    ("precision", "read", "for_machines"),
    [
        ("year", "2023", "2023"),
        ("month", "September 2023", "2023-09"),
        ("day", "20 September 2023", "2023-09-20"),
        ("minute", "20 September 2023, 14:05 UTC", "2023-09-20T14:05:00Z"),
    ],
)
def test_dates_are_told_as_precise_as_known(precision, read, for_machines):
    at = datetime.datetime(2023, 9, 20, 14, 5, tzinfo=datetime.UTC)
    item = {"published_at": at, "date_precision": precision}
    assert (told(item), machine(item)) == (read, for_machines)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://a.example", "//a.example", "/a", "data:,x", "", "ftp://a"]
)
def test_only_addresses_of_the_web_are_links(url):
    assert web(url) == ""


def test_addresses_of_the_web_stay_as_they_are():
    assert web("HTTPS://a.example/?q=<x>") == "HTTPS://a.example/?q=<x>"


def test_numbers_and_languages_are_written_for_people():
    assert grouped(1234567) == "1,234,567"
    assert [language_name(tag) for tag in ("ar", "pt-br", "und", "tlh")] == [
        "Arabic",
        "Brazilian Portuguese",
        "unknown",
        "tlh",
    ]
