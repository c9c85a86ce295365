"""Reads a backup again, all of it, and says what is no longer as it was made."""

from pathlib import Path

from archive import copies
from archive.copies import Failed, postgresql, sqlite
from archive.copies.manifest import KEY, Manifest, listed, read, require

DATABASES = {module.KIND: module for module in (sqlite, postgresql)}


def check(backup: Path) -> tuple[Manifest, list[str]]:
    """Check all but the originals: return the manifest, and the hashes that it lists. Raises `Failed`."""
    manifest = read(backup)
    database = backup / DATABASES[manifest.database].FILE
    require(database, manifest.database_sha256)
    if manifest.secret_key_sha256:
        require(backup / KEY, manifest.secret_key_sha256)
    found, wrong = DATABASES[manifest.database].check(database)
    if wrong:
        raise Failed(f"{database} cannot be restored: {wrong.rstrip('.')}. Use another backup.")
    if found and (found.seq, found.mark, found.articles) != (manifest.seq, manifest.mark, manifest.articles):
        raise Failed(f"{database} holds another state than its manifest tells: use another backup.")
    return manifest, listed(backup, manifest)


def refuse_foreign(manifest: Manifest) -> None:
    """Raise `Failed` where a backup is of another kind of database, or of code that is newer than this."""
    from django.db.migrations.loader import MigrationLoader

    if manifest.database != (kind := copies.database().KIND):
        raise Failed(
            f"The backup holds a database of {manifest.database}, DATABASE_URL names one of {kind}: "
            f"restore it with a DATABASE_URL of {manifest.database}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [name for name in manifest.migrations if name not in known]:
        raise Failed(f"The backup was made by a newer version of this code (it knows {unknown[0]}): restore with that.")
