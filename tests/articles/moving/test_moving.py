"""An archive leaves as a folder and comes back the same; what is not as it was made is taken in by nobody."""

import hashlib
import json
import os
import shutil
import subprocess

import orjson
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from articles import curation, originals
from articles.exporting.ndjson import lines
from articles.models import Article, Author, Capture, Topic
from articles.moving import Failed, leaving
from articles.moving.folder import MANIFEST, PUBLIC, digest, numbered, read
from articles.moving.tables import TABLES, file_of, plural, rows, written
from articles.numbering import last_given
from tests.articles.moving.conftest import contents, watch

pytestmark = pytest.mark.once

LEFT_OUT = {
    *("Job", "Selection", "Step"),  # what is under way, or was done by them
    "KeptAnswer",  # kept for a day
    *("Suspicion", "Examined"),  # found anew
    "Upload",
}


def kept():
    """Return all rows of the archive, and the last numbers."""
    numbers = [last_given(model, connection) for model in TABLES if numbered(model)]
    return {model: list(rows(model).order_by("pk").values()) for model in TABLES}, numbers


def nothing_there(settings):
    kept_files = settings.ARCHIVE_ORIGINALS
    return not any(rows(model).exists() for model in TABLES) and not [p for p in kept_files.rglob("*") if p.is_file()]


def sealed(folder, **told):
    """Make a manifest fit its files again, as somebody would who changed both."""
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["sha256"]
    for name in manifest["files"]:
        if (folder / name).exists():
            content = (folder / name).read_bytes()
            manifest["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest |= told
    (folder / MANIFEST).write_text(json.dumps(manifest | {"sha256": digest(manifest)}))


# --- there and back -------------------------------------------------------------------------------


def test_every_table_of_articles_is_exported_or_left_out_on_purpose():
    models = set(apps.get_app_config("articles").get_models())
    assert {one.__name__ for one in models - set(TABLES)} == LEFT_OUT
    assert set(TABLES) <= models


def test_what_comes_back_is_what_left(export, empty, take_in):
    first = export()
    before = kept()
    assert all(before[0].values()), [model for model, held in before[0].items() if not held]
    empty()
    assert "Taken in: " in take_in(first)
    assert kept() == before
    assert contents(export("again")) == contents(first)


def test_numbers_go_on_behind_the_last_that_was_ever_given(export, empty, take_in, make_article):
    last = make_article()
    last.delete()
    folder = export()
    empty()
    take_in(folder)
    assert make_article().pk == last.pk + 1


def test_the_public_file_has_the_lines_of_the_export(export):
    public = Article.objects.public().order_by("pk").values_list("pk", flat=True)
    assert (export() / PUBLIC).read_bytes() == b"".join(line + b"\n" for _, line in lines(public))


def test_the_manifest_has_the_hash_of_every_file_and_no_time(export):
    folder = export()
    manifest, listed = read(folder), contents(folder)
    assert {name: one["sha256"] for name, one in manifest.files.items()} == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in listed.items()
        if name != MANIFEST and not name.startswith("originals/")
    }
    subprocess.run(["sha256sum", "--quiet", "--check", "originals.sha256"], cwd=folder, check=True)
    hashes = {line[:64] for line in (folder / "originals.sha256").read_text().splitlines()}
    assert hashes == {name.rpartition("/")[2] for name in listed if name.startswith("originals/")}
    assert hashes == set(Capture.objects.values_list("container", flat=True))
    assert contents(export("another")) == listed
    assert folder.stat().st_mode & 0o777 == 0o700


def test_changes_show_the_same_digests_to_mirrors(export, empty, take_in, api):
    before = api("changes/", limit=1000)["results"], api("changes/checksum/")
    folder = export()
    empty()
    take_in(folder)
    assert (api("changes/", limit=1000)["results"], api("changes/checksum/")) == before


def test_an_empty_archive_leaves_and_comes_back(db, settings, tmp_path, take_in):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    folder = leaving.export(tmp_path / "out", watch=watch).folder
    assert "articles: none" in take_in(folder)


@pytest.mark.sqlite
def test_what_postgresql_would_not_keep_comes_back_to_sqlite(export, empty, take_in, make_article):
    odd = make_article(headline="Of old: A\0b", problems=["half \ud83d of one", 1 << 70])
    folder = export()
    empty()
    take_in(folder)
    assert Article.objects.get(pk=odd.pk).headline == "Of old: A\0b"
    assert Article.objects.get(pk=odd.pk).problems == odd.problems
    assert contents(export("again")) == contents(folder)


@pytest.mark.postgresql
def test_what_postgresql_does_not_keep_is_told(export, empty, take_in):
    folder = export()
    path = folder / "tables" / "topic.ndjson"
    path.write_bytes(path.read_bytes().replace(b"unused", b"un\\u0000sed"))
    sealed(folder)
    empty()
    assert "In 1 values U+FFFD stands for NUL" in take_in(folder)
    assert Topic.objects.filter(name="un\ufffdsed").exists()


# --- what became another since --------------------------------------------------------------------


def test_a_delta_brings_what_became_another(export, empty, take_in, make_article):
    base = last = export()
    for round_ in range(2):
        edited, deleted, taken = Article.objects.public().order_by("pk")[:3]
        edited.headline = f"Edited again {round_}"
        edited.save()
        curation.delete(deleted)
        curation.withdraw(taken, reason="error")
        make_article(headline=f"New {round_}", topics=["unused"])
        Author.objects.create(name=f"Somebody {round_}")
        last = export(since=read(last).seq)
    whole, before = export("whole"), kept()
    assert len(list(base.glob("since-*"))) == 2
    empty()
    assert "with 2 deltas" in take_in(base)
    assert kept() == before
    assert contents(export("again")) == contents(whole)


def test_a_delta_holds_only_what_differs(export, make_article):
    base = export()
    new = make_article(headline="New")
    delta = export(since=read(base).seq)
    held = {name: content for name, content in contents(delta).items() if content and name != MANIFEST}
    assert set(held) == {"articles.ndjson", *(f"tables/{name}.ndjson" for name in ("article", "change", "header"))}
    assert [json.loads(line)["id"] for line in held["articles.ndjson"].splitlines()] == [new.pk]
    new.delete()
    further = export(since=read(delta).seq)
    assert contents(further)["articles.ndjson"] == b"[%d]\n" % new.pk


def test_where_nothing_changed_no_delta_is_made(export, tmp_path, capsys):
    seq = read(export()).seq
    call_command("export_articles", str(tmp_path / "out"), since=seq)
    assert f"No article changed after {seq}" in capsys.readouterr().out
    assert not list((tmp_path / "out").glob("since-*"))


def test_a_delta_goes_where_it_fits(export, make_article, tmp_path, take_in, empty):
    base = export()
    seq = read(base).seq
    make_article()
    with pytest.raises(Failed, match=f"ends with change {seq}: write --since {seq}"):
        export(since=seq - 1)
    with pytest.raises(Failed, match="There is no export in"):
        export("none", since=seq)
    delta = export(since=seq)
    make_article()
    later = export(since=read(delta).seq)
    shutil.rmtree(delta)
    empty()
    with pytest.raises(Failed, match="begins after change"):
        take_in(base)
    with pytest.raises(Failed, match="holds only what changed after"):
        take_in(later)


def test_nothing_is_added_to_what_is_damaged(export, make_article):
    base = export()
    make_article()
    path = base / "tables" / "revision.ndjson"
    for content in (path.read_bytes()[:-30], path.read_bytes().replace(b"Harbour", b"Harbeur")):
        path.write_bytes(content)
        with pytest.raises(Failed, match=r"revision\.ndjson"):
            export(since=read(base).seq)
    assert not list(base.glob("since-*"))


def test_a_delta_of_another_history_is_refused(export, empty, make_article):
    base = export()
    empty()
    make_article()
    with pytest.raises(Failed, match="is of another archive"):
        export(since=read(base).seq)


# --- what is not as it was made -------------------------------------------------------------------


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def cut_between_lines(path):
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def flip(path):
    content = path.read_bytes()
    at = content.index(b"Harbour") if b"Harbour" in content else len(content) // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def append(path):
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])


def remove(path):
    path.unlink()


ALL = (PUBLIC, MANIFEST, "originals.sha256", *map(file_of, TABLES))


@pytest.mark.parametrize("harm", [cut, cut_between_lines, flip, append, remove])
def test_a_damaged_file_is_named_and_nothing_of_the_export_taken_in(export, empty, take_in, settings, harm, tmp_path):
    folder = export()
    empty()
    for name in ALL:
        shutil.copytree(folder, tmp_path / "damaged", copy_function=os.link)
        path = tmp_path / "damaged" / name
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        harm(path)
        with pytest.raises(Failed) as told:
            take_in(tmp_path / "damaged")
        assert path.name in str(told.value), (name, told.value)
        assert nothing_there(settings)
        shutil.rmtree(tmp_path / "damaged")


@pytest.mark.parametrize("broken", [b"{", b'{"id": }', b"\xff", b'"\\q"', b"{} {}", b"NaN", b""])
def test_the_line_where_json_is_broken_is_named(export, empty, take_in, settings, broken):
    folder = export()
    path = folder / "tables" / "revision.ndjson"
    before = path.read_bytes().splitlines(keepends=True)
    empty()
    for seal in (False, True):
        path.write_bytes(b"".join([*before[:2], broken + b"\n", *before[2:]]))
        if seal:
            sealed(folder)
        with pytest.raises(Failed, match=r"revision\.ndjson, line 3: the JSON is broken"):
            take_in(folder)
    assert nothing_there(settings)


@pytest.mark.parametrize("harm", [cut, flip, remove])
def test_a_damaged_original_is_named(export, empty, take_in, settings, harm):
    folder = export()
    path = max((folder / "originals").rglob("*"), key=lambda one: one.is_file() and one.stat().st_size)
    harm(path)
    empty()
    with pytest.raises(Failed, match=f"{path.name} is (lost|damaged)"):
        take_in(folder)
    assert nothing_there(settings)


@pytest.mark.parametrize(
    ("name", "row", "told"),
    [
        ("tables/topic.ndjson", {"id": 10**9, "name": "x", "new": 1}, "has other columns: new"),
        ("tables/topic.ndjson", {"id": 10**9}, "has other columns: name"),
        ("tables/topic.ndjson", {"id": 1, "name": "x"}, "is not behind the line before"),
        ("tables/topic.ndjson", 5, "is no row"),
        ("tables/topic.ndjson", {"id": 10**9, "name": "sea"}, "the database refused it"),
        ("tables/image.ndjson", None, "manifest tells"),
        ("articles.ndjson", {"id": 10**9}, "would not be shown as it was"),
    ],
)
def test_what_fits_its_manifest_and_is_no_archive_is_refused_whole(export, empty, take_in, settings, name, row, told):
    folder = export()
    path = folder / name
    if row is None:
        cut_between_lines(path)
    else:
        path.write_bytes(path.read_bytes() + written(row) + b"\n")
        rows_told = read(folder).rows
        sealed(folder, rows=rows_told | {path.stem: rows_told.get(path.stem, 0) + 1})
    if row is None:
        sealed(folder)
    empty()
    with pytest.raises(Failed, match=told):
        take_in(folder)
    assert nothing_there(settings)


def test_an_export_of_another_version_is_refused(export, empty, take_in):
    folder = export()
    empty()
    sealed(folder, version="9999_future")
    with pytest.raises(Failed, match="of another version"):
        take_in(folder)
    sealed(folder, format=2)
    with pytest.raises(Failed, match="newer version"):
        take_in(folder)


def test_what_was_not_finished_is_no_export_and_is_begun_anew(archive, tmp_path, empty, take_in):
    folder = tmp_path / "out"

    def stopped(items, **told):
        if told["what"].startswith("captures"):
            raise KeyboardInterrupt
        return items

    with pytest.raises(KeyboardInterrupt):
        leaving.export(folder, watch=stopped)
    with pytest.raises(Failed, match="which is written last"):
        leaving.parts(folder)
    whole = leaving.export(folder, watch=watch).folder
    assert contents(whole) == contents(leaving.export(tmp_path / "other", watch=watch).folder)


# --- what is told ---------------------------------------------------------------------------------


def test_rows_of_every_table_have_a_name_that_is_english():
    told = {plural(model) for model in TABLES}
    assert {"addresses", "sources", "related links", "changes"} <= told
    assert not [name for name in told if name.endswith("ss")]


def test_an_original_that_the_archive_lost_is_named_and_the_rest_exported(archive, tmp_path, capsys, empty, take_in):
    sha256 = Capture.objects.order_by("container").values_list("container", flat=True).first()
    originals.path_of(sha256).unlink()
    with pytest.raises(CommandError, match="1 originals are not in the export") as told:
        call_command("export_articles", str(tmp_path / "out"), verbosity=0)
    assert told.value.returncode == 1
    assert sha256 in capsys.readouterr().out
    empty()
    assert "1 originals had been missing" in take_in(tmp_path / "out")


def test_an_archive_with_anything_in_it_takes_in_no_other(export, take_in, db):
    with pytest.raises(Failed, match="This archive is not empty"):
        take_in(export())


def test_the_commands_tell_what_they_did(export, empty, tmp_path, capsys, settings):
    folder = str(tmp_path / "out")
    call_command("export_articles", folder, dry_run=True)
    assert not (tmp_path / "out").exists()
    assert "This was a dry run" in capsys.readouterr().out.replace("this", "This")
    call_command("export_articles", folder)
    assert "holds the archive up to change" in capsys.readouterr().out
    with pytest.raises(CommandError, match="holds an export already"):
        call_command("export_articles", folder)
    empty()
    call_command("import_articles", folder, dry_run=True)
    assert "can be taken in" in capsys.readouterr().out
    assert nothing_there(settings)
    call_command("import_articles", folder)
    assert "Taken in: " in capsys.readouterr().out


@pytest.mark.parametrize("given", [{"status": "draft"}, {"map": "a=key"}, {"dates": "dmy"}, {"set": ["language=de"]}])
def test_a_whole_archive_comes_as_it_is(export, given):
    with pytest.raises(CommandError, match="name it alone, with --dry-run or nothing") as told:
        call_command("import_articles", str(export()), **given)
    assert told.value.returncode == 2


def test_nor_with_other_paths(export, tmp_path):
    with pytest.raises(CommandError, match="name it alone"):
        call_command("import_articles", str(export()), str(tmp_path))


def test_a_folder_of_dumps_is_no_export(db, settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "manifest.json").write_bytes(
        orjson.dumps({"key": "1", "headline": "A", "body": "B.", "published_at": "2020"})
    )
    call_command("import_articles", str(tmp_path / "in"), verbosity=0)
    assert Article.objects.count() == 1


@pytest.mark.parametrize("kind", ["file", "full"])
def test_an_export_goes_into_a_folder_of_its_own(archive, tmp_path, kind):
    place = tmp_path / "place"
    place.touch() if kind == "file" else (place / "x").mkdir(parents=True)
    with pytest.raises(CommandError, match="is no folder" if kind == "file" else "is not empty"):
        call_command("export_articles", str(place), verbosity=0)
