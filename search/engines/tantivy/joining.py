"""Makes one index of several that processes of their own have written: a segment is the same wherever its files lie.

`meta.json` names the segments of the last commit, `.managed.json` all files that are Tantivy's to delete one day.
"""

import json
import os
from pathlib import Path

META, MANAGED = "meta.json", ".managed.json"


def join(folder: Path, parts: list[Path]) -> None:
    """Move the segments of whole indexes of one schema into a folder.

    A commit must follow, which writes `meta.json` again and makes all names durable.
    """
    metas = [_read(part / META) for part in parts]
    segments = [segment for meta in metas for segment in meta["segments"]]
    managed = {META}
    for part in parts:
        names = set(_read(part / MANAGED)) - {META}
        for name in names & set(os.listdir(part)):
            os.rename(part / name, folder / name)
        managed |= names
    meta = metas[0] | {"segments": segments, "opstamp": max(meta["opstamp"] for meta in metas)}
    _write(folder / MANAGED, sorted(managed))
    _write(folder / META, meta)


def _read(path):
    return json.loads(path.read_bytes())


def _write(path, content):
    """Write durably: Tantivy itself writes the list of its files again only when it changes."""
    with open(path, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
