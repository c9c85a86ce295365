from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def member(db):
    """A client that is signed in."""
    client = Client()
    client.force_login(User.objects.create_user("ann"))
    return client


# --- who ----------------------------------------------------------------------------------------

ADDRESSES = ["search/", "articles/", "articles/1/", "articles/1/original/", "sources/", "lookup/", "schema/", "docs/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_archive_for_members_asks_others_to_sign_in(client, db, settings, address):
    settings.ARCHIVE_ACCESS = "login"
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response["WWW-Authenticate"] == 'Bearer realm="archive"'
    assert "sign in at /login/" in response.json()["detail"]
    assert response["Cache-Control"] == "no-store"


def test_members_read_it(member, settings, make_article):
    settings.ARCHIVE_ACCESS = "login"
    article = make_article()
    assert member.get(f"/api/v1/articles/{article.pk}/").json()["id"] == article.pk


def test_somebody_who_is_shut_out_reads_no_more(member, settings):
    settings.ARCHIVE_ACCESS = "login"
    User.objects.update(is_active=False)
    assert member.get("/api/v1/articles/").status_code == 401


def test_any_other_value_shuts_the_archive(client, db, settings):
    settings.ARCHIVE_ACCESS = "pubic"
    assert client.get("/api/v1/articles/").status_code == 401


def test_reading_without_a_session_asks_the_database_for_none(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/api/v1/articles/")


# --- who writes ---------------------------------------------------------------------------------


def draft(client, **more):
    return client.post("/api/v1/articles/", "{}", "application/json", **more)


def test_nobody_writes_unknown(client, db):
    refused = draft(client)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="archive"')
    assert "send a token" in refused.json()["detail"]


def test_who_has_not_the_scope_is_told_so(client, token, make_article):
    refused = draft(client, headers=token("reading", "read"))
    assert refused.status_code == 403
    assert refused.json()["detail"] == "This needs the scope write, and token reading has it not."
    refused = client.delete(f"/api/v1/articles/{make_article().pk}/", headers=token("writing", "write"))
    assert refused.json()["detail"] == "This needs the scope curate, and token writing has it not."


@pytest.fixture
def careful(account):
    """A browser of a curator that has opened a page, and is watched as real ones are."""
    browser = account("curator")
    browser.handler.enforce_csrf_checks = True
    browser.get("/admin/")
    return browser


def test_what_is_written_in_a_session_comes_from_a_page_of_the_site(careful):
    refused = draft(careful)
    assert refused.status_code == 403
    assert "send the value of the cookie csrftoken as the header X-CSRFToken" in refused.json()["detail"]
    assert draft(careful, headers={"X-CSRFToken": careful.cookies["csrftoken"].value}).status_code == 201
    elsewhere = {"X-CSRFToken": careful.cookies["csrftoken"].value, "Origin": "https://elsewhere.example"}
    assert draft(careful, headers=elsewhere).status_code == 403


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"a":', "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"[" * 3_000_000, "application/json", 413),
    ],
    ids=["no JSON", "a form", "files", "too much"],
)
def test_a_body_is_judged_in_a_session_as_elsewhere(careful, token, content, content_type, status):
    mine = {"X-CSRFToken": careful.cookies["csrftoken"].value}
    answers = [
        careful.generic("POST", "/api/v1/articles/", content, content_type, headers=shown) for shown in (mine, token())
    ]
    assert [answer.status_code for answer in answers] == [status, status]
    assert answers[0].json() == answers[1].json()


def test_a_token_of_the_session_in_a_form_is_not_looked_for(careful):
    form = {"csrfmiddlewaretoken": careful.cookies["csrftoken"].value}
    assert careful.post("/api/v1/articles/", form).status_code == 403


class Unread(BytesIO):
    """A body that nobody may read."""

    def read(self, *size):
        raise AssertionError("it was read")


@pytest.mark.parametrize("address", ["articles/", "imports/"])
@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x"])
def test_nothing_is_read_of_what_somebody_may_not_send(account, address, content_type):
    browser = account("reader")
    browser.handler.enforce_csrf_checks = True
    browser.get("/login/")
    shown = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    body = {"CONTENT_LENGTH": "9", "wsgi.input": Unread()}
    response = browser.generic("POST", f"/api/v1/{address}", b"", content_type, headers=shown, **body)
    assert response.status_code == 403
    assert "needs the scope write" in response.json()["detail"]


def test_a_token_needs_none_of_that_even_beside_a_session(careful, token):
    assert draft(careful, headers=token()).status_code == 201
