"""A PostgreSQL database is copied and put back as SQLite's is; each test has databases of its own on a real server."""

import os
import secrets
from urllib.parse import urlsplit

import pytest

from tests.archive.test_kills import manage

SERVER = os.environ.get("TEST_DATABASE_URL", "")

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(
        urlsplit(SERVER).scheme not in {"postgres", "postgresql"}, reason="TEST_DATABASE_URL names no PostgreSQL server"
    ),
]


def server():
    """Return a connection to the server, to the database that its address names."""
    import psycopg

    return psycopg.connect(SERVER, autocommit=True)


@pytest.fixture
def database():
    """Return a function that makes a database and gives its address; all are dropped after the test."""
    names = []

    def make():
        names.append(f"copies_{secrets.token_hex(4)}")
        with server() as connection:
            connection.execute(f"CREATE DATABASE {names[-1]}")
        return urlsplit(SERVER)._replace(path=f"/{names[-1]}").geturl()

    yield make
    with server() as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Archive:
    """An archive whose rows are in a PostgreSQL database."""

    def __init__(self, folder, url):
        folder.mkdir(mode=0o700)
        self.data, self.url = folder, url

    def run(self, *arguments, **variables):
        """Run a command; returns (status, what it said)."""
        process = manage(self.data, *map(str, arguments), DATABASE_URL=self.url, **variables)
        said, _ = process.communicate(timeout=120)
        assert "Traceback" not in said, said
        return process.returncode, said

    def succeeds(self, *arguments):
        status, said = self.run(*arguments)
        assert status == 0, said
        return said

    def refuses(self, *arguments, **variables):
        status, said = self.run(*arguments, **variables)
        assert status == 1, said
        return said

    def rows(self, statement):
        import psycopg

        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()


LOG = "SELECT seq, mark FROM articles_change ORDER BY seq"


@pytest.fixture
def archive(tmp_path, database):
    """An archive with two articles."""
    archive = Archive(tmp_path / "data", database())
    archive.succeeds("migrate", "-v0")
    store(archive, tmp_path, "Aurora")
    store(archive, tmp_path, "Borealis")
    return archive


def store(archive, folder, name):
    (folder / f"{name}.md").write_text(f"# About {name}\n\n20 September 2023\n\n{name} came into the harbour.\n")
    archive.succeeds("import_articles", folder / f"{name}.md")


def test_a_database_is_copied_restored_elsewhere_and_goes_on(archive, tmp_path, database):
    archive.succeeds("backup", tmp_path / "backups")
    archive.succeeds("backup", "--verify", tmp_path / "backups")
    other = Archive(tmp_path / "elsewhere", database())
    assert "Restored" in other.succeeds("restore", tmp_path / "backups")
    assert other.rows(LOG) == archive.rows(LOG)
    assert "2 of 2 originals" in other.succeeds("verify_originals")
    other.succeeds("migrate", "--check")
    store(other, tmp_path, "Carina")
    assert len(other.rows(LOG)) == 3


def test_articles_are_replaced_only_when_asked_for_and_kept(archive, tmp_path):
    archive.succeeds("backup", tmp_path / "backups")
    store(archive, tmp_path, "Carina")
    before = archive.rows(LOG)
    assert "--replace" in archive.refuses("restore", tmp_path / "backups")
    said = archive.succeeds("restore", "--replace", tmp_path / "backups")
    assert archive.rows(LOG) == before[:2]
    [(schema,)] = archive.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'")
    assert f"kept as schema {schema}" in said
    assert archive.rows(LOG.replace("articles_change", f"{schema}.articles_change")) == before
    archive.succeeds("backup", tmp_path / "again")
    archive.succeeds("restore", "--replace", tmp_path / "again")


def test_it_is_refused_while_others_are_connected(archive, tmp_path):
    import psycopg

    archive.succeeds("backup", tmp_path / "backups")
    with psycopg.connect(archive.url):
        assert "other connections" in archive.refuses("restore", "--replace", tmp_path / "backups")


def test_a_dump_that_cannot_be_read_to_its_end_changes_nothing(archive, tmp_path):
    """Its hash is that of the manifest, as if it had been written so."""
    from dataclasses import replace

    from archive.copies import manifest

    archive.succeeds("backup", tmp_path / "backups")
    [backup] = (tmp_path / "backups").glob("2*")
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-5_000])
    told = manifest.read(backup)
    (backup / "manifest.json").unlink()
    manifest.write(replace(told, database_sha256=manifest.hash_of(dump)), backup)
    store(archive, tmp_path, "Carina")
    before = archive.rows(LOG)
    assert "pg_restore failed" in archive.refuses("restore", "--replace", tmp_path / "backups")
    assert archive.rows(LOG) == before
    assert archive.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'") == []


@pytest.mark.parametrize(
    ("version", "told"), [("", "pg_dump is not found"), ("9.6.24", "is of version 9, the server of")]
)
def test_a_program_that_is_missing_or_too_old_is_named(archive, tmp_path, version, told):
    programs = tmp_path / "programs"
    programs.mkdir()
    if version:
        (programs / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        (programs / "pg_dump").chmod(0o700)
    said = archive.refuses("backup", tmp_path / "backups", PATH=str(programs))
    assert told in said
    assert not (tmp_path / "backups").exists()


def test_the_password_is_on_no_command_line_and_in_no_message(archive, tmp_path):
    """A program in the place of `pg_dump` fails with all that it was given."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "pg_dump").write_text(
        "#!/bin/sh\ncase $1 in --version) echo 'pg_dump (PostgreSQL) 99.1';; *) echo \"error: $*\" >&2; exit 1;; esac\n"
    )
    (programs / "pg_dump").chmod(0o700)
    password = urlsplit(SERVER).password or "no-password"
    archive.url = archive.url.replace(f":{urlsplit(SERVER).password}@", f":{password}@")
    said = archive.refuses("backup", tmp_path / "backups", PATH=f"{programs}:{os.environ['PATH']}")
    assert "error: --format=custom" in said
    assert password not in said
