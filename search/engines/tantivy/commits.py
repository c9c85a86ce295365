"""What a commit says of itself. Tantivy's own commit has no room for it: it lies in a file beside, synced before.

`state-N.json` tells of the first commit after Tantivy's operation N. It is written and synced before that commit is
made, and counts only once the commit has moved the number in `meta.json` beyond N.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from search.engines.base import NoIndex
from search.engines.generations import REBUILD, sync_folder, write_synced

STATE = re.compile(r"state-([0-9]+)\.json")
DELETED = re.compile(r"[0-9a-f]+\.([0-9]+)\.del")


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta:
    """What Tantivy says of its last commit: the number of its last operation, and (documents, deleted) by segment."""

    operation: int
    segments: tuple[tuple[int, int], ...]

    @property
    def documents(self) -> int:
        """How many live."""
        return sum(documents - deleted for documents, deleted in self.segments)

    @property
    def whole(self) -> bool:
        """Whether all live."""
        return not any(deleted for _, deleted in self.segments)


def read_meta(generation: Path) -> Meta:
    """Read what Tantivy says. Raises FileNotFoundError and ValueError."""
    found = json.loads((generation / "meta.json").read_bytes())
    segments = [(one["max_doc"], (one["deletes"] or {}).get("num_deleted_docs", 0)) for one in found["segments"]]
    return Meta(operation=found["opstamp"], segments=tuple(segments))


def announce(generation: Path, state: dict) -> None:
    """Write, durably, what the next commit says of itself."""
    name = f"state-{read_meta(generation).operation}.json"
    temporary = generation / f"{name}.new"
    write_synced(temporary, json.dumps(state))
    os.rename(temporary, generation / name)
    sync_folder(generation)


def said(generation: Path, operation: int) -> dict:
    """Return what the commit with this last operation says of itself. Raises `NoIndex`."""
    past = [number for number in announced(generation) if number < operation]
    if not past:
        raise NoIndex(f"The index in {generation} does not say what it contains: {REBUILD}")
    return json.loads((generation / f"state-{max(past)}.json").read_bytes())


def announced(generation: Path) -> list[int]:
    """Return the operations behind which commits were announced."""
    return [int(found[1]) for path in generation.iterdir() if (found := STATE.fullmatch(path.name))]


def forget(generation: Path) -> None:
    """Delete what commits before the last one said; one that is being opened right now looks again."""
    past = sorted(number for number in announced(generation) if number < read_meta(generation).operation)
    for number in past[:-2]:
        (generation / f"state-{number}.json").unlink(missing_ok=True)


def clean_unfinished(generation: Path) -> None:
    """Delete lists of deleted documents that a killed process wrote for a commit that never came; under the lock.

    Tantivy gives the same number to the same operation once more, and then finds the file there already.
    """
    operation = read_meta(generation).operation
    for path in generation.iterdir():
        if (found := DELETED.fullmatch(path.name)) and int(found[1]) > operation:
            path.unlink()
