"""The figures of a run, kept in a file as soon as each is there: a run that is interrupted goes on from there."""

import json
from pathlib import Path


class Figures:
    """Figures of contenders, each by its name and number of articles; in memory alone where no file is named."""

    def __init__(self, path: Path | None):
        self._path = path
        kept = json.loads(path.read_text()) if path and path.exists() else []
        self._found = {(one["documents"], one["name"]): one for one in kept}

    def have(self, name: str, size: int) -> bool:
        """Tell whether a contender was measured at this size."""
        return (size, name) in self._found

    def add(self, one: dict) -> None:
        """Take the figures of one contender, and write all; the file is whole whenever this dies."""
        self._found[one["documents"], one["name"]] = one
        if self._path:
            new = self._path.with_name(f"{self._path.name}.new")
            new.write_text(json.dumps([*self._found.values()]))
            new.replace(self._path)

    def all(self) -> list[dict]:
        """Return all figures by growing size; of one size our engine and the bare library side by side."""
        return sorted(self._found.values(), key=_place)


def _place(one):
    ours = one["name"].startswith("our ")
    return one["documents"], one["name"].removeprefix("our ").partition("-")[0].lower(), not ours
