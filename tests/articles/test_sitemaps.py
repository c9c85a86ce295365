"""What crawlers are told: each public article once, nothing else, and where not to go."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone

from articles import curation, sitemaps

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture
def crawl(client, settings):
    """Return a function that gets a sitemap."""

    def get(path):
        response = client.get(path.removeprefix(settings.SITE_URL))
        assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
        return ET.fromstring(response.content)

    return get


def all_pages(crawl):
    """Yield (address, lastmod) of each article, as a crawler finds them."""
    for page in crawl("/sitemap.xml").findall("s:sitemap", MAP):
        for one in crawl(page.findtext("s:loc", namespaces=MAP)).findall("s:url", MAP):
            yield one.findtext("s:loc", namespaces=MAP), one.findtext("s:lastmod", namespaces=MAP)


def test_every_public_article_is_told_once(make_article, crawl, settings, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_PAGE", 3)
    articles = [make_article() for _ in range(10)]
    curation.withdraw(articles.pop(4), reason="error")
    make_article(status="draft")
    told = dict(all_pages(crawl))
    assert list(told) == [f"{settings.SITE_URL}/articles/{one.pk}/harbour-reopens/" for one in articles]
    assert (
        told[f"{settings.SITE_URL}/articles/{articles[0].pk}/harbour-reopens/"]
        == f"{articles[0].updated_at:%Y-%m-%dT%H:%M:%SZ}"
    )


def test_the_index_says_when_a_page_changed_last(make_article, crawl):
    make_article()
    article = make_article()
    article.headline = "Harbour closes"
    article.save()
    [page] = crawl("/sitemap.xml").findall("s:sitemap", MAP)
    assert page.findtext("s:lastmod", namespaces=MAP) == f"{article.updated_at:%Y-%m-%dT%H:%M:%SZ}"


def test_an_empty_archive_has_no_pages(db, crawl, client):
    assert len(crawl("/sitemap.xml")) == 0
    assert client.get("/sitemap-1.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["/sitemap-0.xml", "/sitemap-01.xml", "/sitemap-9223372036854775807.xml", "/sitemap-x.xml"]
)
def test_a_page_that_there_is_not_is_404(make_article, client, path):
    make_article()
    assert client.get(path).status_code == 404


def test_news_is_what_two_days_brought(make_article, crawl, settings):
    now = timezone.now()
    make_article(published_at=now - datetime.timedelta(days=3))
    make_article(published_at=now + datetime.timedelta(hours=1))
    article = make_article(published_at=now, headline="Tide & <wave>\x02", language="pt-BR", source="The Weir")
    [one] = crawl("/news-sitemap.xml").findall("s:url", MAP)
    assert one.findtext("s:loc", namespaces=MAP) == f"{settings.SITE_URL}/articles/{article.pk}/tide-wave/"
    assert one.findtext(".//n:title", namespaces=MAP).strip() == "Tide & <wave>"
    assert one.findtext(".//n:name", namespaces=MAP) == "The Weir"
    assert one.findtext(".//n:language", namespaces=MAP) == "pt"


def test_robots_are_led_to_the_pages_and_kept_from_the_rest(client, db, settings):
    told = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml\n" in told
    assert "Disallow: /api/\n" in told


def test_an_archive_for_members_shuts_robots_out(client, db, settings):
    settings.ARCHIVE_ACCESS = "login"
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 401


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml"])
def test_a_crawler_that_knows_it_is_told_so_with_one_query(make_article, client, path, django_assert_num_queries):
    make_article()
    tag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_an_index_of_many_is_made_without_a_look_at_each_row(make_article, db):
    """SQLite answers from an index alone; PostgreSQL has the texts elsewhere than its rows."""
    from django.db import connection

    if connection.vendor == "sqlite":
        rows = sitemaps.shown().values_list("id").order_by()
        assert "COVERING INDEX" in sitemaps.Index.pages().explain()
        assert "COVERING INDEX" in rows.explain()
