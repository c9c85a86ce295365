"""What copies take of a disk: room, files that are on it when they are said to be."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from archive.copies import Failed
from articles import originals

SPARE = 64 << 20
"""Bytes that are to be free beyond what is needed."""

Watch = Callable[..., Iterable]
"""Wraps a list to show progress: `watch(items, total=…, what=…)`."""


def require_space(folder: Path, needed: int) -> None:
    """Raise `Failed` where the disk of a folder has less than so many bytes free, and some to spare."""
    if (free := shutil.disk_usage(folder).free) < needed + SPARE:
        raise Failed(
            f"The disk of “{folder}” has {free >> 20:,} MB free, {(needed + SPARE) >> 20:,} MB are needed: make room."
        )


def copy_file(source: Path, target: Path) -> None:
    """Copy a file; it is on the disk when this returns, though not yet its name."""
    shutil.copyfile(source, target)
    originals.sync(target)
