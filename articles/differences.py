"""What differs between two states of an article, side by side: fields as lines, lines by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\S+\s*|\s+")

AROUND = 1
"""Equal lines that are shown before and after those that differ."""

MOST_WORDS = 4_000
"""Words of a block of lines that are compared one by one; what is longer is shown as changed whole."""

SKIPPED = ("status", "revision")
"""What of a state is no content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Two lines side by side, each as pieces [(text, whether only this side has it)]; or `skipped` equal ones."""

    left: tuple = ()
    right: tuple = ()
    skipped: int = 0

    @property
    def differs(self):
        """Whether the two sides differ."""
        return any(only for _, only in (*self.left, *self.right)) or bool(self.left) != bool(self.right)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A field that differs, by its name in words."""

    name: str
    rows: list


def compare(before, after):
    """Return a `Difference` for each field of two states that is not the same in both."""
    names = [name for name in before if name not in SKIPPED and name in after and before[name] != after[name]]
    return [
        Difference(name=name.replace("_", " "), rows=side_by_side(written(before[name]), written(after[name])))
        for name in names
    ]


def written(value):
    """Return a value of a state as text: of a list, one entry a line."""
    if isinstance(value, list):
        return "\n".join(map(written, value))
    if isinstance(value, dict):
        return " · ".join(str(one) for one in value.values() if one not in (None, ""))
    return "" if value is None else str(value)


def side_by_side(before, after):
    """Return two texts as rows; of what is equal only the lines next to what differs."""
    rows = [row for pair in _blocks(before.split("\n"), after.split("\n")) for row in _rows(*pair)]
    near = {place + step for place, row in enumerate(rows) if row.differs for step in range(-AROUND, AROUND + 1)}
    return _shortened(rows, near)


def _blocks(left, right):
    """Yield (lines, lines) that belong together: equal ones one by one, others as a block."""
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal" or b - a == d - c:
            yield from ((left[a + n], right[c + n]) for n in range(b - a))
        else:
            yield "\n".join(left[a:b]) if b > a else None, "\n".join(right[c:d]) if d > c else None


def _rows(left, right):
    if left is None or right is None:
        yield Row(left=((left, True),) if left is not None else (), right=((right, True),) if right is not None else ())
    else:
        yield Row(**dict(zip(("left", "right"), words(left, right), strict=True)))


def words(before, after):
    """Return both texts as pieces: ([(text, whether only this one has it)], the same of the other)."""
    left, right = WORD.findall(before), WORD.findall(after)
    if before == after:
        return ((before, False),), ((after, False),)
    if max(len(left), len(right)) > MOST_WORDS:
        return ((before, True),), ((after, True),)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    one = tuple(("".join(left[a:b]), kind != "equal") for kind, a, b, _, _ in codes if b > a)
    other = tuple(("".join(right[c:d]), kind != "equal") for kind, _, _, c, d in codes if d > c)
    return one, other


def _shortened(rows, near):
    shown, skipped = [], 0
    for place, row in enumerate(rows):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            shown.append(Row(skipped=skipped))
        skipped = 0
        shown.append(row)
    return [*shown, Row(skipped=skipped)] if skipped else shown
