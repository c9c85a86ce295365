"""Whatever of a backup is not as it was made is found by verifying, and refused by restoring."""

import json
from dataclasses import replace

import pytest

from archive.copies import manifest

pytestmark = pytest.mark.sqlite


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def an_original(backup):
    return max((backup.parent / "originals").glob("??/??/*"))


def edit_manifest(backup, **told):
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | told))


DAMAGE = {
    "a flipped byte in the database": (
        lambda backup: flip(backup / "database.sqlite3"),
        "database.sqlite3 was changed",
    ),
    "no database": (lambda backup: (backup / "database.sqlite3").unlink(), "database.sqlite3 is lost"),
    "a changed original": (lambda backup: flip(an_original(backup)), "is damaged"),
    "a lost original": (lambda backup: an_original(backup).unlink(), "is lost"),
    "a changed list": (lambda backup: flip(backup / "originals.sha256"), "originals.sha256 was changed"),
    "a changed key": (lambda backup: flip(backup / "secret_key"), "secret_key was changed"),
    "no manifest": (lambda backup: (backup / "manifest.json").unlink(), "it has no manifest.json"),
    "an edited manifest": (lambda backup: edit_manifest(backup, seq=2), "manifest.json in "),
    "a cut manifest": (lambda backup: (backup / "manifest.json").write_text("{"), "manifest.json in "),
    "a manifest of another shape": (lambda backup: (backup / "manifest.json").write_text("[]"), "manifest.json in "),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_and_nothing_of_it_is_restored(archive, damage):
    do, told = DAMAGE[damage]
    do(archive.newest())
    status, said = archive.run("backup", archive.backups, "--verify")
    assert status == 1
    assert told in said[0]
    assert "1 of 1 backups are not whole" in said[-1]

    other = archive.elsewhere()
    refused = other.refuses("restore", archive.backups)
    assert told in refused or "not whole (1 original lost or damaged)" in refused
    assert [path.name for path in other.data.iterdir()] == []


def test_a_database_that_was_spoiled_before_it_was_copied_is_found(archive):
    backup = archive.newest()
    flip_pages(backup / "database.sqlite3")
    told = manifest.read(backup)
    (backup / "manifest.json").unlink()
    spoiled = manifest.hash_of(backup / "database.sqlite3")
    manifest.write(replace(told, database_sha256=spoiled), backup)
    status, said = archive.run("backup", archive.backups, "--verify")
    assert status == 1
    assert "cannot be restored" in said[0]


def flip_pages(path):
    content = bytearray(path.read_bytes())
    for start in range(5 * 4096, len(content), 4096):
        content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"migrations": ["articles.0001_initial", "articles.9999_of_later"]}, "knows articles.9999_of_later"),
        ({"format": 2}, "was made by a newer version of this code"),
        ({"database": "PostgreSQL"}, "holds a database of PostgreSQL, DATABASE_URL names one of SQLite"),
    ],
)
def test_what_this_code_cannot_restore_is_refused(archive, told, sentence):
    backup = archive.newest()
    there = manifest.read(backup)
    (backup / "manifest.json").unlink()
    manifest.write(replace(there, **told), backup)
    other = archive.elsewhere()
    assert sentence in other.refuses("restore", archive.backups)
    assert [path.name for path in other.data.iterdir()] == []


def test_each_of_several_backups_is_judged(archive):
    archive.store("Dorado")
    old, new = archive.newest(), archive.backup()
    flip(new / "database.sqlite3")
    status, said = archive.run("backup", archive.backups, "--verify")
    assert status == 1
    assert said[0].startswith(f"{old}: sound, 3 articles up to change 3, 3 originals")
    assert "1 of 2 backups are not whole" in said[-1]
    archive.succeeds("backup", old, "--verify")
    archive.elsewhere().succeeds("restore", old, "--dry-run")
