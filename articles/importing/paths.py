"""From paths to the files that are to be read."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

STDIN = "-"
SUFFIXES = {
    **dict.fromkeys((".md", ".markdown", ".txt", ".text"), "markdown"),
    **dict.fromkeys((".ndjson", ".jsonl", ".json"), "ndjson"),
}
"""Suffixes that are read in folders, and the formats that they stand for; `.gz` may follow."""


class BadPath(ValueError):
    """A path that leads nowhere; the message is one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """One file, by the name it came under; stdin has no path."""

    name: str
    path: Path | None = None
    size: int = 0


@dataclass(kw_only=True, slots=True)
class Inputs:
    """Files to be read, in order, and those in folders that were passed over."""

    files: list[Input] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def take(self, path, size=0):
        """Add a file; one that may not be looked at, too: it is named when it cannot be read."""
        self.files.append(Input(name=printed(path), path=Path(path), size=size))


def printed(path):
    """Return the name of a file as text; bytes of it that are no UTF-8, as in old dumps, as `\\xff`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def find(paths, *, wanted=""):
    """List the files that paths name, folders in the order of names. Raises `BadPath` before anything is read.

    What is of another format is passed over, also where it is named itself: `dump/*` is to find what `dump` does; but
    a file without a suffix is taken, for its contents tell. Where nothing but other formats is named, that is refused.
    """
    found = Inputs()
    for given in paths:
        path = Path(given)
        if given == STDIN:
            found.files.append(Input(name=STDIN))
        elif not os.path.exists(path):
            raise BadPath(f"There is no file or folder “{given}”.")
        elif not os.access(path, os.R_OK):
            raise BadPath(f"“{given}” may not be read: look at its permissions.")
        elif path.is_dir():
            _walk(found, path, wanted)
        elif not path.is_file():
            raise BadPath(f"“{given}” is neither a file nor a folder: send what a pipe gives to stdin, and write -.")
        elif not wanted and suffix(path.name) not in {"", *SUFFIXES}:
            found.passed_over.append(printed(given))
        else:
            found.take(path, path.stat().st_size)
    if found.passed_over and not found.files and all(map(os.path.isfile, paths)):
        known = ", ".join(SUFFIXES)
        raise BadPath(f"“{found.passed_over[0]}” is of no known format ({known}): --format says which it is.")
    return found


def _walk(found, folder, wanted):
    """Take the files of a folder and of those in it; hidden ones and other formats are passed over."""
    for place, folders, names in os.walk(folder, onerror=lambda error: found.take(error.filename)):
        found.passed_over += [printed(Path(place, name)) for name in folders if name.startswith(".")]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(place, name) for name in sorted(names)):
            if path.name.startswith(".") or not (wanted or suffix(path.name) in SUFFIXES):
                found.passed_over.append(printed(path))
            else:
                _take(found, path)


def _take(found, path):
    """Take a file of a folder; pass over what is none."""
    try:
        facts = path.stat()
    except PermissionError:
        found.take(path)
    except OSError:
        found.passed_over.append(printed(path))
    else:
        if S_ISREG(facts.st_mode):
            found.take(path, facts.st_size)
        else:
            found.passed_over.append(printed(path))


def suffix(name):
    """Return the suffix of a file's name, such as .jsonl, whether it is compressed or not."""
    return Path(name.lower().removesuffix(".gz")).suffix
