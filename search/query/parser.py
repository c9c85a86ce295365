"""The query language, version 1: text → a typed tree (`nodes.py`).

    or   = and {"OR" and}        and  = not {["AND"] not}        not  = ["-" | "+" | "NOT"] atom
    atom = [field ":"] ( "(" or ")" | ["="] word | word ("*" | "~") | phrase ["~" N] ) | date | has | "*"

With `match="any"` words side by side are joined by OR, and a lone `-x` or `+x` binds its whole group. The scanner
limits depth and length before anything here recurses.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.query.errors import QueryError
from search.query.function_words import without
from search.query.nodes import And, Everything, Node, Not, Or, Prefer
from search.query.scanner import CLOSE, EXCLUDED, LEAF, OPEN, REQUIRED, Piece, pieces

VERSION = 1
ALL, ANY = "all", "any"
MATCHES = (ALL, ANY)

_AND, _OR, _NOT = "AND", "OR", "NOT"
_SIGNS = {REQUIRED: REQUIRED, EXCLUDED: EXCLUDED, _NOT: EXCLUDED}
_STARTS_OPERAND = (LEAF, OPEN, *_SIGNS)


def parse(text: str, *, match: str = ALL, function_words: frozenset[str] = frozenset()) -> Node:
    """Give the typed tree of a query; an empty one is `Everything`. Raises `QueryError` and nothing else.

    `function_words` are those of the archive's languages (`Analysis.function_words`): dropped where they stand bare,
    in lower case, side by side with other words.
    """
    if match not in MATCHES:
        raise ValueError(f"match is all or any, not {match!r}")
    found = pieces(text)
    if found:
        return _Parser(without(function_words, found), len(text), match).query()
    if text.isspace() or not text:
        return Everything()
    raise QueryError(_("Nothing to look for: the query has no word with a letter or digit."), length=len(text))


@dataclass(frozen=True, slots=True)
class _Operand:
    """A part of an `and`, with its sign: `+`, `-` or none."""

    sign: str
    node: Node

    def plain(self) -> Node:
        return Not(self.node) if self.sign == EXCLUDED else self.node


class _Parser:
    """Reads pieces from left to right; `at` is the one that comes next."""

    def __init__(self, found: list[Piece], end: int, match: str):
        self.pieces = [*found, Piece(kind="end", offset=end, length=0)]
        self.at = 0
        self.group = self._any if match == ANY else self._all

    def query(self) -> Node:
        return self.group()

    def _all(self) -> Node:
        """Read an `or` in which words side by side are joined by AND."""
        alternatives = [self._together()]
        while self._takes(_OR):
            alternatives.append(self._together())
        return either(alternatives)

    def _together(self) -> Node:
        parts = [self._operand().plain()]
        while self._takes(_AND) or self._starts_operand():
            parts.append(self._operand().plain())
        return both(parts)

    def _any(self) -> Node:
        """Read an `or` in which words side by side are joined by OR; lone signed ones bind all others."""
        lone, optional = [], []
        beside_or = False
        while True:
            chain, after_or = self._chain(), beside_or
            beside_or = self._takes(_OR)
            if len(chain) == 1 and chain[0].sign and not (after_or or beside_or):
                lone += chain
            else:
                optional.append(both([operand.plain() for operand in chain]))
            if not (beside_or or self._starts_operand()):
                return _bound(lone, optional)

    def _chain(self) -> list[_Operand]:
        """Read operands with written ANDs between them."""
        chain = [self._operand()]
        while self._takes(_AND):
            chain.append(self._operand())
        return chain

    def _operand(self) -> _Operand:
        """Read a `not`: an atom with or without a sign."""
        sign = _SIGNS.get(self._next.kind, "")
        if sign:
            self.at += 1
        return _Operand(sign, self._atom())

    def _atom(self) -> Node:
        piece = self._next
        if piece.kind not in (LEAF, OPEN):
            raise self._misplaced(piece)
        self.at += 1
        if piece.kind == LEAF:
            return piece.node
        node = self.group()
        if not self._takes(CLOSE):
            raise self._misplaced(self._next)
        return node

    @property
    def _next(self) -> Piece:
        return self.pieces[self.at]

    def _starts_operand(self) -> bool:
        return self._next.kind in _STARTS_OPERAND

    def _takes(self, kind: str) -> bool:
        """Step over the next piece if it is of this kind."""
        taken = self._next.kind == kind
        self.at += taken
        return taken

    def _misplaced(self, piece: Piece) -> QueryError:
        """Say what is missing before a piece, pointing at the operator or parenthesis that misses it."""
        before = self.pieces[self.at - 1] if self.at else None
        if before and before.kind == OPEN and piece.kind == CLOSE:
            return QueryError(_("These parentheses are empty."), before.offset, length=2)
        blamed = before if before and before.kind != LEAF else piece
        if blamed is piece:
            sentence = _("Nothing stands before {sign}: expected a word, a phrase, a field or a group.")
        else:
            sentence = _("Nothing stands after {sign}: expected a word, a phrase, a field or a group.")
        return QueryError(sentence.format(sign=blamed.kind), blamed.offset, length=blamed.length)


def _bound(lone: list[_Operand], optional: list[Node]) -> Node:
    """Join what is required, excluded and optional in one group of `match=any`."""
    required = [operand.node for operand in lone if operand.sign == REQUIRED]
    excluded = [Not(operand.node) for operand in lone if operand.sign == EXCLUDED]
    if required and optional:
        return Prefer(both(required + excluded), either(optional))
    return both(required + ([either(optional)] if optional else []) + excluded)


def both(parts: list[Node]) -> Node:
    """Join by AND: an `And` within is one with it, `*` beside anything else says nothing."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    telling = [part for part in flat if part != Everything()] or flat[:1]
    return telling[0] if len(telling) == 1 else And(tuple(telling))


def either(parts: list[Node]) -> Node:
    """Join by OR: an `Or` within is one with it."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
