"""Signing in and out, for readers and for curators."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import limits
from tests.archive.markup import Page


@pytest.fixture(autouse=True)
def private(settings, tmp_path, db):
    """An archive for its members: one reads, one keeps it in order."""
    settings.ARCHIVE_ACCESS, settings.ARCHIVE_DATA = "login", tmp_path
    User.objects.create_user("ann", password="right")
    User.objects.create_superuser("ada", password="right")


def sign_in(client, name="ann", password="right", **more):
    return client.post("/login/", {"username": name, "password": password} | more)


def said(response):
    page = Page(response.content.decode())
    assert page.faults == []
    assert list(page.dangers()) == []
    return page.text


@pytest.mark.parametrize(("name", "place"), [("ann", "/"), ("ada", "/admin/")])
def test_readers_go_on_to_the_search_and_curators_to_their_desk(client, name, place):
    assert sign_in(client, name).url == place
    assert client.get(place.replace("/admin/", "/api/v1/articles/")).status_code in {200, 503}


def test_one_is_led_to_where_one_was_going(client, make_article, index):
    article = make_article()
    asked = client.get(f"/articles/{article.pk}/", follow=True)
    [hidden] = [one for one in Page(asked.content.decode()).all("input") if one["name"] == "next"]
    there = sign_in(client, next=hidden["value"])
    assert there.url == f"/articles/{article.pk}/"
    assert "Harbour reopens" in client.get(there.url, follow=True).content.decode()


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:///evil"])
def test_nobody_is_led_to_another_site(client, place):
    assert sign_in(client, next=place).url == "/"
    assert "evil" not in Page(client.get("/login/", {"next": place}).content.decode()).links()


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("nobody", "right"), ("ann\x00", "right")])
def test_a_wrong_password_is_one_sentence_and_the_same_for_a_wrong_name(client, name, password):
    response = sign_in(client, name, password)
    text = said(response)
    assert response.status_code == 200
    assert "There is no account of this name" in text or "Null characters are not allowed" in text
    assert client.get("/api/v1/articles/").status_code == 401


def test_a_field_that_was_left_empty_is_told_what_is_wrong_with_it(client):
    response = sign_in(client, password="")
    assert "This field is required." in said(response)
    [field] = [one for one in Page(response.content.decode()).all("input") if one["name"] == "password"]
    assert field["aria-describedby"] == "id_password_error"


def test_an_account_that_was_shut_is_none(client):
    User.objects.update(is_active=False)
    assert "There is no account of this name" in said(sign_in(client))


def test_who_guesses_too_often_waits_even_with_the_right_password(client, monkeypatch):
    monkeypatch.setattr(limits, "OF_ONE_NAME", (2, 900))
    for _ in range(2):
        sign_in(client, password="wrong")
    response = sign_in(client)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Too many attempts to sign in came from where you are: wait " in said(response)
    assert sign_in(client, "ada").status_code == 302


def test_counts_that_are_damaged_are_said_and_no_crash(client, tmp_path):
    (tmp_path / "throttle.sqlite3").write_bytes(b"no database" * 1000)
    response = sign_in(client)
    assert response.status_code == 503
    assert "try again in a few seconds" in said(response)


def test_the_door_of_the_admin_is_the_same(client):
    response = client.get("/admin/articles/article/?q=a%26b", follow=True)
    assert response.redirect_chain[-1][0] == "/login/?next=%2Fadmin%2Farticles%2Farticle%2F%3Fq%3Da%2526b"
    assert sign_in(client, "ada", next="/admin/articles/article/?q=a%26b").url == "/admin/articles/article/?q=a%26b"


def test_a_reader_before_the_desk_is_told_why_it_stays_shut(client):
    sign_in(client)
    text = said(client.get("/admin/", follow=True))
    assert "You are signed in as ann , who may not open that page" in text
    assert "Desk" not in text


def test_signing_out_is_a_form_on_every_page(client, index):
    sign_in(client)
    page = Page(client.get("/").content.decode())
    assert "Signed in as ann" in page.text
    assert any(form.get("action") == "/logout/" and form["method"] == "post" for form in page.all("form"))
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").url == "/login/?next=/"


def test_a_form_from_elsewhere_is_not_taken():
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "ann", "password": "right"})
    assert response.status_code == 403
    assert "allow cookies for this site" in response.content.decode()


def test_nobody_keeps_the_page(client):
    for response in (client.get("/login/"), sign_in(client, password="wrong")):
        assert "no-store" in response["Cache-Control"]
