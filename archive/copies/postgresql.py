"""Copies a PostgreSQL database by `pg_dump` while others write to it, and puts a copy in its place by `pg_restore`.

A password goes to these programs by the environment, never on a command line.
"""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from archive.copies import Failed
from archive.copies.manifest import Facts, facts
from articles.originals import sync

KIND, FILE = "PostgreSQL", "database.dump"

ASIDE = "before_"
"""How schemas begin that hold former tables; they are not copied."""

_DUMPED = ("--format=custom", "--no-owner", "--no-acl", "--no-password")
_RESTORED = ("--no-owner", "--no-acl", "--file=-")

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)

_MOVE = """
BEGIN;
DO $$
DECLARE
    found text;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE 'CREATE SCHEMA IF NOT EXISTS {schema}';
        EXECUTE format('ALTER TABLE %I SET SCHEMA {schema}', found);
    END LOOP;
END $$;
"""


def require_archive() -> None:
    """Raise `Failed` where the program that copies is missing or too old."""
    _require_version(_program("pg_dump"))


def size() -> int:
    """Return how many bytes a copy takes at most."""
    return _rows("SELECT pg_database_size(current_database())")[0][0]


def copy(target: Path) -> Facts:
    """Copy one commit: the snapshot that the facts are read from is the one that is dumped. Raises `Failed`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        [(snapshot,)] = _rows("SELECT pg_export_snapshot()")
        arguments, environment = _server()
        options = [*_DUMPED, f"--exclude-schema={ASIDE}*", f"--snapshot={snapshot}", f"--file={target}"]
        with _running([_program("pg_dump"), *options, *arguments], env=environment) as dumping:
            found = facts(_rows)
            dumping.wait()
    sync(target)
    return found


def check(path: Path) -> tuple[None, str]:
    """Return nothing, for only a server can read the facts of a copy, and what `pg_restore` finds wrong with it."""
    try:
        with _running([_program("pg_restore"), "--list", str(path)], stdout=subprocess.DEVNULL) as listing:
            listing.wait()
    except Failed as reason:
        return None, str(reason)
    return None, ""


def is_empty() -> bool:
    """Whether nothing was ever written to this archive."""
    is_there = _rows("SELECT to_regclass('articles_change') IS NOT NULL")[0][0]
    return not is_there or not _rows("SELECT seq FROM articles_change LIMIT 1")


def require_rest() -> None:
    """Raise `Failed` while another process has the database open, or a program is missing that `put` needs."""
    _require_version(_program("pg_restore"))
    _program("psql")
    if others := _rows(_OTHERS)[0][0]:
        raise Failed(
            f"{others} other connections to the database are open: stop `up`, the indexer and all other commands."
        )


def put(path: Path, stamp: str) -> str:
    """Put a copy in the place of the tables; returns the schema that holds the former ones, empty if none did.

    All is one transaction: whatever dies meanwhile, the one or the other is there, whole.
    """
    schema = ASIDE + re.sub("[^0-9a-z]", "_", stamp.lower())
    had_tables = bool(_rows("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"))
    connection.close()
    arguments, environment = _server()
    psql = [_program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", *arguments]
    silent = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "env": environment}
    with _running(psql, **silent) as writing:
        writing.stdin.write(_MOVE.format(schema=schema).encode())
        with _running([_program("pg_restore"), *_RESTORED, str(path)], stdout=subprocess.PIPE) as reading:
            shutil.copyfileobj(reading.stdout, writing.stdin)
            reading.wait()
        writing.stdin.write(b"\nCOMMIT;\nANALYZE;\n")
        writing.stdin.close()
        writing.wait()
    return f"schema {schema}" if had_tables else ""


def _rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _server():
    """Return the arguments and the environment that name the server to PostgreSQL's own programs."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments[1:], os.environ | (environment or {})


def _program(name):
    if found := shutil.which(name):
        return found
    raise Failed(f"The program {name} is not found: install PostgreSQL's client programs (package postgresql-client).")


def _require_version(program):
    """An older program does not understand what a newer server holds."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version, server = int(re.search(r"\d+", said)[0]), _server_version()
    if version < server:
        raise Failed(f"{program} is of version {version}, the server of {server}: install version {server} of it.")


def _server_version():
    connection.ensure_connection()
    return connection.pg_version // 10_000


@contextmanager
def _running(command, **how):
    """Give a process, which is killed where the caller fails. Raises `Failed` with its last words where it does."""
    with TemporaryFile() as words, subprocess.Popen(command, stderr=words, **how) as process:  # noqa: S603
        try:
            yield process
        except BaseException as error:
            if not (process.stdin and isinstance(error, BrokenPipeError)):
                process.kill()
                raise
            with suppress(BrokenPipeError):  # it ended before all was written, and says why
                process.stdin.close()
        if process.wait():
            words.seek(0)
            raise Failed(f"{Path(command[0]).name} failed: {_last_words(words) or f'status {process.returncode}'}")


def _last_words(file):
    lines = file.read().decode(errors="replace").strip().splitlines()
    return next((line for line in lines if "rror" in line or "ERROR" in line), "".join(lines[-1:]))
