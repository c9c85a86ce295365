"""What a token opens, for how long, and what is kept of it."""

import datetime
import hashlib
import re
import subprocess
import sys
import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive import tokens
from archive.models import Scope, Token
from tests.archive.test_settings import environment
from tests.conftest import ROOT

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def read(client, db):
    """Return a function that reads with these headers and gives the response."""
    return lambda headers=None, address="articles/": client.get(f"/api/v1/{address}", headers=headers)


# --- what is kept -------------------------------------------------------------------------------


def test_a_token_has_256_random_bits_and_only_its_hash_is_kept(db):
    made = Token(name="one", scope="read")
    secret = made.issue()
    assert re.fullmatch(r"nar_[A-Za-z0-9_-]{43}", secret)
    made.refresh_from_db()
    assert made.hash == hashlib.sha256(secret.encode()).hexdigest()
    assert made.prefix == secret[:10]
    assert secret not in repr(Token.objects.values().get())
    assert secret != Token(name="two", scope="read").issue()


def test_a_token_is_issued_once(db):
    made = Token(name="one", scope="read")
    made.issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.issue()


@pytest.mark.parametrize("fields", [{"name": "", "scope": "read"}, {"name": "one", "scope": "all"}])
def test_the_database_keeps_no_token_without_name_or_with_another_scope(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Token(**fields).issue()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "two\nlines"}, "cannot be seen"),
        ({"name": "n" * 101}, "at most 100"),
        ({"scope": "admin"}, "not a valid choice"),
        ({"expires_at": timezone.now() - HOUR}, "has passed"),
        ({"name": "kept"}, "names stay with what was done"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(db, fields, said):
    Token(name="kept", scope="read").issue()
    with pytest.raises(ValidationError) as refused:
        Token(**{"name": "one", "scope": "read"} | fields).full_clean(exclude=["hash", "prefix"])
    assert said in " ".join(refused.value.messages)


@pytest.mark.parametrize(("held", "covered"), [("read", 1), ("write", 2), ("curate", 3)])
def test_each_scope_holds_those_before_it(held, covered):
    assert [one for one in Scope if Scope(held).covers(one)] == list(Scope)[:covered]


# --- what it opens ------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", Scope)
def test_any_token_reads_a_private_archive(read, token, settings, scope):
    settings.ARCHIVE_ACCESS = "login"
    assert read().status_code == 401
    answer = read(token(scope=scope))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("written", ["bearer {}", "BEARER {}", " Bearer   {} "])
def test_the_scheme_may_be_written_in_any_case(read, token, settings, written):
    settings.ARCHIVE_ACCESS = "login"
    secret = token()["Authorization"].split()[1]
    assert read({"Authorization": written.format(secret)}).status_code == 200


SHUT = {
    "expired": {"expires_at": timezone.now() - HOUR},
    "revoked": {"revoked_at": timezone.now()},
}


@pytest.mark.parametrize("standing", SHUT)
@pytest.mark.parametrize("access", ["public", "login"])
def test_a_token_that_is_over_opens_not_even_what_everybody_reads(read, token, settings, standing, access):
    settings.ARCHIVE_ACCESS = access
    answer = read(token(**SHUT[standing]))
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="archive", error="invalid_token"'
    assert answer.json()["detail"].startswith(f"This token is {standing}: ")


@pytest.mark.parametrize("shown", ["nar_unknown", "", "nar_a nar_b", "nar_é", "x" * 5_000])
@pytest.mark.parametrize("address", ["articles/", "articles/1/", "schema/", "search/"])
def test_an_unknown_token_is_401_everywhere(read, shown, address):
    answer = read({"Authorization": f"Bearer {shown}"}, address)
    assert answer.status_code == 401
    assert "not known here" in answer.json()["detail"]
    assert answer["Cache-Control"] == "private, no-store"


def test_it_is_over_the_moment_it_is_revoked(read, token):
    shown = token()
    assert read(shown).status_code == 200
    Token.objects.get().revoke()
    assert read(shown).status_code == 401


def test_revoking_twice_keeps_when_it_was_first(token):
    token()
    made = Token.objects.get()
    made.revoke()
    first = made.revoked_at
    made.revoke()
    assert made.revoked_at == first


def test_a_password_that_a_proxy_asked_for_is_passed_over(read):
    assert read({"Authorization": "Basic YW5uOnNlY3JldA=="}).status_code == 200


def test_a_token_goes_before_the_session(account, token, settings):
    settings.ARCHIVE_ACCESS = "login"
    browser = account()
    assert browser.get("/api/v1/articles/", headers={"Authorization": "Bearer nar_no"}).status_code == 401
    assert browser.get("/api/v1/articles/", headers=token()).status_code == 200


def test_a_token_opens_no_page_for_people(client, token, settings):
    settings.ARCHIVE_ACCESS = "login"
    shown = token(scope="curate")
    assert client.get("/admin/", headers=shown).status_code == 302
    assert client.get("/", headers=shown).url == "/login/?next=/"


# --- when it was last used ----------------------------------------------------------------------


def used():
    return Token.objects.get().last_used_at


def test_the_last_use_is_kept_at_most_once_a_minute(read, token):
    shown = token()
    assert used() is None
    read(shown)
    first = used()
    assert abs(timezone.now() - first) < HOUR
    read(shown)
    assert used() == first
    Token.objects.update(last_used_at=timezone.now() - tokens.STEP)
    read(shown)
    assert used() > first


def test_what_is_refused_is_no_use(read, token):
    read(token(**SHUT["revoked"]))
    assert used() is None


HELD = """
import sqlite3, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client
from archive.models import Token
call_command("migrate", verbosity=0)
shown = {"Authorization": "Bearer " + Token(name="one", scope="read").issue()}
other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
began = time.monotonic()
print(Client(SERVER_NAME="127.0.0.1").get("/api/v1/articles/", headers=shown).status_code)
print(time.monotonic() - began < 5, Token.objects.get().last_used_at)
other.execute("ROLLBACK")
print(connection.cursor().execute("PRAGMA busy_timeout").fetchone())
Client(SERVER_NAME="127.0.0.1").get("/api/v1/articles/", headers=shown)
print(Token.objects.get().last_used_at is not None)
"""


@pytest.mark.sqlite
def test_a_writer_that_holds_the_database_keeps_no_reader_waiting(tmp_path):
    variables = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    ended = subprocess.run([sys.executable, "-c", HELD], env=variables, cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout.splitlines() == ["200", "True None", "(20000,)", "True"], ended.stderr


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_locked_keeps_no_reader_waiting(read, token):
    shown, locked, done = token(), threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Token.objects.select_for_update().get()
            locked.set()
            done.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(30)
        began = time.monotonic()
        assert read(shown).status_code == 200
        assert time.monotonic() - began < 5
    finally:
        done.set()
        holder.join()
    assert used() is None


def test_reading_with_a_token_asks_for_it_once(read, token, django_assert_num_queries):
    shown = token()
    read(shown)
    with django_assert_num_queries(3):
        read(shown)
