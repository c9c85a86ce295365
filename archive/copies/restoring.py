"""Puts a backup in the place of an archive that is empty, or of one that is then kept aside."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError

from archive import copies
from archive.copies import Failed, checking, files
from archive.copies.manifest import KEY, Manifest, listed, pool_of
from articles import carrying
from articles.failing import reason
from articles.originals import sync


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A backup that was read, and the originals of it that are lost or damaged, with the reason."""

    backup: Path
    manifest: Manifest
    hashes: list[str]
    wrong: dict[str, str]

    @property
    def whole(self):
        """The hashes of the originals that can be restored."""
        return [sha256 for sha256 in self.hashes if sha256 not in self.wrong]


def plan(backup: Path, *, watch: files.Watch) -> Plan:
    """Read and compare all of a backup; changes nothing. Raises `Failed`."""
    manifest, hashes = checking.check(backup)
    watched = watch(hashes, total=len(hashes), what="originals verified")
    wrong = dict(carrying.wrong(watched, pool_of(backup)))
    return Plan(backup=backup, manifest=manifest, hashes=hashes, wrong=wrong)


def hindrances(backup: Path, *, replace: bool) -> Iterator[str]:
    """Yield a sentence for each thing that keeps a backup from being put here now; changes nothing."""
    looks = (
        lambda: checking.refuse_foreign(checking.read(backup)),
        lambda: replace or _require_no_articles(),
        lambda: copies.database().require_rest(),
        lambda: _require_space(backup),
    )
    for look in looks:
        try:
            look()
        except Failed as found:
            yield str(found)
        except DatabaseError as error:
            yield f"The database cannot be asked ({reason(error)})."


def _require_no_articles():
    if not copies.database().is_empty():
        raise Failed("There are articles in this archive: --replace puts the backup in their place and keeps them.")


def _require_space(backup):
    manifest = checking.read(backup)
    hashes = listed(backup, manifest)
    needed = carrying.need(hashes, pool_of(backup), settings.ARCHIVE_ORIGINALS) + manifest.database_bytes
    files.require_space(settings.ARCHIVE_DATA, needed)


def restore(planned: Plan, *, watch: files.Watch) -> str:
    """Put the backup in place, the database last; returns where the former one lies, empty if there was none.

    Killed at any moment, the archive is what it was or what the backup is; originals that are there already are named
    by nothing until then, and the same again goes on from there. Raises `Failed`.
    """
    watched = watch(planned.whole, total=len(planned.whole), what="originals restored")
    carried = carrying.carry(watched, pool_of(planned.backup), settings.ARCHIVE_ORIGINALS, held=carrying.is_whole)
    if wrong := next(carried, None):
        raise Failed(f"The original {wrong[0]} {wrong[1]}, since a moment ago: nothing was restored.")
    _restore_key(planned)
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    database = copies.database()
    return database.put(planned.backup / database.FILE, stamp)


def _restore_key(planned):
    """Put the key back, unless there is one: everybody stays signed in."""
    kept = settings.ARCHIVE_DATA / KEY
    if planned.manifest.secret_key_sha256 and not kept.exists():
        incoming = kept.with_name(f"{KEY}.restoring")
        files.copy_file(planned.backup / KEY, incoming)
        os.replace(incoming, kept)
        sync(settings.ARCHIVE_DATA)
