"""Reads zips that anybody may have made: names are never paths, and nobody is let to fill memory or disk.

What is unpacked counts as if it had been sent. The format is that of PKWARE's APPNOTE 6.3.10.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator

from django.conf import settings

from articles.importing.paths import SUFFIXES, suffix

CHUNK = 1 << 16
ENTRY = 512
"""Bytes of the list at the end of a zip that each file may take, name and all."""

RATIO, SMALL = 200, 1 << 20
"""How many times larger than when packed a file of more than so many bytes may be: print packs to a third or so."""

ENCRYPTED = 1
"""The bit of an entry's flags that says so."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
"""What the library raises of zips that are damaged, or packed in a way that it does not know."""


KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are read; of the others the library would unpack very much at once."""


class BadZip(Exception):
    """A zip that is none, or holds more than is taken; the message is one sentence without its subject."""


class Damaged(Exception):
    """An entry that cannot be read; the message is one sentence."""


class _Bounded:
    """An open file of which nobody reads very much at once: the list of a zip is read whole."""

    def __init__(self, file, most):
        self._file, self._most = file, most

    def __getattr__(self, name):
        return getattr(self._file, name)

    def read(self, size=-1):
        """Read so much. Raises `BadZip`."""
        data = self._file.read(min(size, self._most + 1) if size >= 0 else self._most + 1)
        if len(data) > self._most:
            raise BadZip(f"lists more than the {settings.IMPORT_MAX_FILES:,} files that are taken (IMPORT_MAX_FILES)")
        return data


def opened(file) -> zipfile.ZipFile:
    """Open a zip. Raises `BadZip`."""
    try:
        return zipfile.ZipFile(_Bounded(file, ENTRY * settings.IMPORT_MAX_FILES + (1 << 17)))
    except BROKEN as error:
        raise BadZip("is no zip, or a broken one") from error


def sorted_entries(archive: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], list[tuple[str, str]]]:
    """Return those to be read, in the order of their names, and (name, reason) of those that are passed over."""
    entries = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename)
    reasons = [(one, unwanted(one)) for one in entries]
    return [one for one, why in reasons if not why], [(one.filename, why) for one, why in reasons if why]


def unwanted(entry: zipfile.ZipInfo) -> str:
    """Say why an entry is not read; nothing where it is."""
    parts = entry.filename.replace("\\", "/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "It is a link, or another thing that is no file."
    if any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts:
        return "It is hidden."
    if suffix(parts[-1]) == ".zip":
        return "It is a zip in a zip: unpack it first."
    if suffix(parts[-1]) not in {"", *SUFFIXES}:
        return "It is of no known format."
    if entry.flag_bits & ENCRYPTED:
        return "It is encrypted."
    return "" if entry.compress_type in KNOWN else "It is packed in an uncommon way: pack it with “deflate”."


def contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of an entry, whatever it says of its size. Raises `BadZip` and `Damaged`."""
    size = 0
    for chunk in _chunks(archive, entry):
        size += len(chunk)
        if size > SMALL and size > RATIO * max(entry.compress_size, 1):
            raise BadZip(f"holds “{entry.filename}”, which grows to more than {RATIO} times its size")
        yield chunk


def _chunks(archive, entry):
    try:
        with archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except BROKEN as error:
        raise Damaged(f"It is damaged: {' '.join(str(error).split()) or type(error).__name__}.") from error
