"""Writes what is sent into a folder, as it comes. Names that came with it are data, and never paths."""

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from articles.importing.decoding import clean
from articles.importing.paths import SUFFIXES, suffix
from articles.importing.uploads import Upload, new_folder, remove
from articles.originals import SYNCING, sync

logger = logging.getLogger(__name__)

LONGEST_NAME = 500
"""Characters of a name that are kept, the last ones."""

LIST = "files.ndjson"
"""What lists the files of an upload, in the order in which they are read."""


class TooMuch(Exception):
    """More was sent than is taken; the message is one sentence."""


class NotKept(Exception):
    """What was sent cannot be written down; the message is one sentence."""


class NothingSent(Exception):
    """Nothing came that could be read; the message is one sentence."""


class Staging:
    """A folder that files are written into: `begin`, `write` as often as there is more, at last `seal` and `keep`.

    Raises `TooMuch` as soon as there is, and `NotKept`. Used as a context, it leaves nothing behind unless it was kept.
    """

    def __init__(self):
        self.folder: Path | None = None
        self.files, self.passed_over, self.sent = [], [], 0
        self._file, self._kept, self._names = None, False, set()
        self._digest = hashlib.sha256()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._file:
            with suppress(OSError):  # a full disk has been told before, and the file goes
                self._file.close()
        if self.folder and not self._kept:
            remove(self.folder)

    def begin(self, name: str) -> None:
        """A file of this name begins; one of no known format is passed over, and not written."""
        self.end()
        if len(self.files) + len(self.passed_over) >= settings.IMPORT_MAX_FILES:
            raise TooMuch(too_many())
        name = one_name(name, self._names)
        self._digest.update(f"\0{name}\0".encode())
        if suffix(name) not in {"", ".zip", *SUFFIXES}:
            self.passed_over.append([name, "It is of no known format."])
            return
        path = f"{len(self.files) + 1:06}"
        with disk():
            self.folder = self.folder or new_folder()
            self._file = private(self.folder / path)
        self.files.append({"path": path, "name": name, "size": 0})

    def write(self, data: bytes) -> None:
        """More of the file that has begun."""
        self.sent += len(data)
        if self.sent > settings.IMPORT_MAX_BYTES:
            raise TooMuch(too_large())
        self._digest.update(data)
        if self._file:
            with disk():
                self._file.write(data)
            self.files[-1]["size"] += len(data)

    def end(self) -> None:
        """The file that has begun ends."""
        file, self._file = self._file, None
        if file:
            with disk():
                file.close()

    @property
    def sha256(self) -> str:
        """What tells whether the same was sent: a hash of names and bytes."""
        return self._digest.hexdigest()

    def seal(self) -> None:
        """Make all durable: that takes a while, and no transaction need be open for it. Raises `NothingSent`."""
        self.end()
        if not self.files:
            raise NothingSent(self._nothing())
        with disk():
            write_list(self.folder, self.files, self.passed_over)
            sync_all(self.folder)
            sync(self.folder.parent)

    def keep(self, *, by: str, options: dict) -> Upload:
        """Make it known to the database, once it is sealed."""
        upload = Upload.objects.create(
            by=by, folder=self.folder.name, files=len(self.files), size=self.sent, options=options
        )
        self._kept = True
        return upload

    def _nothing(self):
        known = ", ".join([*SUFFIXES, ".zip"])
        if self.passed_over:
            return f"“{self.passed_over[0][0]}” is of no known format ({known}, but for .zip also with .gz behind it)."
        return "No file was sent: choose some."


@contextmanager
def disk():
    """Say in a sentence what the disk refuses."""
    try:
        yield
    except OSError as error:
        logger.error("What is sent cannot be written to %s: %s", settings.ARCHIVE_UPLOADS, error)
        raise NotKept(
            f"What is sent cannot be written down here ({error.strerror}): tell whoever runs this."
        ) from error


def too_large() -> str:
    """Say how much may be sent."""
    most = filesizeformat(settings.IMPORT_MAX_BYTES).replace("\xa0", " ")
    return f"This is more than the {most} that may be sent at once (IMPORT_MAX_BYTES): send it in parts."


def too_many() -> str:
    """Say how many files may be sent."""
    most = settings.IMPORT_MAX_FILES
    return f"These are more than the {most:,} files that may be sent at once (IMPORT_MAX_FILES): send them in parts."


def one_name(name: str, taken: set[str]) -> str:
    """Return a name on one line, unlike all that are taken, which it then is one of."""
    name = " ".join(clean(name).split())[-LONGEST_NAME:] or "(no name)"
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"({number}) {name}"
    taken.add(found)
    return found


def private(path: Path):
    """Open a new file that is its owner's alone."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def write_list(folder: Path, files: list[dict], passed_over: Iterable) -> None:
    """List the files that are to be read, {path, name, size}, and those that were passed over, (name, reason)."""
    with private(folder / LIST) as file:
        lines = [*files, *({"passed_over": list(one)} for one in passed_over)]
        file.writelines(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def read_list(folder: Path) -> tuple[list[dict], list[list[str]]]:
    """Return what `write_list` wrote."""
    with (folder / LIST).open(encoding="utf-8") as file:
        lines = list(map(json.loads, file))
    return [one for one in lines if "path" in one], [one["passed_over"] for one in lines if "passed_over" in one]


def sync_all(folder: Path) -> None:
    """Wait until a folder and all of its files are on the disk."""
    with ThreadPoolExecutor(SYNCING) as pool:
        list(pool.map(sync, folder.iterdir()))
    sync(folder)
