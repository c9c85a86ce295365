"""Who may open the admin, and what each finds there."""

import pytest
from django.contrib.auth.models import User

from archive import limits
from tests.archive.markup import Page


@pytest.mark.parametrize(
    ("roles", "status"), [((), 302), (("reader",), 302), (("curator",), 200), (("administrator",), 200)]
)
def test_the_roles_open_it_without_any_flag(account, roles, status):
    response = account(*roles).get("/admin/")
    assert response.status_code == status
    if status == 302:
        assert response.url == "/admin/login/?next=/admin/"


@pytest.mark.parametrize(("role", "sees"), [("curator", False), ("administrator", True)])
def test_accounts_and_tokens_are_for_administrators(account, role, sees):
    browser = account(role)
    text = browser.get("/admin/").content.decode()
    assert "/admin/articles/article/" in text
    assert ("/admin/archive/token/" in text) is ("/admin/auth/user/" in text) is sees
    assert browser.get("/admin/archive/token/").status_code == (200 if sees else 403)


@pytest.mark.parametrize(("role", "place"), [("reader", "/"), ("curator", "/admin/"), ("administrator", "/admin/")])
def test_signing_in_leads_to_the_desk_whoever_has_one(client, account, role, place):
    account(role)
    assert client.post("/login/", {"username": role, "password": "secret"}).url == place


@pytest.mark.parametrize(("role", "shown"), [("reader", False), ("curator", True)])
def test_pages_show_the_way_to_the_desk_to_whoever_has_one(account, index, role, shown):
    links = Page(account(role).get("/").content.decode()).links()
    assert ("/admin/" in links) is shown


# --- one's own password -------------------------------------------------------------------------


def change(browser, old, new="a-new-long-secret"):
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return browser.post("/admin/password_change/", data)


def test_a_curator_changes_the_own_password(account, settings, tmp_path):
    settings.ARCHIVE_DATA = tmp_path
    browser = account("curator")
    assert "Please enter your old password" in browser.get("/admin/password_change/").content.decode()
    response = change(browser, "secret")
    assert (response.status_code, response.url) == (302, "/admin/password_change/done/")
    assert "successful" in browser.get(response.url).content.decode()
    assert User.objects.get().check_password("a-new-long-secret")


def test_whoever_guesses_the_old_password_has_to_wait(account, settings, tmp_path, monkeypatch):
    settings.ARCHIVE_DATA = tmp_path
    monkeypatch.setattr(limits, "OF_ONE_NAME", (2, 900))
    browser = account("curator")
    assert [change(browser, "wrong").status_code for _ in range(2)] == [200, 200]
    response = change(browser, "secret")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 900
    assert "Too many attempts" in response.content.decode()
    assert User.objects.get().check_password("secret")
    assert browser.post("/login/", {"username": "curator", "password": "secret"}).status_code == 429


def test_a_reader_finds_no_form_there(account):
    assert account("reader").get("/admin/password_change/").status_code == 302
