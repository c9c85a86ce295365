"""Any search as a feed: what others read of it, and that it is what the specifications ask for."""

import datetime
import json
import xml.etree.ElementTree as ET

import feedparser
import pytest

from articles import curation
from articles.exporting import ndjson

ATOM = {"a": "http://www.w3.org/2005/Atom", "o": "http://a9.com/-/spec/opensearch/1.1/"}
FORMS = ("atom", "rss")
NASTY = "Tide & <wave> ]]> \x02\x0b“quoted” \u202eright \U0001f30a"


def day(number):
    return datetime.datetime(2023, 9, number, 8, 30, tzinfo=datetime.UTC)


@pytest.fixture
def feed(client, index):
    """Return a function that brings the index up to date and gets a feed; its bytes."""

    def get(form, asked="", **headers):
        index()
        response = client.get(f"/api/v1/search.{form}?{asked}", headers=headers)
        assert response.status_code == 200, response.content
        return response

    return get


@pytest.fixture
def read(feed):
    """Return a function that gets a feed as feedparser reads it, which finds nothing wrong with it."""

    def get(form, asked=""):
        found = feedparser.parse(feed(form, asked).content)
        assert not found.bozo, found.bozo_exception
        return found

    return get


@pytest.mark.parametrize("form", FORMS)
def test_an_entry_is_read_back_as_it_was(read, make_article, settings, form):
    article = make_article(
        headline="Harbour & sea", authors=["Ada Stone", "AFP"], topics=["Sea"], published_at=day(20), language="pt-BR"
    )
    curation.correct(article, correction="It was <Tuesday>.")
    found = read(form, "q=harbour")
    [entry] = found.entries
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert found.feed.title == "News archive: harbour"
    assert entry.title == "Harbour & sea"
    assert entry.id == entry.link == f"{settings.SITE_URL}/articles/{article.pk}/"
    assert [one.name for one in entry.authors] == ["Ada Stone", "AFP"]
    assert [one.term for one in entry.tags] == ["Sea"]
    assert entry.published_parsed[:5] == (2023, 9, 20, 8, 30)
    [content] = entry.content
    assert content.type == "text/html"
    assert "It was &lt;Tuesday&gt;." in content.value
    assert content.value.endswith("<p>The harbour reopened on Monday.</p>\n<p>Ships came in.</p>")
    assert entry.summary == "The harbour reopened on Monday."


def test_so_is_that_of_a_json_feed(feed, make_article, settings):
    article = make_article(headline="Harbour", authors=["Ada"], topics=["Sea"], source_url="https://weir.example/1")
    response = feed("json", "q=harbour")
    assert response["Content-Type"] == "application/feed+json"
    found = json.loads(response.content)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{settings.SITE_URL}/api/v1/search.json?q=harbour"
    assert found["items"] == [
        {
            "id": f"{settings.SITE_URL}/articles/{article.pk}/",
            "url": f"{settings.SITE_URL}/articles/{article.pk}/",
            "external_url": "https://weir.example/1",
            "title": "Harbour",
            "content_html": "<p>The harbour reopened on Monday.</p>\n<p>Ships came in.</p>\n",
            "summary": "The harbour reopened on Monday.",
            "date_published": "2023-09-20T00:00:00Z",
            "date_modified": f"{article.updated_at:%Y-%m-%dT%H:%M:%SZ}",
            "authors": [{"name": "Ada"}],
            "tags": ["Sea"],
            "language": "en",
        }
    ]


@pytest.mark.parametrize("form", FORMS)
def test_whatever_an_article_says_the_feed_is_well_formed(read, make_article, form):
    make_article(headline=NASTY, body=NASTY, authors=["O'Neill & <Sons>"], topics=["<&>"], section=NASTY, source=NASTY)
    [entry] = read(form).entries
    assert entry.title.startswith("Tide & <wave> ]]>")


def test_an_atom_feed_has_what_its_specification_asks_for(feed, make_article, settings):
    for number in range(3):
        make_article(published_at=day(number + 1))
    root = ET.fromstring(feed("atom", "q=harbour&page_size=2").content)
    links = {one.get("rel"): one.get("href") for one in root.findall("a:link", ATOM)}
    here = f"{settings.SITE_URL}/api/v1/search.atom?q=harbour&page_size=2"
    assert links["self"] == root.findtext("a:id", namespaces=ATOM) == here
    assert links["alternate"].startswith(f"{settings.SITE_URL}/?q=harbour")
    assert "cursor=" in links["next"]
    assert root.findtext("o:totalResults", namespaces=ATOM) == "3"
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 2
    for entry in entries:
        for name in ("id", "title", "updated", "published", "author/a:name", "content", "summary"):
            assert entry.findtext(f"a:{name}", namespaces=ATOM), name
    newest = max(one.findtext("a:updated", namespaces=ATOM) for one in entries)
    assert root.findtext("a:updated", namespaces=ATOM) == newest


@pytest.mark.parametrize("form", FORMS)
def test_pages_lead_through_all_that_was_found(client, read, make_article, form):
    made = [make_article(published_at=day(number + 1)).pk for number in range(5)]
    found, seen = read(form, "page_size=2"), []
    for _ in range(3):
        seen += [int(one.link.rstrip("/").rpartition("/")[2]) for one in found.entries]
        further = [one.href for one in found.feed.links if one.rel == "next"]
        if further:
            found = read(form, further[0].partition("?")[2])
    assert (seen, further) == (made[::-1], [])


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize("form", FORMS)
def test_a_page_of_long_texts_is_shorter_and_leads_on(client, read, make_article, monkeypatch, form, order):
    monkeypatch.setattr(ndjson, "HEAVIEST", 100)
    bodies = ["Harbour.", "Harbour " * 9, "Harbour " * 30, "Harbour.", "Harbour again."]
    ids = {make_article(published_at=day(number), body=body).pk for number, body in enumerate(bodies, 1)}
    found, sizes, seen = read(form, f"q=harbour&sort={order}"), [], []
    while True:
        sizes.append(len(found.entries))
        seen += [int(one.link.rstrip("/").rpartition("/")[2]) for one in found.entries]
        address = [one.href for one in found.feed.links if one.rel == "next"]
        if not address:
            break
        found = feedparser.parse(client.get(address[0]).content)
    assert sorted(seen) == sorted(ids)
    assert len(sizes) == 3
    assert 1 in sizes


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_what_is_new_goes_first_unless_another_order_is_asked_for(feed, make_article, form):
    make_article(headline="Harbour harbour harbour", published_at=day(1))
    make_article(headline="Late", published_at=day(9))
    told = feed(form, "q=harbour").content.decode()
    assert told.index("Late") < told.index("Harbour harbour")
    told = feed(form, "q=harbour&sort=relevance").content.decode()
    assert told.index("Late") > told.index("Harbour harbour")


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_every_parameter_of_a_search_is_taken(feed, make_article, form):
    make_article(headline="Ours", source="The Weir", topics=["Sea"], section="Home", authors=["Ada"])
    make_article(headline="Theirs")
    asked = "q=harbour+sea&match=any&source=The+Weir&topic=Sea&section=Home&author=Ada&language=en&sort=oldest"
    asked += "&published_after=2023&published_before=2024&page_size=5&facets=source&histogram=year&explain=1"
    told = feed(form, asked).content.decode()
    assert "Ours" in told
    assert "Theirs" not in told


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_what_is_withdrawn_leaves_at_once(feed, client, make_article, form):
    article = make_article(headline="Gone")
    assert b"Gone" in feed(form).content
    curation.withdraw(article, reason="error")
    assert b"Gone" not in client.get(f"/api/v1/search.{form}").content


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_an_unchanged_feed_is_not_sent_again(feed, client, make_article, django_assert_num_queries, form):
    make_article()
    tag = feed(form, "q=harbour")["ETag"]
    with django_assert_num_queries(1):
        again = client.get(f"/api/v1/search.{form}?q=harbour", headers={"If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_an_empty_feed_is_one_too(feed, form):
    told = feed(form, "q=nothing").content
    assert form == "json" or not feedparser.parse(told).bozo


@pytest.mark.parametrize("form", [*FORMS, "json"])
def test_what_is_wrong_is_a_problem(client, index, form):
    response = client.get(f"/api/v1/search.{form}?q=(")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_readers_find_the_feeds_of_a_search_by_themselves(client, make_article, index):
    make_article()
    index()
    page = client.get("/?q=harbour&source=x").content.decode()
    for form, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
        assert f'type="application/{kind}"' in page
        assert f'href="/api/v1/search.{form}?q=harbour&amp;source=x"' in page


@pytest.mark.parametrize(("held", "told"), [(0, "0 articles."), (1, "1 article."), (2, "2 articles.")])
def test_rss_says_how_many_articles_were_found(make_article, read, held, told):
    for _ in range(held):
        make_article()
    assert read("rss").feed.subtitle == told
