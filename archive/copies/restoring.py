"""Puts a backup in the place of an archive that is empty, or of one that is then kept aside."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from archive import copies
from archive.copies import Failed, checking, files
from archive.copies.manifest import KEY, Manifest, hash_of, pool_of
from articles.originals import path_of, sync


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A backup that is fit to be restored here, and the originals of it that are lost or damaged, with the reason."""

    backup: Path
    manifest: Manifest
    hashes: list[str]
    wrong: dict[str, str]

    @property
    def whole(self):
        """The hashes of the originals that can be restored."""
        return [sha256 for sha256 in self.hashes if sha256 not in self.wrong]


def plan(backup: Path, *, replace: bool, watch: files.Watch) -> Plan:
    """Read all of a backup and look whether it can be put here; changes nothing. Raises `Failed`."""
    checking.refuse_foreign(checking.read(backup))
    database = copies.database()
    if not replace and not database.is_empty():
        raise Failed("There are articles in this archive: --replace puts the backup in their place and keeps them.")
    database.require_rest()
    manifest, hashes = checking.check(backup)
    needed = files.need(hashes, pool_of(backup), settings.ARCHIVE_ORIGINALS) + manifest.database_bytes
    files.require_space(settings.ARCHIVE_DATA, needed)
    watched = watch(hashes, total=len(hashes), what="originals verified")
    wrong = dict(checking.check_originals(watched, pool_of(backup)))
    return Plan(backup=backup, manifest=manifest, hashes=hashes, wrong=wrong)


def restore(planned: Plan, *, watch: files.Watch) -> str:
    """Put the backup in place, the database last; returns where the former one lies, empty if there was none.

    Killed at any moment, the archive is what it was or what the backup is; originals that are there already are named
    by nothing until then, and the same again goes on from there. Raises `Failed`.
    """
    watched = watch(planned.whole, total=len(planned.whole), what="originals restored")
    carried = files.carry(watched, pool_of(planned.backup), settings.ARCHIVE_ORIGINALS, held=_is_whole)
    if wrong := next(carried, None):
        raise Failed(f"The original {wrong[0]} {wrong[1]}, since a moment ago: nothing was restored.")
    _restore_key(planned)
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    database = copies.database()
    return database.put(planned.backup / database.FILE, stamp)


def _is_whole(sha256, source, target):
    """Whether the archive has an original as it came; one that was damaged here is mended."""
    path = path_of(sha256, target)
    return path.exists() and hash_of(path) == sha256


def _restore_key(planned):
    """Put the key back, unless there is one: everybody stays signed in."""
    kept = settings.ARCHIVE_DATA / KEY
    if planned.manifest.secret_key_sha256 and not kept.exists():
        incoming = kept.with_name(f"{KEY}.restoring")
        files.copy_file(planned.backup / KEY, incoming)
        os.replace(incoming, kept)
        sync(settings.ARCHIVE_DATA)
