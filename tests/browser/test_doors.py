"""Who gets in: people of a private archive by their password, programs by their token."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.running import PASSWORD, Archive, Visitor


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """An archive for its members, with one article."""
    archive = Archive(tmp_path_factory.mktemp("private"), ARCHIVE_ACCESS="login")
    archive.clip("# Members Alone\n\n1 June 2001\n\nNobody else is to read this.")
    yield archive
    archive.end()


@pytest.fixture
def stranger(chromium, private):
    """Somebody before a private archive, not signed in."""
    stranger = Visitor(chromium, private)
    yield stranger
    stranger.leave()
    assert stranger.faults == []


def test_a_private_archive_lets_nobody_read_until_they_sign_in_and_after_they_sign_out(private, stranger):
    number = private.number_of("Members Alone")
    page = stranger.page
    page.goto(f"/articles/{number}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Members Alone" not in page.content()
    private.api(f"articles/{number}/", 401)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("not the key")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no account of this name")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Members Alone")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"/articles/{number}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def ask(archive, path, token):
    """Ask the API as a program; returns the status and the answer."""
    asked = urllib.request.Request(f"{archive.address}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_a_token_is_shown_once_opens_the_api_and_is_revoked_at_once(private, stranger):
    number = private.number_of("Members Alone")
    page = stranger.sign_in().page
    page.goto("/admin/archive/token/add/")
    page.get_by_label("Name").fill("the reading room")
    page.get_by_label("Scope").select_option("read")
    page.get_by_role("button", name="Save", exact=True).click()
    secret = page.locator("#secret").inner_text()
    assert secret.startswith("nar_")
    assert ask(private, f"articles/{number}/", secret)[0] == 200
    page.get_by_role("link", name="Go on to the token").click()
    expect(page.get_by_text("the reading room").first).to_be_visible()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke this token").click()
    expect(page.locator(".messagelist")).to_contain_text("1 token revoked.")
    assert ask(private, f"articles/{number}/", secret)[0] == 401
