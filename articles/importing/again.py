"""Reads one record of an upload once more, with its evidence, to show how it would be read."""

import gzip
import zlib
from pathlib import Path

from articles.importing import markdown, ndjson
from articles.importing.draft import Draft, Record, Rejected
from articles.importing.options import Options
from articles.importing.staging import read_list
from articles.importing.unpacking import UNPACKED


class Gone(Exception):
    """The bytes of the record are not there any more; the message is one sentence."""


def read_again(folder: Path, line: dict, options: Options) -> Draft | Rejected:
    """Read the record that a line of an account tells of. Raises `Gone`."""
    record = Record(
        data=_bytes(folder, line),
        file=line["input"],
        position=line["position"],
        start=line["start"],
        media_type=line["media_type"],
    )
    reader = ndjson if line["media_type"].startswith(ndjson.MEDIA_TYPE) else markdown
    return reader.read(record, options)


def _bytes(folder, line):
    try:
        files, _ = read_list(folder / UNPACKED)
        path = folder / next(one["path"] for one in files if one["name"] == line["input"])
        with gzip.open(path) if line["media_type"].endswith("+gzip") else path.open("rb") as file:
            file.seek(line["start"])
            return file.read(line["size"])
    except (OSError, StopIteration, EOFError, zlib.error) as error:
        raise Gone("The bytes of this record are not there any more.") from error
