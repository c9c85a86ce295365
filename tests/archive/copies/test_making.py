"""A backup holds all that a row names, says so in its manifest, and is whole or none."""

import fcntl
import hashlib
import json
import os
import stat
import subprocess

import pytest

from archive.copies import Failed, files, manifest

pytestmark = pytest.mark.sqlite


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_holds_database_originals_and_key_for_its_owner_alone(archive):
    backup = archive.newest()
    assert {path.name for path in backup.iterdir()} == {
        "database.sqlite3",
        "manifest.json",
        "originals.sha256",
        "secret_key",
    }
    assert {mode(path) for path in backup.iterdir()} == {0o600}
    assert {mode(path) for path in (archive.backups, backup, archive.backups / "originals")} == {0o700}
    for sha256, path in archive.originals(archive.backups).items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        assert mode(path) == 0o600
    assert archive.originals(archive.backups).keys() == archive.originals().keys()


def test_the_manifest_tells_what_the_database_holds(archive):
    told = manifest.read(archive.newest())
    assert (told.database, told.seq, told.articles, told.captures) == ("SQLite", 3, {"published": 3}, 3)
    assert told.originals == 3
    assert told.originals_bytes == sum(path.stat().st_size for path in archive.originals().values())
    assert told.missing == []
    assert f"'{told.mark}'" in archive.changes()[-1]


def test_the_list_of_originals_is_one_that_other_programs_read(archive):
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "originals.sha256"], cwd=archive.newest(), capture_output=True, text=True
    )
    assert checked.returncode == 0
    assert checked.stdout.count(": OK\n") == 3


def test_a_later_backup_copies_only_what_is_new(archive):
    before = {name: path.stat().st_ino for name, path in archive.originals(archive.backups).items()}
    archive.store("Dorado")
    archive.backup()
    after = {name: path.stat().st_ino for name, path in archive.originals(archive.backups).items()}
    assert len(after) == 4
    assert before.items() <= after.items()
    assert len(archive.succeeds("backup", archive.backups, "--verify")) == 2


def test_of_old_backups_the_newest_are_kept_with_their_originals(archive):
    old = archive.newest()
    archive.succeeds(code="from articles.models import Article; Article.objects.get(headline='About Aurora').delete()")
    said = archive.succeeds("backup", archive.backups, "--keep", "1")
    assert said[-1] == f"Removed: {old.name}."
    assert not old.exists()
    assert archive.originals(archive.backups).keys() == archive.originals().keys()
    assert len(archive.originals()) == 2
    archive.succeeds("backup", archive.backups, "--verify")


def test_nothing_is_removed_while_a_kept_backup_does_not_tell_its_originals(archive):
    newest = archive.newest()
    (newest / "originals.sha256").write_text("")
    assert "originals.sha256 was changed or damaged" in archive.refuses("backup", archive.backups, "--keep", "2")
    assert newest.exists()
    assert len(archive.originals(archive.backups)) == 3


def test_a_truncated_original_of_the_backup_is_copied_again(archive):
    [path, *_] = archive.originals(archive.backups).values()
    path.write_bytes(b"cut")
    archive.backup()
    archive.succeeds("backup", archive.backups, "--verify")


def test_an_original_that_the_archive_lost_or_spoiled_is_named_and_the_rest_is_copied(archive):
    lost, spoiled, whole = archive.originals().values()
    lost.unlink()
    spoiled.write_bytes(b"x" * spoiled.stat().st_size)
    archive.backups = archive.folder / "others"
    status, said = archive.run("backup", archive.backups)
    assert status == 1
    assert {f"Not copied: {path.name}, lost or damaged." for path in (lost, spoiled)} < set(said)
    assert "lacks 2 originals" in said[-1]
    assert archive.originals(archive.backups).keys() == {whole.name}
    assert manifest.read(archive.newest()).missing == sorted([lost.name, spoiled.name])
    archive.succeeds("backup", archive.backups, "--verify")


def test_what_is_lost_in_the_archive_is_still_had_from_an_earlier_backup(archive):
    for path in archive.originals().values():
        path.unlink()
    archive.backup()
    assert manifest.read(archive.newest()).missing == []


def test_an_article_that_is_deleted_while_originals_are_copied_is_told_from_a_loss(archive):
    """The watcher does what the deletion does to the file, and the row goes after the database was copied."""
    code = f"""
from archive.copies import making
from articles.models import Article
from articles.originals import Capture, path_of
article = Article.objects.get(headline="About Aurora")
sha256 = Capture.objects.get(article=article).container
def watch(hashes, **told):
    path_of(sha256).unlink()
    return hashes
backup, manifest = making.make(Path({str(archive.folder / "others")!r}), watch=watch)
assert manifest.missing == [sha256] == making.lost(manifest)
article.delete()
assert making.lost(manifest) == []
"""
    archive.succeeds(code=code)


def test_what_the_archive_lost_is_found_among_any_number_of_missing_originals(archive):
    """Were they lost in the archive, rather than deleted meanwhile, the command would end with status 1 and say so."""
    code = f"""
from dataclasses import replace
from archive.copies import making, manifest
from articles.originals import Capture
lost = sorted(Capture.objects.values_list("container", flat=True))
missing = [f"{{number:064x}}" for number in range(10_001)] + lost
told = replace(manifest.read(Path({str(archive.newest())!r})), missing=missing)
assert len(lost) == 3
assert making.lost(told) == lost
"""
    archive.succeeds(code=code)


def test_a_folder_in_the_archive_itself_is_refused(archive):
    assert "is in ARCHIVE_DATA" in archive.refuses("backup", archive.data / "backups")
    assert not (archive.data / "backups").exists()


def test_where_there_is_no_archive_nothing_is_made(archive):
    other = archive.elsewhere()
    assert "There is no database at" in other.refuses("backup", archive.folder / "others")
    assert not (other.data / "archive.sqlite3").exists()
    assert not (archive.folder / "others").exists()


def test_for_cron_nothing_is_said_when_all_is_well(archive):
    assert archive.succeeds("backup", archive.backups, "-v0", "--keep", "1") == []
    assert archive.succeeds("backup", archive.backups, "-v0", "--verify") == []


def test_how_many_are_kept_is_a_number(archive):
    status, said = archive.run("backup", archive.backups, "--keep", "0")
    assert status == 2
    assert "“0” is no number of backups: write 1 or more" in said[-1]


def test_room_on_the_disk_is_looked_for_beforehand(tmp_path):
    files.require_space(tmp_path, 0)
    with pytest.raises(Failed, match="MB are needed: make room"):
        files.require_space(tmp_path, 1 << 60)


def test_two_backups_to_one_folder_take_turns_by_refusal(archive):
    folder = os.open(archive.backups, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        assert "is running" in archive.refuses("backup", archive.backups)
    finally:
        os.close(folder)


def test_a_disk_that_takes_no_more_is_one_sentence_and_leaves_no_backup(archive):
    """A limit on the size of a file stands for the full disk: the originals fit, the database does not."""
    others = archive.folder / "others"
    said = archive.refuses("backup", others, limit=350_000)
    assert said == "CommandError: The database cannot be read or written (disk I/O error)."
    assert {path.name for path in others.iterdir()} == {"originals"}


def test_what_a_killed_backup_left_is_no_backup_and_goes_with_the_next(archive):
    half = archive.newest()
    left = half.rename(half.with_name(half.name + manifest.UNFINISHED))
    assert "holds no backup" in archive.refuses("backup", archive.backups, "--verify")
    assert "holds no backup" in archive.elsewhere().refuses("restore", left)
    archive.backup()
    assert not left.exists()


def test_ctrl_c_leaves_no_backup(archive):
    code = f"""
import os, signal
from archive.copies import making
from archive.copies.telling import one_sentence
from django.core.management.base import CommandError
def watch(hashes, **told):
    yield from hashes
    os.kill(os.getpid(), signal.SIGINT)
try:
    with one_sentence("Stopped."):
        making.make(Path({str(archive.folder / "others")!r}), watch=watch)
except CommandError as error:
    print(error, error.returncode)
"""
    assert archive.succeeds(code=code) == ["Stopped. 130"]
    assert {path.name for path in (archive.folder / "others").iterdir()} == {"originals"}


def test_a_manifest_is_read_as_it_was_written(archive, tmp_path):
    told = manifest.read(archive.newest())
    manifest.write(told, tmp_path)
    assert manifest.read(tmp_path) == told
    assert json.loads((tmp_path / "manifest.json").read_text())["format"] == 1
