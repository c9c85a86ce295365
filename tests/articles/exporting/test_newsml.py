"""An article as a newsItem of NewsML-G2, valid by the schema of the IPTC."""

import pytest
from lxml import etree

from articles.exporting import newsml
from articles.exporting.telling import line

G2 = f"{{{newsml.NAMESPACE}}}"
HTML = f"{{{newsml.XHTML}}}"


@pytest.fixture(scope="module")
def schema(shared):
    """Return the IPTC's own schema of core conformance, the only one that is here."""
    folder = shared / "formats/iptc_newsml_g2/releases/2.35/examples"
    return etree.XMLSchema(etree.parse(folder / "NewsML-G2_2.24-spec-All-Core.xsd"))


def written(article):
    return etree.fromstring(newsml.write(article))


def faults(item, schema):
    """Return what is wrong with an item by the schema of core conformance, which has no signals."""
    for signal in item.iter(f"{G2}signal"):
        assert item.get("conformance") == "power"
        assert signal.getprevious().tag == f"{G2}edNote"
        signal.getparent().remove(signal)
    schema.validate(item)
    return [str(one) for one in schema.error_log]


def texts(item, *path):
    return [one.text for one in item.findall("/".join(f"{G2}{name}" for name in path))]


def test_a_whole_article_is_valid_and_says_all(whole, schema):
    item = written(whole())
    assert (item.get("guid"), item.get("version")) == ("http://127.0.0.1:8000/api/v1/articles/42/", "3")
    assert item.find(f"{G2}itemMeta/{G2}pubStatus").get("qcode") == "stat:usable"
    assert texts(item, "contentMeta", "headline") == ["Harbour reopens"]
    assert texts(item, "contentMeta", "description") == ["After a year"]
    assert texts(item, "contentMeta", "by") == ["Ann Lee and AFP"]
    assert texts(item, "contentMeta", "creator", "name") == ["Ann Lee", "AFP"]
    assert texts(item, "contentMeta", "infoSource", "name") == ["The Argus"]
    assert texts(item, "contentMeta", "subject", "name") == ["Sea", "Ships & trade"]
    assert texts(item, "contentMeta", "keyword") == ["World"]
    assert texts(item, "contentMeta", "contentCreated") == ["2023-09-20T14:05:06Z"]
    links = {one.get("href"): one[0].text for one in item.iter(f"{G2}link")}
    assert links["https://argus.example/ship.jpg"] == "A ship (Jo)"
    assert links["https://b.example/"] == "Elsewhere"
    assert links["https://argus.example/1?a=1&b=2"] == "First published at"
    assert faults(item, schema) == []


def test_its_text_is_xhtml_with_its_marks(whole):
    article = whole(body="One *two* [x](https://a.example/?a=1&b=2).  \nthree\n\n---\n\n```\na < b\n```")
    page = written(article).find(f".//{HTML}html")
    assert page.find(f".//{HTML}h1").text == "Harbour reopens"
    assert page.find(f".//{HTML}em").text == "two"
    assert page.find(f".//{HTML}a").get("href") == "https://a.example/?a=1&b=2"
    assert page.find(f".//{HTML}code").text == "a < b\n"
    assert all(page.find(f".//{HTML}{name}") is not None for name in ("br", "hr"))


def test_an_article_of_which_little_is_known_is_valid(bare, schema):
    for article in (bare, bare | {"published_at": None, "date_precision": ""}):
        item = written(article)
        assert item.get("conformance") == "core"
        assert faults(item, schema) == []


def test_corrections_are_told_to_editors_and_signalled(whole):
    item = written(whole())
    assert texts(item, "itemMeta", "edNote") == ["Correction, 22 September 2023: It was Tuesday."]
    assert [one.get("qcode") for one in item.iter(f"{G2}signal")] == ["sig:correction"]


@pytest.mark.parametrize(("precision", "date"), [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-20")])
def test_a_date_is_as_precise_as_it_is_known(whole, precision, date, schema):
    item = written(whole(date_precision=precision))
    assert texts(item, "contentMeta", "contentCreated") == [date]
    assert faults(item, schema) == []


@pytest.mark.parametrize(
    ("tag", "way"), [("ar", "rtl"), ("en-GB", "ltr"), ("ku-Arab", "rtl"), ("ku", None), ("und", None)]
)
def test_languages_and_their_direction_are_told(whole, tag, way, schema):
    item = written(whole(language=tag))
    assert item.get("dir") == way
    assert item.find(f".//{HTML}html").get("dir") == (way or "auto")
    told = [one.get("tag") for one in item.iter(f"{G2}language")]
    assert told == ([] if tag == "und" else [tag])
    assert faults(item, schema) == []


@pytest.mark.parametrize("status", ["draft", "withdrawn", "merged"])
def test_what_may_not_be_used_says_so_to_those_who_see_it(whole, status):
    told = written(whole(status=status)).find(f".//{G2}pubStatus").get("qcode")
    assert told == {"draft": "stat:withheld"}.get(status, "stat:canceled")


def test_what_was_withdrawn_is_a_version_that_cancels(left, schema):
    item = etree.fromstring(newsml.gone(left))
    assert item.find(f"{G2}itemMeta/{G2}pubStatus").get("qcode") == "stat:canceled"
    assert texts(item, "itemMeta", "edNote") == ["This article was withdrawn on 3 May 2024. The reason: legal."]
    assert texts(item, "itemMeta", "versionCreated") == ["2024-05-03T09:30:00Z"]
    assert item.find(f"{G2}contentMeta") is item.find(f"{G2}contentSet") is None
    assert faults(item, schema) == []


def test_hostile_text_is_valid_and_has_no_element_of_its_own(hostile_articles, schema):
    for article in hostile_articles:
        is_valid(article, schema)


@pytest.mark.slow
def test_all_hostile_text_is_valid(all_hostile_articles, schema):
    for article in all_hostile_articles:
        is_valid(article, schema)


def is_valid(article, schema):
    item = written(article)
    assert faults(item, schema) == [], article["headline"]
    assert not [*item.iter(f"{HTML}script", f"{HTML}img", f"{HTML}iframe", f"{HTML}style")]
    assert texts(item, "contentMeta", "headline") == [line(article["headline"]) or None] * bool(article["headline"])
