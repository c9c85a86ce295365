"""Writes into a question what its articles are not to have, and finds that there again, to take it out.

A page offers both by click. What is written is the plain query language, such as `-source:"The Argus"`, so that readers
learn it by the way, and the address says all. It is by words, as all of the language is: who leaves out the source
“Argus” leaves out the “Morning Argus” as well.
"""

from dataclasses import dataclass
from itertools import pairwise

from search.analysis import tokens
from search.query.errors import QueryError
from search.query.explain import understood
from search.query.fields import is_tag
from search.query.leaves import OPERATORS
from search.query.limits import CHARACTERS, WORDS
from search.query.nodes import And, Language, Node, Not, Quoted, Word
from search.query.parser import both, parse
from search.query.scanner import CLOSE, EXCLUDED, LEAF, OPEN, Piece, pieces

NAMES = ("source", "author", "topic", "section", "language")
"""What can be left out: each name is a field of the language and a filter."""

_BLANK = str.maketrans('"＂', "  ")
_PROBED = Word("x", "topic")
"""What is put behind a question to see whether it then means what it should."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """What a question leaves out, as it is written there, and the question without that."""

    name: str
    value: str
    without: str


class Excluding:
    """A question: what it leaves out, and what it is when it leaves out more."""

    def __init__(self, q: str, **reading):
        """`reading` is what `parse` takes beside the text. Raises `QueryError`."""
        self.q, self.reading = q.strip(), reading
        self.typed = parse(self.q, **reading)
        self.words = len([*tokens(q)])
        self._open = self._as_a_part()

    def leaving_out(self, name: str, value: str) -> str | None:
        """Return the question that leaves out what has this value; None where that cannot be said, or is too long."""
        said = exclusion(name, value)
        if not said or self._open is None:
            return None
        q = f"{self._open} {said}".strip()
        return q if len(q) <= CHARACTERS and self.words + len([*tokens(value)]) <= WORDS else None

    def left_out(self) -> list[Exclusion]:
        """Return what is left out of all that is found, in its order."""
        return [found for sign, leaf in self._signed() if (found := self._exclusion(sign, leaf))]

    def _as_a_part(self) -> str | None:
        """Return the question as something may be put behind it, in parentheses if need be; None where it cannot be."""
        if not self.q:
            return ""
        wanted = understood(both([self.typed, Not(_PROBED)]))
        for q in (self.q, f"({self.q})"):
            if self._reads_as(f"{q} -{_PROBED.field}:{_PROBED.text}", wanted):
                return q
        return None

    def _reads_as(self, q: str, wanted: str) -> bool:
        try:
            return understood(parse(q, **self.reading)) == wanted
        except QueryError:
            return False

    def _signed(self):
        """Yield each minus outside of parentheses with the leaf behind it."""
        depth, found = 0, pieces(self.q) if self.q else []
        for sign, leaf in pairwise(found):
            depth += (sign.kind == OPEN) - (sign.kind == CLOSE)
            if not depth and sign.kind in (EXCLUDED, "NOT") and leaf.kind == LEAF:
                yield sign, leaf

    def _exclusion(self, sign: Piece, leaf: Piece) -> Exclusion | None:
        parts = self.typed.parts if isinstance(self.typed, And) else (self.typed,)
        name = named(leaf.node)
        others = [part for part in parts if part != Not(leaf.node)]
        if not name or len(others) == len(parts):
            return None
        end = leaf.offset + leaf.length
        written = self.q[leaf.offset : end].partition(":")[2]
        return Exclusion(name=name, value=written.strip('"＂'), without=self._rest(sign.offset, end, others))

    def _rest(self, start: int, end: int, others: list[Node]) -> str:
        """Return the question without a stretch: as it was typed, or as it was understood where that means another."""
        rest = f"{self.q[:start].rstrip()} {self.q[end:].lstrip()}".strip()
        wanted = understood(both(others)) if others else ""
        return rest if self._reads_as(rest, wanted) else wanted


def named(leaf: Node) -> str | None:
    """Return which of `NAMES` a leaf is about."""
    match leaf:
        case Language():
            return "language"
        case Word(field=name, exact=False) | Quoted(field=name, slop=0) if name in NAMES:
            return name
    return None


def exclusion(name: str, value: str) -> str | None:
    """Return what leaves out the articles with this value; None where no question can say it."""
    if name == "language":
        return f"-language:{value}" if is_tag(value) else None
    wanted = [word for word, _, _ in tokens(value)]
    plain = " ".join(value.translate(_BLANK).split())
    if [word for word, _, _ in tokens(plain)] != wanted:
        return None
    if len(wanted) == 1 and plain.isalpha() and plain not in OPERATORS:
        return f"-{name}:{plain}"
    return f'-{name}:"{plain}"' if wanted else None
