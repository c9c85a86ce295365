"""What a database says is told once, and with what to do."""

import pytest
from django.db import OperationalError

from articles.failing import reason, sentence

HERE = 'connection to server at "127.0.0.1", port 5432 failed: '
THERE = 'connection to server at "localhost" (::1), port 5432 failed: '
WRONG = 'FATAL:  password authentication failed for user "archive"'
AWAY = "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"
ALL = """Multiple connection attempts failed. All failures were:
- host: 'localhost', port: '5432', hostaddr: '::1': connection failed: """
TOLD = f"connection failed: {HERE}{WRONG}".replace("  ", " ")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"connection failed: {HERE}{WRONG}", TOLD),
        (f"connection failed: {HERE}{WRONG}\n{HERE}{WRONG}", TOLD),  # with TLS, and again without
        (f"connection failed: {HERE}{WRONG}\n{ALL}{THERE}{WRONG}", TOLD),
        (f"connection failed: {HERE}{WRONG}\n{ALL}{THERE}Connection refused", f"{TOLD}; Connection refused"),
        ("no such table: articles_article", "no such table: articles_article"),
    ],
)
def test_the_reason_is_told_once(said, expected):
    assert reason(OperationalError(said)) == expected


@pytest.mark.parametrize("said", [WRONG, 'FATAL:  database "x" does not exist', "fe_sendauth: no password supplied"])
def test_who_is_not_let_in_is_not_told_to_try_again(said):
    told = sentence(OperationalError(f"connection failed: {HERE}{said}"))
    assert told.startswith("The database lets nobody in (connection failed: ")
    assert told.endswith("): see user, password and name in DATABASE_URL.")


def test_who_finds_nobody_tries_again():
    told = sentence(OperationalError(f"connection failed: {HERE}{AWAY}"))
    assert told.startswith("The database cannot answer (connection failed: ")
    assert "try again in a few seconds" in told
