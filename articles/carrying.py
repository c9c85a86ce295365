"""Carries originals from one folder to another: each is hashed on its way, and durable before it has its name."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from articles import originals

SMALL, TOGETHER = 1 << 17, 500
"""Bytes of an original that is kept together with others, and how many at most."""

LOST, DAMAGED = "is lost", "is damaged"


def carry(hashes: Iterable[str], source: Path, target: Path, held=None) -> Iterable[tuple[str, str]]:
    """Copy those of the originals that the target has not yet; yields the hash of each that is not to be had, and why.

    `held(sha256, source, target)` tells whether it has one.
    """
    held = held or is_there
    batch = {}
    for sha256 in hashes:
        path = originals.path_of(sha256, source)
        try:
            if held(sha256, source, target):
                continue
            if path.stat().st_size <= SMALL:
                batch[sha256] = path.read_bytes()
            elif not _carry_large(path, sha256, target):
                yield sha256, DAMAGED
        except FileNotFoundError:
            yield sha256, LOST
        if len(batch) == TOGETHER:
            yield from _keep(batch, target)
            batch = {}
    yield from _keep(batch, target)


def is_there(sha256, source, target):
    """Whether the target has it already: names are given to whole files only, so the size tells."""
    try:
        held = os.stat(originals.path_of(sha256, target)).st_size
    except FileNotFoundError:
        return False
    try:
        return held == os.stat(originals.path_of(sha256, source)).st_size
    except FileNotFoundError:
        return True  # it went from the source meanwhile


def is_whole(sha256, source, target):
    """Whether the target has an original as it came; one that was damaged there is mended."""
    path = originals.path_of(sha256, target)
    return path.exists() and hash_of(path) == sha256


def _carry_large(path, sha256, target):
    """Copy a file that is read once before, so that no damaged one gets a name; tell whether it is as it came."""
    if hash_of(path) != sha256:
        return False
    with path.open("rb") as file:
        return originals.keep(file, target)[0] == sha256


def _keep(batch, target):
    whole = {sha256: content for sha256, content in batch.items() if hashlib.sha256(content).hexdigest() == sha256}
    originals.keep_all(whole, target)
    return [(sha256, DAMAGED) for sha256 in batch.keys() - whole.keys()]


def need(hashes, source, target):
    """Return how many bytes `carry` would write."""
    sizes = (originals.path_of(sha256, source) for sha256 in hashes if not is_there(sha256, source, target))
    return sum(path.stat().st_size for path in sizes if path.exists())


def wrong(hashes: Iterable[str], pool: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield (hash, what is wrong with it) of those of these originals that are not as they came."""
    for sha256 in hashes:
        try:
            if hash_of(originals.path_of(sha256, pool)) != sha256:
                yield sha256, DAMAGED
        except FileNotFoundError:
            yield sha256, LOST
        except OSError:  # the disk cannot read it
            yield sha256, DAMAGED


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
