"""Reads all of an export again before any of it is taken in: what was damaged, cut or changed is named."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from articles import carrying
from articles.moving import Failed
from articles.moving.folder import AGAIN, KEYS, LIST, POOL, Manifest, Part, parts
from articles.moving.tables import TABLES, columns, file_of, parsed
from articles.originals import path_of

Watch = Callable[..., Iterable]
"""Wraps a stream to show progress: `watch(items, total=…, what=…)`."""

MOST = 10
"""Originals that are named; a sentence is no list."""

COLUMNS = {file_of(model): {*columns(model)} for model in TABLES}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """An export that is as it was made: its parts, and the hashes of its originals."""

    folder: Path
    parts: list[Part]
    hashes: list[str]

    @property
    def manifest(self) -> Manifest:
        """What it holds in all."""
        return self.parts[-1].manifest


def check(folder: Path, *, watch: Watch) -> Checked:
    """Read and compare all of an export. Raises `Failed` with the file, and the line where JSON is broken."""
    found = parts(folder)
    check_files(found, watch=watch)
    hashes = sorted({sha256 for part in found for sha256 in part.hashes()})
    wrong = dict(carrying.wrong(watch(hashes, total=len(hashes), what="originals read"), folder / POOL))
    if wrong:
        raise Failed(f"{_named(wrong, folder)}: {AGAIN}.")
    return Checked(folder=folder, parts=found, hashes=hashes)


def check_files(some: list[Part], *, watch: Watch) -> None:
    """Read and compare the files of an export and its deltas, without the originals. Raises `Failed`."""
    for part in some:
        if part.manifest.files.keys() != {*KEYS, LIST}:
            raise Failed(f"“{part.folder}” is of another version of this code ({part.manifest.version}): use that.")
    files = [(part, name) for part in some for name in sorted(part.manifest.files)]
    for part, name in watch(files, total=len(files), what="files read"):
        try:
            _check_file(part, name)
        except FileNotFoundError:
            raise Failed(f"{part.folder / name} is lost: {AGAIN}.") from None


def _check_file(part: Part, name: str):
    """Compare a file with its SHA-256; only what is as it was written is asked whether this code understands it."""
    path, digest, strange, last = part.folder / name, hashlib.sha256(), "", None
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            digest.update(line)
            if name in KEYS:
                value = _value(line, path, number)
                if not strange and (odd := _strange(name, value, last)):
                    strange = f"line {number} {odd}"
                last = _key(name, value)
    if digest.hexdigest() != part.manifest.files[name]["sha256"]:
        raise Failed(f"{path} was changed, cut or damaged, as its SHA-256 tells: {AGAIN}.")
    if strange:
        raise Failed(f"{path}, {strange}: it was made by another version of this code, with {part.manifest.version}.")


def _value(line, path, number):
    try:
        return parsed(line)
    except ValueError as error:
        raise Failed(f"{path}, line {number}: the JSON is broken ({error}): {AGAIN}.") from None


def _strange(name, value, last) -> str:
    """Say what is wrong with a line that is JSON; nothing where it is a row of this table, behind the one before."""
    key = _key(name, value)
    if type(key) not in {int, str}:
        return "is no row"
    if last is not None and (type(key) is not type(last) or key <= last):
        return "is not behind the line before"
    wanted = COLUMNS.get(name)
    if isinstance(value, list) or wanted is None or value.keys() == wanted:
        return ""
    return f"has other columns: {', '.join(sorted(value.keys() ^ wanted))}"


def _key(name, value):
    if isinstance(value, list):
        return value[0] if len(value) == 1 else None
    return value.get(KEYS[name]) if isinstance(value, dict) else None


def _named(wrong, folder) -> str:
    shown = [f"{path_of(sha256, folder / POOL)} {why}" for sha256, why in list(wrong.items())[:MOST]]
    more = f", and {len(wrong) - MOST:,} more originals" if len(wrong) > MOST else ""
    return f"{', '.join(shown)}{more}"
