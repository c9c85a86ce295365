"""Text → pieces: operators, parentheses and leaves, each with its offset. The first look at what a reader typed."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.analysis import tokens
from search.query import limits
from search.query.errors import QueryError
from search.query.fields import field_at
from search.query.leaves import LARGEST_SLOP, OPERATORS, leaf, phrase
from search.query.nodes import Everything, Near, Node, Prefix

OPEN, CLOSE, LEAF, REQUIRED, EXCLUDED = "(", ")", "leaf", "+", "-"

_TYPOGRAPHIC = "“”‟"
QUOTES = dict.fromkeys('"＂', '"＂') | dict.fromkeys("“”„‟", _TYPOGRAPHIC) | {"«": "»", "»": "«»"}
"""What opens a phrase, and what may close it: pasted text has English “…”, German „…“, Swedish ”…”, French «…» and
Danish »…«. Single quotes are apostrophes."""

_BLANK = r"\s\x00-\x1f\x7f-\x9f"
_SPACES = re.compile(rf"[{_BLANK}]*")
_PIECE = re.compile(rf"[^{_BLANK}()（）{''.join(QUOTES)}]+")
_SIGN = re.compile(rf"(?<![^{_BLANK}(（])[+-](?=[^\W_]|[(（{''.join(QUOTES)}]|=[^\W_]|\*(?:[{_BLANK})）]|$))")
_STAR = re.compile(rf"\*(?=[{_BLANK}()（）]|$)")
_SLOP = re.compile(r"~([0-9]*)")
_PARENTHESES = {"(": OPEN, "（": OPEN, ")": CLOSE, "）": CLOSE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One piece of a query. `kind` is an operator, a sign, a parenthesis or `leaf`, which alone has a node."""

    kind: str
    offset: int
    length: int = 1
    node: Node | None = None


def pieces(text: str) -> list[Piece]:
    """Give the pieces of a query that say something, with balanced parentheses. Raises `QueryError`."""
    limits.check_length(text)
    return _Scanner(text).scan()


class _Scanner:
    """Walks once through the text; keeps what is open and how much was asked for."""

    def __init__(self, text: str):
        self.text = text
        self.position = 0
        self.found: list[Piece] = []
        self.open: list[tuple[int, str | None]] = []
        self.words = 0
        self.expanded = 0

    def scan(self) -> list[Piece]:
        self._skip()
        while self.position < len(self.text):
            self._next()
            self._skip()
        if self.open:
            raise QueryError(_("This parenthesis is never closed."), self.open[-1][0], length=1)
        return self.found

    def _skip(self) -> None:
        self.position = _SPACES.match(self.text, self.position).end()

    def _next(self) -> None:
        start, character = self.position, self.text[self.position]
        if character in _PARENTHESES:
            self._parenthesis(_PARENTHESES[character], None, start)
        elif _SIGN.match(self.text, start):
            self.position += 1
            self._keep(character, start)
        elif _STAR.match(self.text, start) and not self._field():
            self.position += 1
            self._keep(LEAF, start, Everything())
        else:
            self._value(start)

    def _value(self, start: int) -> None:
        """Read a field's name if there is one, and what it or a bare piece consists of."""
        name = field_at(self.text, start)
        if name and self._field():
            raise _second_field(name, self._field(), start)
        if name:
            self.position += len(name) + 1
        field = name or self._field()
        character = self.text[self.position]
        if character in "(（":
            self._parenthesis(OPEN, field, start)
        elif character in QUOTES:
            self._quoted(field, name, start)
        else:
            self._word(field, name, start)

    def _word(self, field: str | None, name: str | None, start: int) -> None:
        piece = _PIECE.match(self.text, self.position)[0]
        if piece in OPERATORS and not name:
            self.position += len(piece)
            self._keep(piece, start)
            return
        if name and (second := field_at(self.text, self.position)):
            raise _second_field(second, name, self.position)
        node = leaf(piece, field, self.position)
        self.position += len(piece)
        self._leaf(node, name, start)

    def _quoted(self, field: str | None, name: str | None, start: int) -> None:
        opened = self.position
        closers = QUOTES[self.text[opened]]
        end = next((at for at in range(opened + 1, len(self.text)) if self.text[at] in closers), None)
        if end is None:
            raise QueryError(_("This quote is never closed."), opened, length=1)
        self.position = end + 1
        slop = self._slop()
        node = phrase(self.text[opened + 1 : end], slop, field, opened, self.position - opened)
        self._leaf(node, name, start)

    def _slop(self) -> int | None:
        """Read the `~N` behind a phrase."""
        found = _SLOP.match(self.text, self.position)
        if self.text.startswith("*", self.position):
            raise QueryError(_("A * stands behind a word, not behind a phrase."), self.position, length=1)
        if not found:
            return None
        if not found[1] or int(found[1]) > LARGEST_SLOP:
            sentence = _("Behind a phrase, ~ takes how many other words may stand in it: 0 to {most}.")
            raise QueryError(sentence.format(most=LARGEST_SLOP), self.position, length=len(found[0]))
        self.position = found.end()
        return int(found[1])

    def _leaf(self, node: Node | None, name: str | None, start: int) -> None:
        """Keep a leaf and count it; without a letter or digit it goes, and its sign with it."""
        if node is None:
            if name:
                sentence = _("No letter or digit follows {name}:").format(name=name)
                raise QueryError(sentence, start, length=self.position - start)
            if self.found and self.found[-1].kind in (REQUIRED, EXCLUDED):
                self.found.pop()
            return
        self.words += len(list(tokens(getattr(node, "text", "1"))))
        limits.check_words(self.words, start)
        if isinstance(node, (Prefix, Near)):
            self.expanded += 1
            limits.check_expanded(self.expanded, start, self.position - start)
        self._keep(LEAF, start, node)

    def _parenthesis(self, kind: str, field: str | None, start: int) -> None:
        at = self.position
        self.position += 1
        if kind == OPEN:
            limits.check_depth(len(self.open) + 1, at)
            self.open.append((at, field or self._field()))
        elif not self.open:
            raise QueryError(_("This parenthesis was never opened."), at, length=1)
        else:
            self.open.pop()
        self._keep(kind, start)

    def _field(self) -> str | None:
        """Give the field of the group that is open."""
        return self.open[-1][1] if self.open else None

    def _keep(self, kind: str, offset: int, node: Node | None = None) -> None:
        self.found.append(Piece(kind=kind, offset=offset, length=self.position - offset, node=node))


def _second_field(second: str, first: str, offset: int) -> QueryError:
    sentence = _("{second}: stands within {first}: and no text is in two fields.")
    return QueryError(sentence.format(second=second, first=first), offset, length=len(second) + 1)
