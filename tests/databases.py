"""Databases for processes that tests start: on SQLite a file in their folder, on PostgreSQL one of their own."""

import atexit
import hashlib
import os
from contextlib import closing
from functools import cache
from urllib.parse import urlsplit

SERVER = os.environ.get("TEST_DATABASE_URL", "")
"""The database of a PostgreSQL server from which others are made; empty where the tests run on SQLite."""


def of_folder(folder) -> dict[str, str]:
    """Return the variables that lead to the database of this ARCHIVE_DATA: none on SQLite."""
    return {"DATABASE_URL": made(f"archive_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}")} if SERVER else {}


@cache
def made(name: str, server: str = SERVER) -> str:
    """Make an empty database of this name, dropped when the tests end; returns its URL."""
    on_server(f'CREATE DATABASE "{name}"', server)
    atexit.register(on_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', server)
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def on_server(statement: str, server: str = SERVER) -> list[tuple]:
    """Run one statement outside of transactions, and return its rows."""
    import psycopg

    with closing(psycopg.connect(server, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
