"""What an export is on the disk: its files, its manifest, and what its deltas make of it."""

import hashlib
import heapq
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from operator import itemgetter
from pathlib import Path

from django.db import models

from articles.moving import Failed
from articles.moving.tables import TABLES, Line, file_of, key_of, parsed
from articles.originals import path_of

FORMAT = 1
"""Version of the folder; a reader refuses what is newer."""

MANIFEST, PUBLIC, LIST, POOL = "manifest.json", "articles.ndjson", "originals.sha256", "originals"
DELTA = re.compile(r"since-([1-9][0-9]*)")

KEYS = {PUBLIC: "id"} | {file_of(model): key_of(model) for model in TABLES}
"""{file of lines: the name by which each of its rows is known}."""

AGAIN = "export anew, or use another copy"
"""What to do about an export that is not whole."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an export holds once its deltas up to this one are taken in; of files, what lies in its own folder.

    `since` and `since_mark` are the change after which a delta begins, None and empty for the whole; `numbers` are the
    last that the database gave to rows, `missing` the originals that were lost or damaged in the archive.
    """

    format: int = FORMAT
    version: str
    seq: int
    mark: str
    since: int | None
    since_mark: str
    articles: dict[str, int]
    rows: dict[str, int]
    numbers: dict[str, int]
    missing: list[str]
    files: dict[str, dict]

    def told(self) -> str:
        """Say what is in it."""
        articles = ", ".join(f"{count:,} {status}" for status, count in self.articles.items()) or "none"
        since = "" if self.since is None else f"what changed after {self.since:,} in "
        return f"{since}the archive up to change {self.seq:,} (articles: {articles})"


@dataclass(frozen=True, kw_only=True)
class Part:
    """An export, or one of its deltas: a folder that was finished."""

    folder: Path
    manifest: Manifest

    def lines(self, name: str) -> Iterator[tuple[int | str, bytes | None]]:
        """Yield (key, line) of a file; None as the line of a row that is gone."""
        key = KEYS[name]
        with (self.folder / name).open("rb") as file:
            for line in file:
                value = parsed(line)
                yield (value[0], None) if isinstance(value, list) else (value[key], line.rstrip(b"\n"))

    def hashes(self) -> list[str]:
        """Return the hashes of the originals that this part brings."""
        return [line[:64] for line in (self.folder / LIST).read_text(encoding="ascii").splitlines()]


def looks_like_one(folder: Path) -> bool:
    """Whether a folder is an export, damaged ones too: a manifest, or the log, beside tables."""
    tables = [folder / name for name in KEYS if name != PUBLIC]
    there = os.path.exists  # False where it may not be looked: then the importer says so
    return any(map(there, tables)) or (there(folder / MANIFEST) and os.path.isdir(folder / "tables"))


def parts(folder: Path) -> list[Part]:
    """Return an export and its deltas, in the order in which they were made. Raises `Failed`."""
    found = [Part(folder=folder, manifest=read(folder))]
    if found[0].manifest.since is not None:
        raise Failed(f"“{folder}” holds only what changed after {found[0].manifest.since}: name the folder it lies in.")
    names = {int(name[1]): one for one in folder.iterdir() if (name := DELTA.fullmatch(one.name))}
    for since in sorted(names):
        delta, before = read(names[since]), found[-1].manifest
        if (delta.since, delta.since_mark) != (before.seq, before.mark):
            raise Failed(
                f"“{names[since]}” begins after change {delta.since}, what is before it ends with {before.seq}, "
                f"or is of another history: {AGAIN}."
            )
        found.append(Part(folder=names[since], manifest=delta))
    return found


def lines_of(some: Iterable[Part], name: str) -> Iterator[Line]:
    """Yield (key, line) of all rows of a file as they are after the last of these parts, by key."""
    latest_first = [part.lines(name) for part in reversed([*some])]
    for key, found in itertools.groupby(heapq.merge(*latest_first, key=itemgetter(0)), key=itemgetter(0)):
        _, line = next(found)  # of what is equal, a merge gives what came first among its inputs first
        if line is not None:
            yield key, line


def numbered(model) -> bool:
    """Whether the database numbers the rows of a table."""
    return isinstance(model._meta.pk, models.AutoField)


def version() -> str:
    """Return by what the form of the tables is known: the last of their migrations."""
    from django.db.migrations.loader import MigrationLoader

    return max(name for app, name in MigrationLoader(None).disk_migrations if app == "articles")


# --- the manifest ---------------------------------------------------------------------------------


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest with its own hash, and have it on the disk."""
    told = asdict(manifest)
    with (folder / MANIFEST).open("x", encoding="utf-8") as file:
        json.dump(told | {"sha256": digest(told)}, file, sort_keys=True, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """Return the manifest of a folder. Raises `Failed`."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] > FORMAT:
            raise Failed(f"“{folder}” was made by a newer version of this code: take it in with that one.")
        sha256 = told.pop("sha256")
        if sha256 == digest(told) and told.keys() == {field.name for field in fields(Manifest)}:
            return Manifest(**told)
    except (FileNotFoundError, NotADirectoryError):
        raise Failed(f"“{folder}” is no whole export: it has no {MANIFEST}, which is written last.") from None
    except json.JSONDecodeError as error:
        raise Failed(f"{path}, line {error.lineno}: the JSON is broken ({error.msg}): {AGAIN}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # told below: somebody or something changed it
    raise Failed(f"{path} was changed or damaged: {AGAIN}.")


def digest(told: dict) -> str:
    """Return the SHA-256 of what a manifest tells."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def write_list(path: Path, hashes: Iterable[str], pool: Path) -> None:
    """Write a list of originals as `sha256sum -c` reads it in its folder; `pool` is where they lie from there."""
    with path.open("x", encoding="ascii") as file:
        file.writelines(f"{sha256}  {path_of(sha256, pool)}\n" for sha256 in hashes)
