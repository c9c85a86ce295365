"""Databases for processes that tests start: on SQLite a file in their folder, on PostgreSQL one of their own."""

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("TEST_DATABASE_URL", "")
"""The database of a PostgreSQL server from which others are made; empty where the tests run on SQLite."""


def of_folder(folder) -> dict[str, str]:
    """Return the variables that lead to the database of this ARCHIVE_DATA: none on SQLite."""
    return {"DATABASE_URL": made(f"archive_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}")} if SERVER else {}


@cache
def made(name: str, options: str = "") -> str:
    """Make an empty database of this name, dropped when the tests end; returns its URL."""
    on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    on_server(f'CREATE DATABASE "{name}" {options}')
    atexit.register(on_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


def on_server(statement: str, server: str = SERVER) -> list[tuple]:
    """Run one statement outside of transactions, and return its rows."""
    import psycopg

    with closing(psycopg.connect(server, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


class Own:
    """A server that belongs to one test, which may stop it and start it again."""

    def __init__(self):
        self.folder, self.url = Path(tempfile.mkdtemp(prefix="archive-server-")), ""
        self.folder.chmod(0o755)  # it runs as another user than root
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self):
        self.url = self._do("start").strip()
        return self

    def stop(self):
        self._do("stop")

    def _do(self, what):
        command = ["bash", str(ROOT / ".ci" / "postgres"), what, str(self.folder / "server")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
