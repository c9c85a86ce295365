"""What became of each record of an upload, as a file with a line for each, and where in it each kind of verdict is."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from articles.importing.entries import Outcome
from articles.importing.report import Reasons
from articles.importing.uploads import remove

GROUPS = {
    "rejected": "rejected",
    "problems": "new drafts with problems",
    "new": "new",
    "changed": "changed",
    "same": "saying the same again",
    "unchanged": "here already",
    "left_alone": "left alone, because deleted for good",
}
"""What the records are parted into, by what somebody would look at first; and what each is called."""

ALL = "all"
RECORDS = "records.ndjson"
WIDTH = 8
"""Bytes of a number that tells where a line begins."""

_GROUP_OF = {"revised": "changed", "captured": "same", "left alone": "left_alone"}


def group_of(outcome: Outcome) -> str:
    """Return which of the groups a record belongs to."""
    if outcome.verdict in ("published", "draft"):
        return "problems" if outcome.reasons else "new"
    return _GROUP_OF.get(outcome.verdict, outcome.verdict)


def line_of(outcome: Outcome, *, headline: bool) -> dict:
    """Return what is kept of an outcome: as in a report, and where the record lies in its file."""
    line = {"input": outcome.file, "position": outcome.position, "verdict": outcome.verdict, "group": group_of(outcome)}
    line |= {"article": outcome.article, "reasons": list(outcome.reasons)}
    line |= {"start": outcome.start, "size": outcome.size, "media_type": outcome.media_type}
    return line | ({"headline": outcome.headline[:200]} if headline else {})


class Ledger:
    """A kept account: a folder that `Writing` made."""

    def __init__(self, folder: Path):
        self.folder = folder

    def exists(self) -> bool:
        """Whether there is one."""
        return (self.folder / RECORDS).is_file()

    def count(self, group: str = ALL) -> int:
        """How many records are in a group."""
        path = self.folder / f"{group}.at"
        return path.stat().st_size // WIDTH if path.is_file() else 0

    def counts(self) -> dict[str, int]:
        """{group: how many records}."""
        return {group: self.count(group) for group in GROUPS}

    def lines(self, group: str = ALL, start: int = 0, most: int = 50) -> list[dict]:
        """Return at most so many lines of a group from the `start`th on, each with its `number` among all."""
        if not self.exists():
            return []
        with (self.folder / f"{group}.at").open("rb") as at, (self.folder / RECORDS).open("rb") as records:
            at.seek(start * WIDTH)
            found = at.read(most * WIDTH)
            places = (found[place : place + WIDTH] for place in range(0, len(found), WIDTH))
            return [self._line(records, int.from_bytes(place, "little")) for place in places]

    def line(self, number: int) -> dict | None:
        """Return the line of one record by its number among all, the first being 0."""
        found = self.lines(ALL, number, 1)
        return found[0] if found else None

    def _line(self, records, place):
        records.seek(place)
        return json.loads(records.readline())


class Writing:
    """An account that is being written; nobody sees it in its place until the end, whichever that is.

    With `go_on` what an earlier try did stays said: its records are here already when the same is done again.
    """

    def __init__(self, folder: Path, *, go_on: bool = False, headlines: bool = False):
        self.folder, self.headlines = folder, headlines
        self.partly, self.before = (folder.with_name(f"{folder.name}.{name}") for name in ("partly", "before"))
        self.go_on = go_on
        self.counts, self.reasons = Counter(dict.fromkeys(GROUPS, 0)), Reasons()
        self._files, self._former, self._number, self._place = {}, None, 0, 0

    def __enter__(self):
        self._set_aside()
        self.partly.mkdir(mode=0o700, parents=True)
        self._files = {name: _private(self.partly / f"{name}.at") for name in (ALL, *GROUPS)}
        self._files[RECORDS] = _private(self.partly / RECORDS)
        self._former = (self.before / RECORDS).open("rb") if Ledger(self.before).exists() else None
        return self

    def _set_aside(self):
        """Keep the longest of the accounts of earlier tries beside the new one."""
        earlier = [one for one in (self.before, self.folder, self.partly) if Ledger(one).exists()]
        longest = max(earlier, key=lambda one: Ledger(one).count()) if self.go_on and earlier else None
        for one in (self.before, self.partly, self.folder):
            if one != longest:
                remove(one)
        if longest and longest != self.before:
            longest.rename(self.before)

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write down what became of some records."""
        for outcome in outcomes:
            self._write(self._as_before(line_of(outcome, headline=self.headlines)))
        for file in self._files.values():
            file.flush()

    def _as_before(self, line):
        """Return what an earlier try did with the record, where it has nothing left to do."""
        former = self._former.readline() if self._former else b""
        before = json.loads(former) if former.endswith(b"\n") else line
        return before if line["group"] == "unchanged" and before["input"] == line["input"] else line

    def _write(self, line):
        data = json.dumps(line | {"number": self._number}, ensure_ascii=False).encode() + b"\n"
        place = self._place.to_bytes(WIDTH, "little")
        self._files[RECORDS].write(data)
        self._files[ALL].write(place)
        self._files[line["group"]].write(place)
        self._number, self._place = self._number + 1, self._place + len(data)
        self.counts[line["group"]] += 1
        if line["group"] in ("problems", "rejected"):
            self.reasons.note(line["reasons"])

    def __exit__(self, *_):
        for file in [*self._files.values(), *filter(None, [self._former])]:
            if file.writable():
                file.flush()
                os.fsync(file.fileno())
            file.close()
        self.partly.rename(self.folder)
        remove(self.before)


def _private(path):
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
