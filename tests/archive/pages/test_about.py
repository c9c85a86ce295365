"""What the archive says of itself."""

import tomllib

from archive import __version__
from archive.pages import about
from articles import curation
from articles.models import Article, Source
from tests.archive.markup import Page
from tests.archive.pages.conftest import on
from tests.conftest import ROOT


def test_it_tells_what_is_held_by_source_language_and_time(read, make_article, index):
    herald = Source.objects.create(name="Herald <b>", domain="herald.example")
    make_article(source=herald, published_at=on("2019-03-01"))
    make_article(source=herald, published_at=on("2020-05-01"), language="ru")
    index()
    page = read("/about/")
    assert "2 articles, from March 2019 to May 2020." in page.text
    assert "Herald <b> 2 2019–2020" in page.text
    assert "English 1, Russian 1" in page.text
    assert "April 2019 – April 2020" in page.text
    assert "/?source=herald.example" in page.links()


def test_without_gaps_and_articles_it_tells_of_none(read, index, make_article):
    assert "Nothing is held yet." in read("/about/").text
    make_article()
    index()
    assert "Gaps" not in read("/about/").text


def test_of_very_many_gaps_the_longest_are_told(read, make_article, index):
    for year in range(1900, 1990):
        make_article(published_at=on(f"{year}-01-01"))
    make_article(published_at=on("1995-01-01"))
    index()
    page = read("/about/")
    assert "February 1989 – December 1994" in page.text
    assert "and 50 shorter ones." in page.text
    assert len(about.empty([])["gaps"]) == 0


def test_it_counts_what_is_public_alone(read, make_article, index):
    make_article(source="Herald")
    make_article(source="Draft", status="draft", published_at=on("1950-01-01"))
    hidden = make_article(source="Hidden", published_at=on("1960-01-01"))
    index()
    curation.withdraw(hidden, reason="legal")
    assert "Searches lack the last 1 change." in read("/about/").text
    index()
    page = read("/about/")
    assert "Searches know all of it." in page.text
    assert "1 article, from September 2023 to September 2023." in page.text
    assert not {"Draft", "Hidden"} & {*page.text.split()}


def test_it_tells_when_readers_last_saw_another_thing(read, make_article, index):
    assert "Last change" not in read("/about/").text
    article = make_article()
    index()
    at = Article.objects.get(pk=article.pk).updated_at
    assert f"{at.day} {at:%B %Y, %H:%M} UTC" in read("/about/").text


def test_licence_and_contact_are_those_of_the_settings_and_else_nothing(client, read, index, settings):
    assert not {"Licence", "Contact"} & {*read("/about/").text.split()}
    settings.ARCHIVE_LICENCE = "For study only. <b>\nhttps://creativecommons.org/licenses/by/4.0/"
    page = read("/about/")
    assert "Licence For study only. <b> https://creativecommons.org" in page.text
    assert "https://creativecommons.org/licenses/by/4.0/" in page.links()
    settings.ARCHIVE_CONTACT = "desk@example.org"
    page = Page(client.get("/about/").content.decode())
    assert "Contact desk@example.org" in page.text
    assert "mailto:desk@example.org" in page.links()


def test_every_way_to_take_from_it_leads_somewhere(transactional_db, client, read, make_article, index):
    make_article()
    index()
    ways = [one for one in read("/about/").links() if one.startswith(("/api/", "/oai/", "/sitemap"))]
    assert len(ways) >= 10
    for way in ways:
        response = client.get(way)
        assert response.status_code == 200, way
        response.close()


def test_the_version_is_that_of_the_project():
    assert __version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_it_costs_few_queries(client, make_article, index, django_assert_max_num_queries):
    for number in range(5):
        make_article(source=f"Source {number}")
    index()
    with django_assert_max_num_queries(5):
        client.get("/about/")
    assert "sauce" in client.get("/about/?sauce=1").content.decode()
