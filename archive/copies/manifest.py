"""What a backup says of itself. The manifest is written last: a folder without one is no backup."""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from archive.copies import Failed
from articles.carrying import hash_of

FORMAT = 1
"""Version of the manifest; a reader refuses what is newer."""

FILE, LIST, KEY = "manifest.json", "originals.sha256", "secret_key"
NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z")
"""The name of a backup: the time, in UTC, at which it was begun."""

UNFINISHED = ".unfinished"
"""What the name of a backup ends with until it is whole."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a copied database holds, read from the very commit that was copied; `containers` are hashes, in order."""

    seq: int
    mark: str
    articles: dict[str, int]
    captures: int
    migrations: list[str]
    containers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds; sizes in bytes. `missing` are originals that were gone or damaged when it was made."""

    format: int = FORMAT
    archive: str
    made_at: str
    database: str
    database_bytes: int
    database_sha256: str
    seq: int
    mark: str
    articles: dict[str, int]
    captures: int
    migrations: list[str]
    originals: int
    originals_bytes: int
    originals_sha256: str
    missing: list[str]
    secret_key_sha256: str


def facts(rows) -> Facts:
    """Read the facts; `rows` gives those of an SQL statement."""
    [(seq, mark)] = rows("SELECT seq, mark FROM articles_change ORDER BY seq DESC LIMIT 1") or [(0, "")]
    containers = rows("SELECT DISTINCT container FROM articles_capture")
    return Facts(
        seq=seq,
        mark=mark,
        articles=dict(rows("SELECT status, count(*) FROM articles_article GROUP BY status ORDER BY status")),
        captures=rows("SELECT count(*) FROM articles_capture")[0][0],
        migrations=[f"{app}.{name}" for app, name in rows("SELECT app, name FROM django_migrations ORDER BY id")],
        containers=tuple(sorted(container for (container,) in containers)),
    )


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest with its own hash, and have it on the disk."""
    told = asdict(manifest)
    with (folder / FILE).open("x", encoding="utf-8") as file:
        json.dump(told | {"sha256": _digest(told)}, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises `Failed`."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if told["format"] > FORMAT:
            raise Failed(f"“{folder}” was made by a newer version of this code: restore it with that one.")
        sha256 = told.pop("sha256")
        if sha256 == _digest(told) and told.keys() == {field.name for field in fields(Manifest)}:
            return Manifest(**told)
    except (FileNotFoundError, NotADirectoryError):
        raise Failed(f"“{folder}” is no whole backup: it has no {FILE}, which is written last.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # told below: somebody or something changed it
    raise Failed(f"{FILE} in “{folder}” was changed or damaged: use another backup.")


def backups(folder: Path) -> list[Path]:
    """Return the backups that a folder holds, the oldest first; itself where it is one. Raises `Failed`."""
    if NAME.fullmatch(folder.name) and folder.is_dir():
        return [folder]
    found = sorted(path for path in folder.glob("*") if NAME.fullmatch(path.name)) if folder.is_dir() else []
    if not found:
        raise Failed(f"“{folder}” holds no backup: name the folder that `manage.py backup` was given.")
    return found


def listed(backup: Path, manifest: Manifest) -> list[str]:
    """Return the hashes of the originals of a backup. Raises `Failed`."""
    require(backup / LIST, manifest.originals_sha256)
    return [line[:64] for line in (backup / LIST).read_text(encoding="ascii").splitlines()]


def require(path: Path, sha256: str) -> None:
    """Raise `Failed` where a file of a backup is not as it was made."""
    try:
        if hash_of(path) == sha256:
            return
    except FileNotFoundError:
        raise Failed(f"{path} is lost: use another backup.") from None
    raise Failed(f"{path} was changed or damaged: use another backup.")


def pool_of(backup: Path) -> Path:
    """Where the originals of a backup lie, together with those of the others beside it."""
    return backup.parent / "originals"


def _digest(told):
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
