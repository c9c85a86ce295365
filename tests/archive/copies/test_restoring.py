"""A backup is put in place whole or not at all, and nothing of what was there is deleted."""

import fcntl
import os
import sqlite3
from contextlib import closing

import pytest

from tests.archive.copies.conftest import Archive

pytestmark = pytest.mark.sqlite


def test_an_archive_is_restored_elsewhere_with_all_it_had(archive):
    other = archive.elsewhere()
    said = other.succeeds("restore", archive.backups)
    assert said == [
        f"Restored: {archive.newest()}, up to change 3, with 3 originals.",
        "Now start `manage.py up`: it migrates, and rebuilds the index where it does not fit.",
    ]
    assert other.changes() == archive.changes()
    assert other.succeeds("verify_originals") == ["3 of 3 originals are as they came."]
    assert (other.data / "secret_key").read_text() == "the key of this archive"
    for path in (other.data / "archive.sqlite3", other.data / "secret_key", *other.originals().values()):
        assert path.stat().st_mode & 0o777 == 0o600
    other.succeeds("migrate", "--check")


def test_a_dry_run_verifies_and_changes_nothing(archive):
    other = archive.elsewhere()
    assert "It can be restored" in other.succeeds("restore", archive.backups, "--dry-run")[0]
    assert list(other.data.iterdir()) == []


def test_a_dry_run_reads_all_and_then_names_what_stands_in_the_way(archive):
    archive.store("Dorado")
    folder = os.open(archive.data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with closing(sqlite3.connect(archive.data / "archive.sqlite3")) as other:
            other.execute("SELECT count(*) FROM articles_change").fetchone()
            status, said = archive.run("restore", archive.backups, "--dry-run")
            assert (status, said[-2]) == (
                1,
                f"All of it was read and compared: {archive.newest()}, up to change 3, with 3 originals.",
            )
            for sentence in ("is running already", "There are articles in this archive", "Another process has"):
                assert sentence in said[-1]
            assert other.execute("SELECT count(*) FROM articles_change").fetchone() == (4,)
    finally:
        os.close(folder)
    assert "There are articles" in archive.refuses("restore", archive.backups, "--dry-run")
    assert "It can be restored" in archive.succeeds("restore", archive.backups, "--dry-run", "--replace")[0]
    assert len(archive.changes()) == 4


def test_a_dry_run_finds_what_is_damaged_also_where_nothing_could_be_restored(archive):
    [path, *_] = archive.originals(archive.backups).values()
    path.write_bytes(b"x" * path.stat().st_size)
    status, said = archive.run("restore", archive.backups, "--dry-run")
    assert (status, said[-2]) == (1, f"The original {path.name} is damaged.")
    assert "The backup is not whole (1 original lost or damaged)" in said[-1]
    database = archive.newest() / "database.sqlite3"
    database.write_bytes(database.read_bytes() + b"x")
    assert f"{database} was changed or damaged" in archive.refuses("restore", archive.backups, "--dry-run")


def test_an_archive_with_articles_is_replaced_only_when_asked_for_and_kept(archive):
    archive.store("Dorado")
    assert "--replace" in archive.refuses("restore", archive.backups)
    assert len(archive.changes()) == 4
    said = archive.succeeds("restore", archive.backups, "--replace")
    assert not list(archive.data.glob("*-wal"))
    assert len(archive.changes()) == 3
    [kept] = archive.data.glob("*.before-*")
    assert said[1] == f"The former database is kept as {kept}: remove it when all is well."
    with closing(sqlite3.connect(kept)) as former:
        assert former.execute("SELECT max(seq) FROM articles_change").fetchone() == (4,)


def test_commits_that_only_the_log_of_a_killed_process_holds_are_kept_aside_too(archive):
    code = """
import os
from articles.models import Article
Article.objects.get(headline="About Aurora").delete()
os._exit(0)
"""
    archive.succeeds(code=code)
    assert (archive.data / "archive.sqlite3-wal").stat().st_size > 0
    archive.succeeds("restore", archive.backups, "--replace")
    assert len(archive.changes()) == 3
    [kept] = archive.data.glob("*.before-*")
    with closing(sqlite3.connect(kept)) as former:
        assert former.execute("SELECT max(seq) FROM articles_change").fetchone() == (4,)


def test_it_is_refused_while_the_archive_runs(archive):
    folder = os.open(archive.data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        assert "is running already" in archive.refuses("restore", archive.backups, "--replace")
    finally:
        os.close(folder)


def test_it_is_refused_while_any_process_has_the_database_open(archive):
    with closing(sqlite3.connect(archive.data / "archive.sqlite3")) as other:
        other.execute("SELECT count(*) FROM articles_change").fetchone()
        assert "Another process has" in archive.refuses("restore", archive.backups, "--replace")
        assert other.execute("SELECT count(*) FROM articles_change").fetchone() == (3,)
    archive.succeeds("restore", archive.backups, "--replace")


def test_a_damaged_archive_is_mended_by_its_backup(archive):
    database = archive.data / "archive.sqlite3"
    database.write_bytes(b"no database at all" * 1_000)
    (archive.data / "archive.sqlite3-wal").write_bytes(b"nor a log")
    lost, spoiled, _ = archive.originals().values()
    lost.unlink()
    spoiled.write_bytes(b"x" * spoiled.stat().st_size)

    assert "--replace" in archive.refuses("restore", archive.backups)
    archive.succeeds("restore", archive.backups, "--replace")
    assert len(archive.changes()) == 3
    archive.succeeds("verify_originals")
    [kept] = archive.data.glob("*.before-*")
    assert kept.read_bytes().startswith(b"no database at all")


def test_losses_are_accepted_when_asked_for(archive):
    [path, *_] = archive.originals(archive.backups).values()
    path.unlink()
    other = archive.elsewhere()
    said = other.succeeds("restore", archive.backups, "--accept-losses")
    assert said[0] == f"The original {path.name} is lost."
    assert "with 2 originals" in said[1]
    assert other.originals().keys() == archive.originals(archive.backups).keys()


def test_a_present_key_stays(archive):
    (archive.data / "secret_key").write_text("another key")
    archive.succeeds("restore", archive.backups, "--replace")
    assert (archive.data / "secret_key").read_text() == "another key"


def test_a_disk_that_takes_no_more_leaves_the_archive_as_it_was(archive):
    archive.store("Dorado")
    said = archive.refuses("restore", archive.backups, "--replace", limit=350_000)
    assert "Nothing more can be written" in said
    assert not list(archive.data.glob("*.restoring"))
    assert len(archive.changes()) == 4


def test_an_older_schema_is_restored_and_then_migrated(archive):
    archive.succeeds("migrate", "search", "zero", "-v0")
    archive.backup()
    other = archive.elsewhere()
    other.succeeds("restore", archive.backups)
    assert other.run("migrate", "--check")[0] == 1
    other.succeeds(code="from archive.preparation import migrate; migrate(print)")
    other.succeeds("migrate", "--check")
    assert other.changes() == archive.changes()


AHEAD = "stands at change 4 of another history"


def test_an_index_that_is_ahead_of_the_restored_database_is_noticed_and_rebuilt(archive):
    archive.store("Dorado")
    archive.succeeds("index")
    archive.succeeds("restore", archive.backups, "--replace")
    for command in ("index", "check_index"):
        assert AHEAD in archive.refuses(command)
    assert found(archive, "dorado") == "0", "a hit that the database does not know is never shown"

    archive.store("Eridanus", "Fornax")
    assert AHEAD in archive.refuses("index"), "the numbers were given again, the marks were not"
    archive.succeeds(code="from archive.preparation import bring_index_up_to_date as bring; bring(print)")
    archive.succeeds("check_index")
    assert (found(archive, "dorado"), found(archive, "eridanus"), found(archive, "aurora")) == ("0", "1", "1")


def test_an_index_that_is_behind_the_restored_database_goes_on_from_there(archive):
    other = Archive(archive.folder)
    other.store("Dorado")
    other.backup()
    other.succeeds("restore", other.backups, "--replace")
    assert other.succeeds("index")[0] == "Indexed 1 change."
    other.succeeds("check_index")


def found(archive, word):
    """Return how many hits a reader of the web process sees, as text."""
    code = f"""
from django.test import Client
answer = Client().get("/api/v1/search/?q={word}", SERVER_NAME="127.0.0.1").json()
print(len(answer["results"]))
"""
    return archive.succeeds(code=code)[-1]
