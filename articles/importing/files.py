"""From files to drafts: tells formats apart, and streams what is in every file."""

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from articles import originals
from articles.importing import markdown, ndjson
from articles.importing.decoding import wide_encoding
from articles.importing.draft import Draft, Held, Record, Rejected
from articles.importing.identity import sha256_of
from articles.importing.options import Options
from articles.importing.paths import SUFFIXES, Input, suffix

FORMATS = {"markdown": markdown, "ndjson": ndjson}
GZIP = b"\x1f\x8b"
PEEKED = 1 << 16
CHUNK, LARGE_CHUNK = 50, 1 << 20
"""Records, and bytes of them, that are read together: about 200 KB, a fraction of a second of work."""


# --- what is in them ----------------------------------------------------------------------------


@dataclass(kw_only=True)
class Reading:
    """What is in some files, as a stream. `keep` keeps the files that hold many records, before they are read.

    `held` tells which bytes need not be read again: it takes SHA-256s, and gives {hash: id of the article that has
    them}. `done` is the number of bytes that were read.
    """

    files: list[Input]
    options: Options
    format: str = ""
    keep: bool = True
    held: Callable[[list[str]], dict[str, int]] | None = None
    done: int = 0

    def __iter__(self) -> Iterator[Draft | Rejected | Held]:
        for chunk in self.chunks():
            yield from chunk

    def chunks(self) -> Iterator[list[Draft | Rejected | Held]]:
        """Yield what is found, some records at a time."""
        for some in _some(self._records()):
            held = self.held([sha256_of(record) for reader, record in some if reader]) if self.held else {}
            yield [self._read(reader, record, held) for reader, record in some]

    def _read(self, reader, record, held):
        if reader is None:
            return record
        if held and (article := held.get(sha256_of(record))):
            return Held(record=record, article=article)
        try:
            return reader.read(record, self.options)
        except Exception as error:
            error.add_note(f"This happened while {record.place} was read.")
            raise

    def _records(self):
        """Every record as a pair: its format and its `Record`; None and `Rejected` where there is nothing to read."""
        for one in self.files:
            before = self.done
            if trouble := _unreadable(one):
                yield None, _lost(one.name, trouble)
            else:
                yield from self._records_of(one)
            self.done = before + one.size

    def _records_of(self, one):
        with _seekable(one, self.keep) as (path, container), path.open("rb") as stream:
            beginning = _unzipped(stream.peek(PEEKED))
            reader = FORMATS[self.format or _format(one.name, beginning)]
            if self.keep and not container and (reader is ndjson or self._is_container(stream, one)):
                container, _ = originals.keep(stream)
                stream.seek(0)
            source = _Source(name=one.name, stream=stream, container=container, beginning=beginning)
            before = self.done
            for record in _lines(source) if reader is ndjson else _clipping(source):
                self.done = before + min(stream.tell(), one.size)
                yield None if isinstance(record, Rejected) else reader, record

    def _is_container(self, stream, one):
        """Whether the bytes of a clipping are not simply those of its file."""
        return stream.peek(2).startswith(GZIP) or one.size > markdown.LARGEST


def _some(pairs):
    """Lists of records that are read together; one that is large is alone with those before it."""
    some, size = [], 0
    for reader, found in pairs:
        some.append((reader, found))
        size += len(getattr(found, "record", found).data)
        if len(some) >= CHUNK or size >= LARGE_CHUNK:
            yield some
            some, size = [], 0
    if some:
        yield some


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
    if encoding := wide_encoding(beginning):
        name = encoding[:6].upper()
        return f"The file is {name}, and JSON is UTF-8 (RFC 8259): convert it first, with iconv for example."
    if ndjson.is_one_document(beginning):
        return "The file is one JSON document over many lines: give one object a line, with jq -c '.[]' for example."
    return ""


def _clipping(source):
    """The one record of a file that is a clipping."""
    media_type = source.media_type(markdown.MEDIA_TYPE)
    try:
        with source.opened() as stream:
            data = stream.read(markdown.LARGEST + 1)
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
    if known := SUFFIXES.get(suffix(name)):
        return "ndjson" if _looks_like_json(beginning) and suffix(name) in (".txt", ".text") else known
    return "ndjson" if _looks_like_json(beginning) else "markdown"


def _looks_like_json(beginning):
    return beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
