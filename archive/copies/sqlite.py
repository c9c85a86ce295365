"""Copies an SQLite database while others write to it, and puts a copy in its place."""

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from archive.copies import Failed, files
from archive.copies.manifest import Facts, facts
from articles.originals import sync

KIND, FILE = "SQLite", "database.sqlite3"

PAGES = 2_000
"""Pages of a step: 8 MB."""

COMPANIONS = ("-wal", "-shm", "-journal")


def place() -> Path:
    """Where the database of this archive lies, or would."""
    return Path(connection.settings_dict["NAME"])


def require_archive() -> None:
    """Raise `Failed` where there is nothing to copy."""
    if not place().exists():
        raise Failed(f"There is no database at {place()}: set ARCHIVE_DATA or DATABASE_URL as the archive has them.")


def size() -> int:
    """Return how many bytes a copy takes at most."""
    return sum(path.stat().st_size for path in (place(), Path(f"{place()}-wal")) if path.exists())


def copy(target: Path) -> Facts:
    """Copy one commit. Raises `Failed`.

    A reading transaction is held meanwhile: the steps go on from the same commit whatever others write, who wait for
    nothing. Without it each commit of another process begins the copy anew, so that it never ended during an import.
    """
    with closing(_open(place())) as source, closing(sqlite3.connect(target, isolation_level=None)) as copied:
        source.execute("BEGIN")
        _rows(source, "SELECT count(*) FROM sqlite_schema")  # a transaction begins with its first reading
        copied.execute("PRAGMA synchronous=OFF")  # synced once, below
        source.backup(copied, pages=PAGES, progress=lambda *_: None)  # Ctrl-C is heard between steps
        copied.execute("PRAGMA journal_mode=DELETE")  # one file holds all
        found = facts(lambda statement: _rows(copied, statement))
    sync(target)
    return found


def check(path: Path) -> tuple[Facts | None, str]:
    """Return the facts of a copy, and what SQLite finds wrong with it."""
    try:
        with closing(_open(path, "mode=ro&immutable=1")) as copied:
            found = _rows(copied, "PRAGMA integrity_check(1)")[0][0]
            return facts(lambda statement: _rows(copied, statement)), "" if found == "ok" else found
    except sqlite3.Error as error:
        return None, str(error)


def is_empty() -> bool:
    """Whether nothing was ever written to this archive."""
    if not place().exists():
        return True
    try:
        with closing(_open(place())) as present:
            tables = _rows(present, "SELECT name FROM sqlite_schema WHERE name = 'articles_change'")
            return not tables or not _rows(present, "SELECT seq FROM articles_change LIMIT 1")
    except sqlite3.Error:
        return False  # what cannot be read is somebody's archive still


def require_rest() -> None:
    """Raise `Failed` while another process has the database open."""
    if place().exists():
        with _held(place()):
            pass


def put(path: Path, stamp: str) -> str:
    """Put a copy in the place of the database; returns where the former one lies now, empty if there was none.

    The switch is one renaming: whatever dies meanwhile, the one or the other is there, whole.
    """
    there = place()
    incoming = there.with_name(f"{there.name}.restoring")
    try:
        files.copy_file(path, incoming)
        if there.exists():
            return str(_exchange(incoming, there, there.with_name(f"{there.name}.before-{stamp}")))
        _switch(incoming, there)
        return ""
    finally:
        incoming.unlink(missing_ok=True)


def _exchange(incoming, there, aside):
    """Keep the present database under another name, and switch to the new one while nobody can open either."""
    with _held(there) as present:
        if present:
            present.execute("PRAGMA journal_mode=DELETE")  # the one file holds all now
        os.link(there, aside)
        for ending in filter(lambda ending: os.path.exists(f"{there}{ending}"), COMPANIONS):
            os.rename(f"{there}{ending}", f"{aside}{ending}")  # beside the copy it would be taken for a part of it
            if present:
                os.unlink(f"{aside}{ending}")
        _switch(incoming, there)
    return aside


def _switch(incoming, there):
    os.replace(incoming, there)
    sync(there.parent)


@contextmanager
def _held(path):
    """Hold a database alone, which is refused while any other process has it open; None where it is damaged."""
    with closing(_open(path, timeout=0)) as present:
        try:
            present.execute("PRAGMA locking_mode=EXCLUSIVE")
            present.execute("BEGIN EXCLUSIVE")
            present.execute("COMMIT")  # the lock stays until it is closed
        except sqlite3.Error as error:
            if error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise Failed(
                    f"Another process has {path} open: stop `up`, the indexer and all other commands of this archive."
                ) from None
            present = None
        yield present


def _open(path, how="mode=rw", timeout=20):
    return sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=timeout, isolation_level=None)


def _rows(opened, statement):
    return opened.execute(statement).fetchall()
