"""Typed pieces → leaves of the tree: words, phrases, prefixes and near spellings."""

import re

from django.utils.translation import gettext as _

from search.analysis import plain, tokens
from search.analysis.words import SINGLES
from search.query.errors import QueryError, shown
from search.query.fields import valued
from search.query.nodes import Near, Node, Prefix, Quoted, Word

PREFIX_LETTERS, NEAR_LETTERS = 3, 4
LARGEST_SLOP, LONGEST_LOOSE_PHRASE = 9, 4
OPERATORS = ("AND", "OR", "NOT")

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|www\.[^\s.]+\.", re.IGNORECASE)
_PUNCTUATION = ".,;:!?…'’"
_NUMBERED = re.compile(r"\w~[0-9.]+$")
_MAY_TOUCH = re.compile(f"[{SINGLES}]")


def leaf(piece: str, field: str | None, offset: int) -> Node | None:
    """Give the leaf of a piece without spaces, at this offset of the query; None where it has no letter or digit."""
    if field and (node := valued(field, piece, offset)):
        return node
    if _ADDRESS.match(piece):
        raise QueryError(
            _("This is an address: lookup/?url=… finds its article. Put it in quotes to look for its words."),
            offset,
            length=len(piece),
        )
    if field and piece[0] in "<>":
        sentence = _("Only date: is compared; {field}: takes a word, a phrase or a group.")
        raise QueryError(sentence.format(field=field), offset, length=1)
    found = list(tokens(piece))
    if not found:
        return None
    words = [word for word, *_place in found]
    exact = piece.startswith("=")
    if "*" in piece or piece.rstrip(_PUNCTUATION).endswith("~") or _NUMBERED.search(piece):
        return _expanded(piece, words, field, offset, exact)
    return _typed(words, field, offset + found[0][1], exact)


def _typed(words: list[str], field: str | None, offset: int, exact: bool) -> Node:
    """Give a word, or the phrase that several words typed without a space are.

    Operators with a comma, or in a field, are words; in small letters they stay words wherever they are read again.
    """
    if len(words) > 1 and not exact:
        return Quoted(joined(words, " "), field, 0, offset)
    text = joined(words, "-")
    return Word(text.lower() if text in OPERATORS else text, field, exact, offset)


def _expanded(piece: str, words: list[str], field: str | None, offset: int, exact: bool) -> Node:
    """Give the prefix or near spelling that a piece with `*` or `~` is."""
    bare = piece.rstrip(_PUNCTUATION)
    sign = "*" if "*" in piece else "~"
    fault = None
    if exact:
        fault = _("= asks for one word as written; it takes no {sign}.")
    elif bare.count("*") + bare.count("~") > 1 or not bare.endswith(("*", "~")):
        fault = _("The {sign} stands only at the end of a word, alone: {example}.")
    elif len(words) > 1:
        fault = _("{text} is more than one word, and {sign} takes one: {example}.")
    elif len(plain(words[0])) < _LETTERS[sign]:
        fault = _("A word with {sign} needs {letters} letters or more: {example}.")
    if fault:
        told = {"text": shown(piece), "sign": sign, "example": _EXAMPLES[sign], "letters": _LETTERS[sign]}
        raise QueryError(fault.format(**told), offset, length=len(piece))
    return (Prefix if sign == "*" else Near)(words[0], field, offset)


_EXAMPLES = {"*": "ceasefi*", "~": "karabach~"}
_LETTERS = {"*": PREFIX_LETTERS, "~": NEAR_LETTERS}


def phrase(text: str, slop: int | None, field: str | None, offset: int, length: int) -> Node | None:
    """Give the leaf of what stands in quotes; None where it has no letter or digit.

    `slop` is the number behind `~`, None without one. `offset` and `length` take in the quotes.
    """
    if field and (node := valued(field, text.strip(), offset + 1)):
        return node
    words = [word for word, *_place in tokens(text)]
    if slop and not 2 <= len(words) <= LONGEST_LOOSE_PHRASE:
        sentence = _("A phrase with ~ has 2 to {most} words; this one has {count}.")
        raise QueryError(sentence.format(most=LONGEST_LOOSE_PHRASE, count=len(words)), offset, length=length)
    return Quoted(joined(words, " "), field, slop or 0, offset) if words else None


def joined(words: list[str], by: str) -> str:
    """Write words so that they are read as the same again. Scripts without spaces need nothing between."""
    text = words[0]
    for word in words[1:]:
        touches = _MAY_TOUCH.match(text[-1]) and _MAY_TOUCH.match(word)
        text += word if touches else by + word
    return text
