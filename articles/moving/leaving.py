"""Writes an archive into a folder while it runs: all of it, or what became another since an export that lies there."""

import shutil
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from articles.history import Change, last_change
from articles.models import Capture
from articles.moving import Failed
from articles.moving.checking import check_files
from articles.moving.folder import DELTA, LIST, MANIFEST, PUBLIC, Manifest, Part, looks_like_one, parts, write
from articles.moving.writing import Watch, write_all
from articles.originals import sync

UNFINISHED = ".unfinished"
"""What a folder has, or the name of a delta ends with, until it is whole."""

BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def export(folder: Path, since: int | None = None, *, watch: Watch) -> Part | None:
    """Write all of the archive into a folder or, with `since`, what is other than the export that ends there.

    All is read from one state of the database, and nobody waits meanwhile. Returns what was written: None where no
    article became another. Raises `Failed`.
    """
    before = plan(folder, since)
    target = folder if since is None else folder / f"since-{since}{UNFINISHED}"
    check_files(before, watch=watch)
    with one_state():
        if before and last_change() == (before[-1].manifest.seq, before[-1].manifest.mark):
            return None
        _begin(target)
        manifest = write_all(folder, target, before, watch)
        write(manifest, target)
    return Part(folder=_finish(target), manifest=manifest)


def lost(manifest: Manifest) -> list[str]:
    """Return those of the missing originals that the archive still names: not deleted meanwhile, but lost in it."""
    return [sha256 for sha256 in manifest.missing if Capture.objects.filter(container=sha256).exists()]


# --- where it goes --------------------------------------------------------------------------------


def plan(folder: Path, since: int | None) -> list[Part]:
    """Return what lies in the folder that a delta is added to. Raises `Failed` where the folder will not do."""
    if since is None:
        _refuse_used(folder)
        return []
    if not looks_like_one(folder):
        raise Failed(f"There is no export in “{folder}” that a delta could be added to: export without --since first.")
    found = parts(folder)
    seq, mark = found[-1].manifest.seq, found[-1].manifest.mark
    if seq != since:
        raise Failed(f"The export in “{folder}” ends with change {seq}: write --since {seq}.")
    if seq and not Change.objects.filter(seq=seq, mark=mark).exists():
        raise Failed(f"The export in “{folder}” is of another archive, or of a state that this one never was in.")
    return found


def _refuse_used(folder):
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Failed(f"“{folder}” is no folder.")
    names = {path.name for path in folder.iterdir()}
    if names and UNFINISHED not in names:
        what = "holds an export already: add to it with --since, or" if looks_like_one(folder) else "is not empty:"
        raise Failed(f"“{folder}” {what} name a new folder.")


def _begin(target: Path):
    """Make a folder that says of itself that it is not whole; what one that was killed had written is made anew."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    (target / UNFINISHED).touch(mode=0o600)
    for name in (MANIFEST, PUBLIC, LIST):
        (target / name).unlink(missing_ok=True)
    shutil.rmtree(target / "tables", ignore_errors=True)
    (target / "tables").mkdir(mode=0o700)


def _finish(target: Path) -> Path:
    """Let a folder be what it is now: whole."""
    (target / UNFINISHED).unlink()
    whole = target.with_name(target.name.removesuffix(UNFINISHED)) if DELTA.match(target.name) else target
    target.rename(whole)
    for path in (*whole.glob("*.*"), *(whole / "tables").iterdir(), whole / "tables", whole, whole.parent):
        sync(path)
    return whole


@contextmanager
def one_state():
    """Read from one state of the database, whatever others write meanwhile; nobody waits for anybody."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
