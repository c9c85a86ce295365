"""Makes one index of several that processes of their own have written: a segment is the same wherever its files lie.

`meta.json` names the segments of the last commit, `.managed.json` all files that are Tantivy's to delete one day.
"""

import json
import os
from pathlib import Path

from search.engines.generations import write_synced

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
    write_synced(folder / MANAGED, json.dumps(sorted(managed)))  # Tantivy writes it again only when it changes
    write_synced(folder / META, json.dumps(meta))


def _read(path):
    return json.loads(path.read_bytes())
