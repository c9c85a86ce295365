"""From paths to drafts: walks folders, tells formats apart, and streams what is in every file."""

import gzip
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from articles import originals
from articles.importing import markdown, ndjson
from articles.importing.draft import Draft, Record, Rejected
from articles.importing.options import Options

STDIN = "-"
FORMATS = {"markdown": markdown, "ndjson": ndjson}
SUFFIXES = {
    **dict.fromkeys((".md", ".markdown", ".txt", ".text"), "markdown"),
    **dict.fromkeys((".ndjson", ".jsonl", ".json"), "ndjson"),
}
"""Suffixes that are read in folders; `.gz` may follow."""

GZIP = b"\x1f\x8b"
PEEKED = 1 << 16


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


def printed(path):
    """Return the name of a file as text; bytes of it that are no UTF-8, as in old dumps, as `\\xff`."""
    return os.fsencode(path).decode(errors="backslashreplace")


# --- which files --------------------------------------------------------------------------------


def find(paths, *, wanted=""):
    """List the files that paths name, folders in the order of names. Raises `BadPath` before anything is read."""
    found = Inputs()
    for given in paths:
        path = Path(given)
        if given == STDIN:
            found.files.append(Input(name=STDIN))
        elif path.is_dir():
            _walk(found, path, wanted)
        elif not path.exists():
            raise BadPath(f"There is no file or folder “{given}”.")
        elif not os.access(path, os.R_OK):
            raise BadPath(f"“{given}” may not be read: look at its permissions.")
        else:
            found.files.append(Input(name=printed(path), path=path, size=path.stat().st_size))
    return found


def _walk(found, folder, wanted):
    """Take the files of a folder and of those in it; hidden ones and other formats are passed over."""
    for place, folders, names in os.walk(folder):
        found.passed_over += [printed(Path(place, name)) for name in folders if name.startswith(".")]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(place, name) for name in sorted(names)):
            if path.name.startswith(".") or not path.is_file() or not (wanted or _suffix(path.name) in SUFFIXES):
                found.passed_over.append(printed(path))
            else:
                found.files.append(Input(name=printed(path), path=path, size=path.stat().st_size))


def _suffix(name):
    return Path(name.lower().removesuffix(".gz")).suffix


# --- what is in them ----------------------------------------------------------------------------


@dataclass(kw_only=True)
class Reading:
    """The drafts of some files, as a stream. `keep` keeps the files that hold many records, before they are read."""

    files: list[Input]
    options: Options
    format: str = ""
    keep: bool = True
    done: int = 0

    def __iter__(self) -> Iterator[Draft | Rejected]:
        for one in self.files:
            before = self.done
            if trouble := _unreadable(one):
                yield _lost(one.name, trouble)
            else:
                yield from self._found(one)
            self.done = before + one.size

    def _found(self, one):
        """Every record of one file, as read by its format."""
        with _seekable(one, self.keep) as (path, container), path.open("rb") as stream:
            beginning = _unzipped(stream.peek(PEEKED))
            reader = FORMATS[self.format or _format(one.name, beginning)]
            if self.keep and not container and (reader is ndjson or self._is_container(stream, one)):
                container, _ = originals.keep(stream)
                stream.seek(0)
            source = _Source(name=one.name, stream=stream, container=container, beginning=beginning)
            records = _lines(source) if reader is ndjson else _clipping(source)
            before = self.done
            for record in records:
                self.done = before + min(stream.tell(), one.size)
                yield record if isinstance(record, Rejected) else reader.read(record, self.options)

    def _is_container(self, stream, one):
        """Whether the bytes of a clipping are not simply those of its file."""
        return stream.peek(2).startswith(GZIP) or one.size > markdown.LARGEST


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """An open file: its raw bytes, the SHA-256 under which they are kept, and how its text begins."""

    name: str
    stream: object
    container: str
    beginning: bytes

    @property
    def is_zipped(self):
        return self.stream.peek(2).startswith(GZIP)

    def media_type(self, plain):
        return f"{plain}+gzip" if self.is_zipped else plain

    def opened(self):
        return gzip.GzipFile(fileobj=self.stream) if self.is_zipped else nullcontext(self.stream)


def _lines(source):
    """Records of an NDJSON file; what is wrong with it as a whole is said once."""
    media_type = source.media_type(ndjson.MEDIA_TYPE)
    if trouble := _trouble(source.beginning):
        record = Record(
            data=source.beginning[:1000], file=source.name, container=source.container, media_type=media_type
        )
        yield Rejected(record=record, importer=ndjson.IMPORTER, reason=trouble)
        return
    position = "its beginning"
    try:
        with source.opened() as stream:
            for record in ndjson.records(stream, file=source.name, container=source.container, media_type=media_type):
                position = getattr(record, "record", record).position
                yield record
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield _lost(source.name, f"The compressed file is broken after {position}: {error}.")


def _trouble(beginning):
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "The file is UTF-16, and JSON is UTF-8 (RFC 8259): convert it first, with iconv for example."
    if ndjson.is_one_document(beginning):
        return "The file is one JSON document over many lines: give one object a line, with jq -c '.[]' for example."
    return ""


def _clipping(source):
    """The one record of a file that is a clipping."""
    media_type = source.media_type(markdown.MEDIA_TYPE)
    try:
        with source.opened() as stream:
            data = stream.read(markdown.LARGEST)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield _lost(source.name, f"The compressed file is broken: {error}.")
        return
    yield Record(data=data, file=source.name, container=source.container, media_type=media_type)


def _unreadable(one):
    """Why a file cannot be read; empty if it can."""
    try:
        if one.path is not None:
            with one.path.open("rb") as stream:
                stream.read(1)
    except OSError as error:
        return f"It cannot be read: {error.strerror}."
    return ""


def _lost(name, reason):
    """What cannot be read has no bytes to keep."""
    return Rejected(record=Record(data=b"", file=name), importer="files/1", reason=reason, lost=True)


@contextmanager
def _seekable(one, keep):
    """Give (path, container) of an input: stdin is kept first, or spooled where nothing is kept."""
    if one.path is not None:
        yield one.path, ""
    elif keep:
        container, _ = originals.keep(sys.stdin.buffer)
        yield originals.path_of(container), container
    else:
        with tempfile.NamedTemporaryFile() as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
            spool.flush()
            yield Path(spool.name), ""


def _unzipped(beginning):
    """The beginning of the text of a file that may be compressed."""
    if not beginning.startswith(GZIP):
        return beginning
    try:
        return zlib.decompressobj(wbits=31).decompress(beginning, PEEKED)
    except zlib.error:
        return b""


def _format(name, beginning):
    """Tell the format by suffix; without one that is known, by the first character."""
    if known := SUFFIXES.get(_suffix(name)):
        return "ndjson" if _looks_like_json(beginning) and _suffix(name) in (".txt", ".text") else known
    return "ndjson" if _looks_like_json(beginning) else "markdown"


def _looks_like_json(beginning):
    return beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
