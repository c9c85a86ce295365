"""Tokens in the admin."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from archive.models import Token

LIST = "/admin/archive/token/"


@pytest.fixture
def browser(account):
    """A browser of an administrator."""
    return account("administrator")


def make(browser, **fields):
    data = {"name": "importer", "scope": "write", "expires_at_0": "", "expires_at_1": ""} | fields
    return browser.post(f"{LIST}add/", data)


def secret_in(response):
    return re.search(r'<code id="secret">(nar_[\w-]{43})</code>', response.content.decode())[1]


def test_a_token_is_made_shown_once_and_opens_the_archive(browser, client, settings):
    settings.ARCHIVE_ACCESS = "login"
    response = make(browser)
    secret = secret_in(response)
    assert response["Cache-Control"] == "private, no-store"
    assert client.get("/api/v1/articles/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    made = Token.objects.get()
    for address in (LIST, f"{LIST}{made.pk}/change/", f"{LIST}{made.pk}/history/", "/admin/"):
        text = browser.get(address).content.decode()
        assert secret not in text
        assert made.hash not in text
    assert secret[:10] in browser.get(LIST).content.decode()
    assert [str(one) for one in LogEntry.objects.values_list("object_repr", flat=True)] == ["importer"]


def test_what_is_wrong_is_said_at_its_field(browser, token):
    token("importer")
    response = make(browser, expires_at_0="2001-01-01", expires_at_1="00:00")
    text = response.content.decode()
    assert "There is a token of this name already" in text
    assert "This moment has passed" in text
    assert Token.objects.count() == 1


def test_a_token_is_neither_changed_nor_deleted(browser, token):
    token()
    pk = Token.objects.get().pk
    page = browser.get(f"{LIST}{pk}/change/").content.decode()
    assert 'name="_save"' not in page
    assert browser.post(f"{LIST}{pk}/change/", {"name": "other", "scope": "curate"}).status_code == 403
    assert browser.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert Token.objects.values_list("name", "scope").get() == ("importer", "write")


def test_the_button_revokes_one_at_once(browser, client, token):
    shown = token()
    made = Token.objects.get()
    page = f"{LIST}{made.pk}/change/"
    button = reverse("admin:archive_token_revoke", args=[made.pk])
    assert f'action="{button}"' in browser.get(page).content.decode()
    assert browser.get(button).status_code == 405
    assert client.get("/api/v1/articles/", headers=shown).status_code == 200
    response = browser.post(button, follow=True)
    assert "1 token revoked." in response.content.decode()
    assert button not in response.content.decode()
    assert client.get("/api/v1/articles/", headers=shown).status_code == 401
    assert LogEntry.objects.get().change_message == "Revoked."


def test_the_action_revokes_some(browser, token):
    for name in "abc":
        token(name)
    chosen = Token.objects.exclude(name="b").values_list("pk", flat=True)
    response = browser.post(LIST, {"action": "revoke", "_selected_action": [*chosen]}, follow=True)
    assert "2 tokens revoked." in response.content.decode()
    assert [(one.name, one.standing) for one in Token.objects.order_by("name")] == [
        ("a", "revoked"),
        ("b", "valid"),
        ("c", "revoked"),
    ]


@pytest.mark.parametrize("role", ["curator", "reader"])
def test_only_administrators_come_here(account, token, role):
    token()
    pk = Token.objects.get().pk
    other = account(role)
    for address in (LIST, f"{LIST}add/", f"{LIST}{pk}/change/"):
        assert other.get(address).status_code in {302, 403}, address
    assert make(other, name="mine").status_code in {302, 403}
    other.post(reverse("admin:archive_token_revoke", args=[pk]))
    assert Token.objects.get().standing == "valid"
