"""Originals: the bytes as they came, durable before anything names them."""

import gzip
import hashlib
import io
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles import curation, originals
from articles.models import Capture, ForgottenKey

DATA = b"# Harbour reopens\n\nShips came in."
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    return settings.ARCHIVE_ORIGINALS


@pytest.fixture
def capture(db):
    """Return a function that keeps bytes and captures them for an article."""

    def make(article, data=DATA, **fields):
        sha256 = hashlib.sha256(data).hexdigest()
        container, _ = originals.keep(io.BytesIO(data))
        fields = {"container": container, "size": len(data), "media_type": "text/markdown"} | fields
        fields |= {"verdict": "published", "importer": "markdown/1", "file": "a.md"}
        originals.capture([{"article_id": article.pk, "sha256": sha256} | fields])
        return Capture.objects.latest("id")

    return make


def test_bytes_lie_under_their_hash(folder):
    assert originals.keep(io.BytesIO(DATA)) == (SHA256, len(DATA))
    assert (folder / SHA256[:2] / SHA256[2:4] / SHA256).read_bytes() == DATA
    assert list((folder / "incoming").iterdir()) == []


def test_the_same_bytes_twice_are_one_file(folder):
    other = hashlib.sha256(b"other").hexdigest()
    originals.keep_all({SHA256: DATA, other: b"other"})
    originals.keep_all({SHA256: DATA})
    originals.keep_all({})
    assert originals.keep(io.BytesIO(DATA)) == (SHA256, len(DATA))
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_many_threads_that_keep_the_same_bytes_agree(folder):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: originals.keep(io.BytesIO(DATA))[0], range(64))) == {SHA256}


def test_bytes_are_on_the_disk_before_they_have_a_name_and_the_name_before_it_is_told(folder, monkeypatch):
    """fsync of the file, rename, fsync of every folder that leads to it: in this order."""
    calls = []
    sync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append(os.readlink(f"/proc/self/fd/{fd}")), sync(fd)))
    monkeypatch.setattr(os, "replace", lambda old, new: (rename(old, new), calls.append("rename")))
    originals.keep(io.BytesIO(DATA))
    kept = originals.path_of(SHA256)
    assert calls[0].startswith(str(folder / "incoming"))
    assert calls[1:] == ["rename", str(kept.parent), str(kept.parent.parent), str(folder), str(folder.parent)]


def test_a_failure_leaves_no_file_behind(folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("the cable")

    with pytest.raises(OSError, match="the cable"):
        originals.keep(Broken())
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_line_of_a_compressed_container_is_read_in_its_place(capture, make_article):
    lines = [b'{"a": 1}', b'{"b": 2}']
    container, _ = originals.keep(io.BytesIO(gzip.compress(b"\n".join(lines))))
    place = {"container": container, "start": 9, "size": 8, "media_type": "application/x-ndjson+gzip"}
    assert originals.read(capture(make_article(), lines[1], **place)) == lines[1]
    assert originals.read(capture(make_article())) == DATA


def test_a_lost_original_is_said_to_be_lost(capture, make_article):
    one = capture(make_article())
    originals.path_of(SHA256).unlink()
    assert originals.missing([SHA256]) == [SHA256]
    with pytest.raises(originals.Damaged, match="are lost"):
        originals.read(one)


ZIPPED = gzip.compress(b'{"a": 1}\n{"b": 2}')


@pytest.mark.parametrize(
    "kept",
    [ZIPPED[:20], ZIPPED[:15] + b"\xff\xff" + ZIPPED[17:], b"no gzip", b"", gzip.compress(b'{"a": 1}\n{"b": 3}')],
    ids=["cut", "damaged", "no gzip", "empty", "another"],
)
def test_whatever_happened_to_a_container_a_record_is_as_it_came_or_damaged(capture, make_article, kept):
    container, _ = originals.keep(io.BytesIO(ZIPPED))
    place = {"container": container, "start": 9, "size": 8, "media_type": "application/x-ndjson+gzip"}
    one = capture(make_article(), b'{"b": 2}', **place)
    originals.path_of(container).write_bytes(kept)
    with pytest.raises(originals.Damaged, match="are damaged"):
        originals.read(one)


def test_deleting_an_article_removes_what_only_it_had(capture, make_article, django_capture_on_commit_callbacks):
    one, other = make_article(), make_article()
    shared_by_both, own = b"both", b"own"
    for article, data in ((one, shared_by_both), (other, shared_by_both), (one, own)):
        capture(article, data)
    with django_capture_on_commit_callbacks(execute=True):
        curation.delete(one)
    assert originals.missing([hashlib.sha256(own).hexdigest()])
    assert not originals.missing([hashlib.sha256(shared_by_both).hexdigest()])
    assert ForgottenKey.objects.count() == 2


def test_an_original_goes_only_when_the_deletion_is_committed(capture, make_article):
    article = make_article()
    capture(article)
    curation.delete(article)
    assert originals.path_of(SHA256).exists()


def test_every_original_is_verified(capture, make_article, capsys):
    container, _ = originals.keep(io.BytesIO(b"two\nrecords\n"))
    for record in (b"two", b"records"):
        capture(make_article(), record, container=container)
    abandoned(b"named by nothing")
    call_command("verify_originals")
    said = capsys.readouterr().out
    assert "1 of 1 originals are as they came." in said
    assert "1 file is named by no capture: --delete-unnamed removes what nothing names." in said


def abandoned(data):
    """Keep bytes as an import did that was killed two days ago."""
    sha256, _ = originals.keep(io.BytesIO(data))
    os.utime(originals.path_of(sha256), (time.time() - 2 * 86_400,) * 2)
    return originals.path_of(sha256)


def test_what_nothing_names_is_removed_on_request_and_never_what_an_import_just_kept(capture, make_article, capsys):
    capture(make_article())
    os.utime(originals.path_of(SHA256), (0, 0))
    left = abandoned(b"left behind")
    fresh, _ = originals.keep(io.BytesIO(b"kept for a batch that is under way"))
    call_command("verify_originals")
    assert left.exists()
    call_command("verify_originals", delete_unnamed=True)
    assert "Removed: 1." in capsys.readouterr().out
    assert (left.exists(), originals.missing([SHA256, fresh])) == (False, [])


def test_a_disk_that_refuses_to_remove_bytes_does_not_undo_a_deletion(
    capture, make_article, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    def refuse(path, missing_ok=False):
        raise OSError(30, "Read-only file system")

    article = make_article()
    capture(article)
    monkeypatch.setattr(type(originals.path_of(SHA256)), "unlink", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        curation.delete(article)
    assert "could not be removed (Read-only file system): run verify_originals --delete-unnamed" in caplog.text


def test_damage_and_loss_are_found_and_say_what_they_hit(capture, make_article, capsys):
    capture(make_article())
    capture(make_article(), b"lost")
    originals.path_of(SHA256).write_bytes(b"bit rot")
    originals.path_of(hashlib.sha256(b"lost").hexdigest()).unlink()
    with pytest.raises(CommandError, match="1 originals are lost, 1 are damaged"):
        call_command("verify_originals")
    said = capsys.readouterr().out
    assert f"Damaged: {originals.path_of(SHA256)}, a.md (article " in said
    assert "Lost: " in said


CHANGED, CUT, EMPTIED, GONE, SWAPPED = range(5)


def spoil(how, path, other):
    """Do to the file of an original what disks, programs and people do."""
    content = path.read_bytes()
    if how == CHANGED:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif how == CUT:
        path.write_bytes(content[:-1])
    elif how == EMPTIED:
        path.write_bytes(b"")
    elif how == GONE:
        path.unlink()
    elif how == SWAPPED:
        path.write_bytes(other.read_bytes())
        other.write_bytes(content)


def test_a_thousand_damages_are_named_and_nothing_else(db, capsys):
    contents = {hashlib.sha256(one).hexdigest(): one for one in (b"original %d" % number for number in range(2_000))}
    originals.keep_all(contents)
    originals.capture(
        [
            {"sha256": sha256, "container": sha256, "size": len(one), "media_type": "text/markdown"}
            | {"verdict": "rejected", "importer": "markdown/1", "file": "a.md"}
            for sha256, one in contents.items()
        ]
    )
    hashes = iter([*contents])
    spoiled = set()
    for how, times in {CHANGED: 200, CUT: 200, EMPTIED: 200, GONE: 200, SWAPPED: 100}.items():
        for _ in range(times):
            one, other = next(hashes), next(hashes)
            spoil(how, originals.path_of(one), originals.path_of(other))
            spoiled |= {one, other} if how == SWAPPED else {one}
    assert len(spoiled) == 1_000
    with pytest.raises(CommandError, match="200 originals are lost, 800 are damaged") as told:
        call_command("verify_originals")
    assert told.value.returncode == 1
    assert set(re.findall(r"\b[0-9a-f]{64}\b", capsys.readouterr().out)) == spoiled


def test_what_a_killed_process_left_is_swept_away_once_it_is_old():
    folder = Path(originals._incoming())
    old, young = folder / "old.123", folder / "young.456"
    for path in (old, young):
        path.write_bytes(b"half a file")
    os.utime(old, (1, 1))
    originals._sweep.cache_clear()
    originals.keep_all({hashlib.sha256(b"new").hexdigest(): b"new"})
    assert [path.name for path in folder.iterdir()] == [young.name]
