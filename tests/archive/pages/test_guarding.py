"""Every page is in the language that its reader chose, or else that the browser asks for."""

import pytest
from django.conf import settings
from django.test import Client

from tests.archive.markup import Page


def spoken(response):
    """Return the language of a page, as it says of itself; both ways of saying it agree."""
    [html] = Page(response.content.decode()).all("html")
    assert html["lang"] == response["Content-Language"]
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in response["Vary"].split(",")}
    return html["lang"]


@pytest.mark.parametrize(
    ("asks", "speaks"),
    [("", "en"), ("ru", "ru"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en,ru;q=0.5", "en"), ("fi", "en"), ("*", "en")],
)
@pytest.mark.parametrize("place", ["/", "/login/"])
def test_a_page_speaks_what_the_browser_asks_for(client, db, place, asks, speaks):
    assert spoken(client.get(place, headers={"Accept-Language": asks})) == speaks


def test_what_the_reader_chose_goes_before_what_the_browser_asks_for(client, db):
    went = client.post("/language/", {"language": "ru"}, headers={"Referer": "http://testserver/?q=rail"})
    assert (went.status_code, went.url) == (302, "http://testserver/?q=rail")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ru"
    assert spoken(client.get("/", headers={"Accept-Language": "en"})) == "ru"


def test_nobody_is_led_to_another_site_by_a_choice(client, db):
    went = client.post("/language/", {"language": "ru", "next": "https://evil.example/"})
    assert went.url == "/"


def test_programs_are_answered_in_english(client, db):
    said = client.get("/api/v1/articles/?sourc=x", headers={"Accept-Language": "ru"}).json()
    assert said["detail"].startswith("There is no parameter")


@pytest.mark.parametrize(("asks", "said"), [("en", "There is nothing here."), ("ru", "Здесь ничего нет.")])
def test_an_address_that_is_none_says_so_in_their_language(client, db, asks, said):
    response = client.get("/nowhere/", headers={"Accept-Language": asks})
    assert response.status_code == 404
    assert said in Page(response.content.decode()).text
    assert spoken(response) == asks


def test_a_host_that_is_not_that_of_the_archive_is_told_in_their_language(client):
    response = client.get("/", headers={"Accept-Language": "ru", "Host": "other.example"})
    assert response.status_code == 400
    assert "Этот архив — не «other.example»" in Page(response.content.decode()).text
    assert spoken(response) == "ru"


def test_a_form_without_its_cookie_is_refused_in_their_language(db):
    response = Client(enforce_csrf_checks=True).post("/login/", headers={"Accept-Language": "ru"})
    assert response.status_code == 403
    assert "Форма не принята." in Page(response.content.decode()).text
    assert spoken(response) == "ru"


def test_a_mistake_is_told_in_their_language(client, db):
    text = Page(client.get("/?q=headlin:flood", headers={"Accept-Language": "ru"}).content.decode()).text
    assert "Поля headlin: нет, но есть headline:" in text


def test_a_page_that_a_cache_keeps_is_another_one_in_another_language(client, make_article):
    place = f"/articles/{make_article().pk}/"
    english = client.get(place, headers={"Accept-Language": "en"}, follow=True)
    asked = {"If-None-Match": english["ETag"]}
    assert client.get(place, headers=asked | {"Accept-Language": "en"}, follow=True).status_code == 304
    russian = client.get(place, headers=asked | {"Accept-Language": "ru"}, follow=True)
    assert (russian.status_code, spoken(russian)) == (200, "ru")
    assert russian["ETag"] != english["ETag"]
