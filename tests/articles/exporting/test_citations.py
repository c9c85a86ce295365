"""An article as people cite it, in each style."""

import datetime
from html.parser import HTMLParser

import pytest

from articles.exporting.citations import STYLES, Italic, citations, name_of

TODAY = datetime.date(2026, 11, 29)


def person(name):
    return {"id": 1, "name": name, "kind": "person"}


@pytest.fixture
def cite(settings):
    """Return a function that cites an article, every field of which can be given: {style: text}."""
    settings.ARCHIVE_NAME = "News archive"
    settings.SITE_URL = "https://archive.example"

    def cite(style=None, **fields):
        article = {
            "id": 42,
            "headline": "Harbour reopens after a year",
            "byline": "Jane Miller",
            "authors": [person("Jane Miller")],
            "source": {"id": 1, "name": "The Argus", "domain": "argus.example"},
            "language": "en",
            "published_at": datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC),
            "date_precision": "day",
            "source_url": "https://argus.example/1",
        }
        found = {one.style: one for one in citations(article | fields, TODAY)}
        return found[style].text if style else found

    return cite


def test_each_style_says_it_in_its_way(cite):
    assert {style: one.text for style, one in cite().items()} == {
        "apa": "Miller, J. (2023, September 20). Harbour reopens after a year. The Argus. https://argus.example/1",
        "chicago": "Miller, Jane. “Harbour reopens after a year.” The Argus, September 20, 2023. "
        "https://argus.example/1. News archive, https://archive.example/articles/42/.",
        "mla": "Miller, Jane. “Harbour reopens after a year.” The Argus, 20 Sept. 2023, https://argus.example/1. "
        "News archive, https://archive.example/articles/42/.",
        "gost-7.0.5": "Miller J. Harbour reopens after a year // The Argus. 2023. 20 Sept. "
        "URL: https://argus.example/1 (дата обращения: 29.11.2026).",
        "gost-7.0.100": "Miller, J. Harbour reopens after a year / Jane Miller. – Текст : электронный // "
        "The Argus : [сайт]. – 2023. – 20 Sept. – URL: https://argus.example/1 (дата обращения: 29.11.2026).",
    }
    assert [name for _, name, _ in STYLES] == [one.name for one in cite().values()]


RUSSIAN = {
    "headline": "Порт открыт",
    "authors": [person("Иван Петров"), person("Анна-Мария Иванова")],
    "language": "ru",
    "source": {"id": 1, "name": "Вести", "domain": None},
}


def test_what_is_russian_is_told_in_russian(cite):
    assert cite("gost-7.0.5", **RUSSIAN).startswith(
        "Петров И., Иванова А.-М. Порт открыт // Вести. 2023. 20 сент. URL:"
    )
    record = cite("gost-7.0.100", **RUSSIAN)
    assert record.startswith("Петров, И. Порт открыт / Иван Петров, Анна-Мария Иванова. – Текст : электронный // Вести")
    assert " – 2023. – 20 сент. – URL:" in record
    may = {"published_at": datetime.datetime(1923, 5, 1, tzinfo=datetime.UTC)}
    assert " 1923. 1 мая. URL:" in cite("gost-7.0.5", **RUSSIAN | may)
    assert " 1923. май. URL:" in cite("gost-7.0.5", **RUSSIAN | may, date_precision="month")


@pytest.mark.parametrize(
    ("precision", "style", "date"),
    [
        ("year", "apa", "(2023). "),
        ("month", "apa", "(2023, September). "),
        ("minute", "apa", "(2023, September 20). "),
        ("year", "mla", "Argus, 2023, "),
        ("month", "mla", "Argus, Sept. 2023, "),
        ("month", "chicago", "Argus, September 2023. "),
        ("year", "gost-7.0.5", "Argus. 2023. URL"),
        ("month", "gost-7.0.100", " – 2023. – Sept. – URL"),
    ],
)
def test_a_date_is_told_as_far_as_it_is_known(cite, precision, style, date):
    assert date in cite(style, date_precision=precision)


def names(count):
    return [person(f"Ann N{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "style", "by"),
    [
        (2, "apa", "N0, A., & N1, A. (2023"),
        (3, "apa", "N0, A., N1, A., & N2, A. (2023"),
        (2, "mla", "N0, Ann, and Ann N1. “"),
        (3, "mla", "N0, Ann, et al. “"),
        (3, "chicago", "N0, Ann, Ann N1, and Ann N2. “"),
        (11, "chicago", "N0, Ann, Ann N1, Ann N2, Ann N3, Ann N4, Ann N5, Ann N6, et al. “"),
        (3, "gost-7.0.5", "N0 A., N1 A., N2 A. Harbour reopens after a year // The"),
        (4, "gost-7.0.5", "Harbour reopens after a year / N0 A. [et al.] // The Argus"),
        (4, "gost-7.0.100", "Harbour reopens after a year / Ann N0, Ann N1, Ann N2 [et al.]. – Текст"),
    ],
)
def test_many_authors_are_named_as_the_style_says(cite, count, style, by):
    assert cite(style, authors=names(count)).startswith(by)


def test_twenty_one_authors_are_the_first_nineteen_and_the_last(cite):
    assert "N18, A., . . . N20, A. (2023" in cite("apa", authors=names(21))


def test_what_is_not_known_leaves_no_hole(cite):
    bare = {"authors": [], "byline": "", "source": None, "source_url": ""}
    assert {style: one.text for style, one in cite(**bare).items()} == {
        "apa": "Harbour reopens after a year. (2023, September 20). https://archive.example/articles/42/",
        "chicago": "“Harbour reopens after a year.” September 20, 2023. https://archive.example/articles/42/.",
        "mla": "“Harbour reopens after a year.” 20 Sept. 2023. News archive, https://archive.example/articles/42/.",
        "gost-7.0.5": "Harbour reopens after a year. 2023. 20 Sept. URL: https://archive.example/articles/42/ "
        "(дата обращения: 29.11.2026).",
        "gost-7.0.100": "Harbour reopens after a year. – Текст : электронный. – 2023. – 20 Sept. – "
        "URL: https://archive.example/articles/42/ (дата обращения: 29.11.2026).",
    }


def test_a_headline_that_ends_a_sentence_needs_no_stop(cite):
    assert cite("apa", headline="Who knows?").startswith("Miller, J. (2023, September 20). Who knows? The Argus.")
    assert "“Who knows?” The" in cite("mla", headline="Who knows?")


def test_an_agency_or_a_byline_is_named_as_it_calls_itself(cite):
    agency = [{"id": 1, "name": "Agence France Presse", "kind": "agency"}]
    assert cite("apa", authors=agency).startswith("Agence France Presse. (2023")
    assert cite("gost-7.0.100", authors=agency).startswith("Harbour reopens after a year / Agence France Presse. –")
    assert cite("mla", authors=[], byline="Our own correspondent").startswith("Our own correspondent. “")


@pytest.mark.parametrize(
    ("name", "language", "parts"),
    [
        ("Jane Miller", "en", ("Miller", "Jane")),
        ("Ludwig van Beethoven", "de", ("van Beethoven", "Ludwig")),
        ("Juan de la Cruz", "es", ("de la Cruz", "Juan")),
        ("John Doe Jr.", "en", ("Doe Jr.", "John")),
        ("Miller, Jane", "en", ("Miller", "Jane")),
        ("Plato", "en", ("Plato", "")),
        ("van Gogh", "nl", ("Gogh", "van")),
        ("王 小明", "zh", ("王 小明", "")),
        ("Nagy Imre", "hu-HU", ("Nagy Imre", "")),
        ("  Jane \n Miller ", "en", ("Miller", "Jane")),
    ],
)
def test_names_are_parted_as_far_as_that_is_sure(name, language, parts):
    found = name_of(person(name), language)
    assert (found.family, found.given) == parts


def test_papers_are_in_italics_and_nothing_else_is_html(cite):
    hostile = '<script>alert("1")</script>&'
    for one in cite(headline=hostile, source={"name": hostile, "domain": None}).values():
        parsed = Tags()
        parsed.feed(one.html)
        assert set(parsed.tags) <= {"i"}
        assert parsed.text == one.text
    assert Italic("The Argus") in cite()["apa"].pieces


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data
