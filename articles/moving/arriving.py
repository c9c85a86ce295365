"""Takes an export into an archive in which nothing was ever written: all of it, or nothing."""

import itertools
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from articles import carrying
from articles.batching import batches
from articles.exporting import ndjson
from articles.exporting.walking import by_id
from articles.failing import reason
from articles.inserting import insert_all
from articles.mending import Mending
from articles.models import Article
from articles.moving import Failed
from articles.moving.checking import Checked, check
from articles.moving.folder import POOL, PUBLIC, lines_of, numbered, version
from articles.moving.tables import TABLES, file_of, parsed, plural, row_of, rows
from articles.numbering import set_last_given
from articles.originals import path_of
from articles.recording import lock_sequence

TOGETHER = 500
"""Rows that are written at once."""

Watch = Callable[..., Iterable]
"""Wraps a stream to show progress: `watch(items, total=…, what=…)`."""


def run(folder: Path, *, dry: bool, watch: Watch) -> str:
    """Check an export and take it in, or only say whether it could be; returns what happened. Raises `Failed`."""
    require_empty()
    checked = check(folder, watch=watch)
    require_version(checked)
    held, deltas = checked.manifest.told(), len(checked.parts) - 1
    told = f" with {deltas} delta{'s' * (deltas > 1)}" if deltas else ""
    held = f"“{folder}”{told}: {held}"
    if dry:
        return f"All of it was read and compared, and can be taken in: {held}. Nothing was written: this was a dry run."
    mended = take_in(checked, watch=watch)
    said = [f"Taken in: {held}."]
    if mended:
        said.append(f"In {mended:,} values U+FFFD stands for NUL or half a character, which is not kept here.")
    if missing := len(checked.manifest.missing):
        said.append(f"{missing:,} originals had been missing when it was made.")
    return " ".join([*said, "`up` builds the index."])


def take_in(checked: Checked, *, watch: Watch) -> int:
    """Take in an export that was checked; returns how many values held what this database does not keep.

    Whatever happens, the archive has all of it or nothing. Raises `Failed`.
    """
    mending = Mending(needed=connection.vendor == "postgresql")
    try:
        with _originals_removed_on_failure(checked), transaction.atomic():
            lock_sequence(connection.alias)
            require_empty()
            for model in TABLES:
                _fill(model, checked, mending, watch)
            if not mending.mended:
                _compare(checked)
            _carry(checked, watch)
    except DatabaseError as error:
        raise Failed(f"Nothing was taken in: the database refused it ({reason(error)}).") from error
    return mending.mended


def require_empty() -> None:
    """Raise `Failed` where anything was ever written to this archive."""
    for model in TABLES:
        if rows(model).exists():
            raise Failed(
                f"This archive is not empty ({plural(model)}: {rows(model).count():,}): a whole archive is taken in "
                "where nothing was ever written, such as with another ARCHIVE_DATA or DATABASE_URL."
            )


def require_version(checked: Checked) -> None:
    """Raise `Failed` where tables are of another form than those of the export."""
    if checked.manifest.version != version():
        raise Failed(
            f"The export is of another version ({checked.manifest.version}, here {version()}): "
            "take it in with the version that made it, then update that."
        )


def _fill(model, checked, mending, watch):
    """Write all rows of a table, each with its number, and let the database go on behind the last it ever gave."""
    name, count = model._meta.model_name, 0
    total = checked.manifest.rows[name]
    told = watch(lines_of(checked.parts, file_of(model)), total=total, what=f"{plural(model)} taken in")
    for some in batches((row_of(model, parsed(line), mending) for _, line in told), TOGETHER):
        insert_all(model, some)
        count += len(some)
    if count != total:
        raise Failed(f"{file_of(model)} of “{checked.folder}” has {count:,} rows, its manifest tells {total:,}.")
    if numbered(model) and (given := checked.manifest.numbers[name]):
        set_last_given(model, connection, given)


def _compare(checked):
    """Raise `Failed` where what readers would be shown is not, byte by byte, what they were shown."""
    here, there = ndjson.lines(by_id(Article.objects.public())), lines_of(checked.parts, PUBLIC)
    for mine, given in itertools.zip_longest(here, there):
        if mine != given:
            key = (given or mine)[0]
            raise Failed(f"Article {key} would not be shown as it was: nothing was taken in. Report this.")


def _carry(checked, watch):
    watched = watch(checked.hashes, total=len(checked.hashes), what="originals taken in")
    carried = carrying.carry(watched, checked.folder / POOL, settings.ARCHIVE_ORIGINALS, held=carrying.is_whole)
    if wrong := next(iter(carried), None):
        raise Failed(f"The original {wrong[0]} {wrong[1]}, since a moment ago: nothing was taken in.")


@contextmanager
def _originals_removed_on_failure(checked):
    """Leave no original that was not there before, where nothing of the export is taken in."""
    new = [path for path in map(path_of, checked.hashes) if not path.exists()]
    try:
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise
