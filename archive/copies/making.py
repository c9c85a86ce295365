"""Makes a backup while the archive runs, and drops old ones."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings

from archive import copies
from archive.copies import Failed, files
from archive.copies.manifest import (
    KEY,
    LIST,
    NAME,
    UNFINISHED,
    Facts,
    Manifest,
    backups,
    listed,
    pool_of,
    read,
    write,
)
from articles import carrying, originals
from articles.batching import batches
from articles.carrying import hash_of
from articles.originals import Capture, path_of, sync


def make(folder: Path, *, watch: files.Watch) -> tuple[Path, Manifest]:
    """Add a backup to a folder; returns where it is, and its manifest. Raises `Failed`.

    Originals are on the disk before a row names them, and never changed: so those that are known are copied first,
    then the database, then what came meanwhile. An article that is deleted for good in between is mostly copied still.
    """
    _refuse_inside(folder)
    database = copies.database()
    database.require_archive()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder):
        pool = folder / "originals"
        known = list(originals.containers())
        files.require_space(folder, carrying.need(known, settings.ARCHIVE_ORIGINALS, pool) + database.size())
        with _building(folder) as building:
            carry = partial(carrying.carry, source=settings.ARCHIVE_ORIGINALS, target=pool)
            for _ in carry(watch(known, total=len(known), what="originals copied")):
                pass  # what is missing is told by the next pass, from the copied database
            facts = database.copy(building / database.FILE)
            missing = sorted(sha256 for sha256, _ in carry(facts.containers))
            manifest = _describe(building, facts, missing)
            write(manifest, building)
            sync(building)
        return building.with_name(building.name.removesuffix(UNFINISHED)), manifest


def lost(manifest: Manifest) -> list[str]:
    """Return those of the missing originals that the archive still names: not deleted meanwhile, but lost in it."""
    named = Capture.objects.values_list("container", flat=True)
    return sorted({sha256 for some in batches(manifest.missing) for sha256 in named.filter(container__in=some)})


def prune(folder: Path, keep: int) -> list[str]:
    """Remove all backups but the newest `keep`, and the originals that none of these lists; returns their names.

    Raises `Failed`, and removes nothing, where one that is kept does not tell which originals it has.
    """
    with alone(folder):
        found = backups(folder)
        named = {sha256 for one in found[-keep:] for sha256 in listed(one, read(one))}
        for old in found[:-keep]:
            old.rename(old.with_name(old.name + UNFINISHED))
        _clear(folder)
        for path in (folder / "originals").glob("??/??/*"):
            if path.name not in named:
                path.unlink()
        return [old.name for old in found[:-keep]]


@contextmanager
def alone(folder):
    """Be the only one that writes to a folder of backups; the system frees the lock however this process ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Failed(f"Another backup to “{folder}” is running: let it finish.") from None
    finally:
        os.close(descriptor)


@contextmanager
def _building(folder):
    """Give a new folder, which gets its name when all is well and is removed when not."""
    _clear(folder)
    while (whole := folder / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")).exists():
        time.sleep(0.1)
    building = whole.with_name(whole.name + UNFINISHED)
    building.mkdir(mode=0o700)
    try:
        yield building
    except BaseException:
        shutil.rmtree(building)
        raise
    building.rename(whole)
    sync(folder)


def _clear(folder):
    """Remove what others that were killed, or an old backup that was dropped, left behind."""
    for path in folder.glob(f"*{UNFINISHED}"):
        if NAME.fullmatch(path.name.removesuffix(UNFINISHED)):
            shutil.rmtree(path)


def _refuse_inside(folder):
    if folder.is_relative_to(settings.ARCHIVE_DATA):
        raise Failed(f"“{folder}” is in ARCHIVE_DATA and would be lost with it: name a folder elsewhere.")


def _describe(building: Path, facts: Facts, missing: list[str]) -> Manifest:
    """Write the list of originals and the secret key, and return the manifest of all."""
    lacking = set(missing)
    held = [sha256 for sha256 in facts.containers if sha256 not in lacking]
    database = building / copies.database().FILE
    _write_list(building / LIST, held)
    return Manifest(
        archive=settings.ARCHIVE_NAME,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=copies.database().KIND,
        database_bytes=database.stat().st_size,
        database_sha256=hash_of(database),
        seq=facts.seq,
        mark=facts.mark,
        articles=facts.articles,
        captures=facts.captures,
        migrations=facts.migrations,
        originals=len(held),
        originals_bytes=sum(path_of(sha256, pool_of(building)).stat().st_size for sha256 in held),
        originals_sha256=hash_of(building / LIST),
        missing=missing,
        secret_key_sha256=_copy_key(building),
    )


def _write_list(path: Path, hashes: Iterable[str]):
    """Write the list as `sha256sum -c` reads it in the folder of the backup."""
    pool = Path("..", "originals")
    with path.open("x", encoding="ascii") as file:
        file.writelines(f"{sha256}  {path_of(sha256, pool)}\n" for sha256 in hashes)
    sync(path)


def _copy_key(building):
    """Copy the key that sessions are signed with; its hash, empty where the archive keeps none."""
    if not (kept := settings.ARCHIVE_DATA / KEY).exists():
        return ""
    files.copy_file(kept, building / KEY)
    return hash_of(building / KEY)
