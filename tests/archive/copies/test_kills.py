"""A backup made in the middle of an import is whole; one that is killed, or a restoration, is all or nothing."""

import json
import random
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from archive.copies import manifest
from tests.archive.processes import eventually
from tests.archive.test_kills import RECORDS, manage, succeeds, write_records
from tests.archive.test_up import Up

pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.xdist_group("up")]

KILLS = 4


def log(database):
    """Return the whole change log of a database, which must be sound."""
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return opened.execute("SELECT seq, article_id, kind, mark FROM articles_change ORDER BY seq").fetchall()


def write_clippings(folder):
    """Write small files, each an original of its own."""
    folder.mkdir()
    for number in range(400):
        text = f"# Clipping {number}\n\n20 September 2023\n\nUnique{number} came into the harbour.\n"
        (folder / f"{number}.md").write_text(text)


def whole(backups):
    """Return the backups that have the name of one."""
    return sorted(path for path in backups.glob("*") if manifest.NAME.fullmatch(path.name))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of an archive with some thousand articles, which no test changes."""
    folder = tmp_path_factory.mktemp("made")
    write_records(folder / "records.jsonl")
    write_clippings(folder / "clippings")
    data = folder / "data"
    data.mkdir(mode=0o700)
    succeeds(manage(data, "migrate", "-v0"))
    succeeds(manage(data, "import_articles", str(folder / "clippings"), str(folder / "records.jsonl")))
    return data


@pytest.fixture
def data(made, tmp_path):
    """An archive of one's own, of which `made` is the original."""
    return shutil.copytree(made, tmp_path / "data")


def killed(chance, command, has_begun):
    """Kill a command somewhere in the middle of what it does; tells whether it had still been running."""
    eventually(lambda: has_begun() or command.poll() is not None, 60)
    time.sleep(chance.uniform(0, 0.4))
    command.kill()
    command.communicate()
    return command.returncode < 0


def test_a_killed_backup_is_none(data, tmp_path):
    backups, chance, kills = tmp_path / "backups", random.Random(3), 0
    for _ in range(KILLS):
        for left in backups.glob("*.unfinished"):
            shutil.rmtree(left)
        kills += killed(chance, manage(data, "backup", str(backups)), lambda: list(backups.glob("*.unfinished")))
        for backup in whole(backups):
            manifest.read(backup)
    assert kills
    succeeds(manage(data, "backup", str(backups)))
    succeeds(manage(data, "backup", "--verify", str(backups)))
    assert not list(backups.glob("*.unfinished"))


def test_a_killed_restoration_leaves_the_one_or_the_other(data, tmp_path):
    backups, database, chance, kills = tmp_path / "backups", data / "archive.sqlite3", random.Random(4), 0
    succeeds(manage(data, "backup", str(backups)))
    former, left = log(database), data / "archive.sqlite3.restoring"
    (tmp_path / "late.jsonl").write_text(json.dumps({"headline": "Late", "body": "Late.", "published_at": "2024"}))
    succeeds(manage(data, "import_articles", str(tmp_path / "late.jsonl")))
    later = log(database)
    for _ in range(KILLS):
        left.unlink(missing_ok=True)
        kills += killed(chance, manage(data, "restore", "--replace", str(backups)), left.exists)
        assert log(database) in (former, later)
    assert kills
    succeeds(manage(data, "restore", "--replace", str(backups)))
    assert log(database) == former
    assert any(log(kept) == later for kept in data.glob("*.before-*Z"))
    succeeds(manage(data, "verify_originals"))


def test_backups_in_the_middle_of_an_import_are_whole(tmp_path):
    data, elsewhere, backups = tmp_path / "data", tmp_path / "elsewhere", tmp_path / "backups"
    write_records(tmp_path / "records.jsonl")
    write_clippings(tmp_path / "clippings")
    running = Up(data, ARCHIVE_SAMPLE="0").opened()
    try:
        importing = manage(data, "import_articles", str(tmp_path / "clippings"), str(tmp_path / "records.jsonl"))
        eventually(lambda: json.loads(running.get()[1])["position"], 60)
        while importing.poll() is None:
            succeeds(manage(data, "backup", str(backups)))
        succeeds(importing)
    finally:
        assert running.end() == 0
    complete = log(data / "archive.sqlite3")
    assert len(complete) == RECORDS + 400
    succeeds(manage(data, "backup", "--verify", str(backups)))

    chosen = next(backup for backup in whole(backups) if 0 < manifest.read(backup).seq < len(complete))
    succeeds(manage(elsewhere, "restore", str(chosen)))
    restored = log(elsewhere / "archive.sqlite3")
    assert restored == complete[: manifest.read(chosen).seq]
    succeeds(manage(elsewhere, "verify_originals"))
    searched = Up(elsewhere, ARCHIVE_SAMPLE="0").opened()
    try:
        eventually(lambda: json.loads(searched.get()[1]).get("lag") == 0, 60)
        succeeds(manage(elsewhere, "check_index"))
    finally:
        assert searched.end() == 0


def test_up_rebuilds_an_index_that_is_ahead_of_the_restored_database(tmp_path):
    data, backups = tmp_path / "data", tmp_path / "backups"
    running = Up(data).opened()
    succeeds(manage(data, "backup", str(backups)))
    write_clippings(tmp_path / "clippings")
    succeeds(manage(data, "import_articles", str(tmp_path / "clippings")))
    found = "/api/v1/search/?q=unique7"
    eventually(lambda: json.loads(running.get(found)[1])["total"] == 1, 30)
    refused = manage(data, "restore", "--replace", str(backups))
    assert "is running already" in refused.communicate()[0]
    assert running.end() == 0

    succeeds(manage(data, "restore", "--replace", str(backups)))
    running = Up(data).opened()
    try:
        assert json.loads(running.get(found)[1])["total"] == 0
        assert json.loads(running.get("/api/v1/search/?q=harbour")[1])["total"] > 0
        succeeds(manage(data, "check_index"))
    finally:
        assert running.end() == 0
