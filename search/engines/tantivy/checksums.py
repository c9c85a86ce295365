"""Reads every file of an index again: Tantivy writes a checksum at the end of each, and looks at none in a search.

A file ends with its footer in JSON, the footer's length and a magic number, four bytes each (tantivy, `footer.rs`).
"""

import json
import struct
from pathlib import Path
from zlib import crc32

from search.engines.base import NoIndex
from search.engines.generations import REBUILD

MAGIC = 1337
TAIL = struct.Struct("<II")
PORTION = 2**20


def verify(generation: Path) -> None:
    """Raise `NoIndex` if a file is not as it was written. Raises FileNotFoundError for one that is gone."""
    for path in files(generation):
        if not intact(path):
            raise NoIndex(f"The index is damaged: {path} is not as it was written. {REBUILD}")


def files(generation: Path) -> list[Path]:
    """Return the files of all segments that the last commit names."""
    named = json.loads((generation / "meta.json").read_bytes())["segments"]
    names = {one["segment_id"].replace("-", "") for one in named}
    found = [path for path in generation.iterdir() if path.name.partition(".")[0] in names]
    if lost := names - {path.name.partition(".")[0] for path in found if path.suffix == ".idx"}:
        raise FileNotFoundError(f"{min(lost)}.idx")
    return sorted(found)


def intact(path: Path) -> bool:
    """Tell whether a file has the checksum that its footer gives."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        file.seek(max(0, size - TAIL.size))
        tail = file.read()
        if len(tail) < TAIL.size:
            return False
        length, magic = TAIL.unpack(tail)
        end = size - TAIL.size - length
        if magic != MAGIC or end < 0:
            return False
        file.seek(end)
        try:
            expected = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError):
            return False
        return checksum(file, end) == expected


def checksum(file, size: int) -> int:
    """Return the CRC-32 of the first bytes of a file."""
    found, left = 0, size
    file.seek(0)
    while some := file.read(min(PORTION, left)):
        found, left = crc32(some, found), left - len(some)
    return found
