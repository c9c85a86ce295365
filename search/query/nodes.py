"""What a query says, as small frozen trees without an engine in sight.

`parser.py` makes *typed* trees: their leaves hold words as the reader wrote them. `words.py` turns these
into *ready* trees: their leaves hold stems and plain words exactly as an index has them. Engines see only
ready trees. And, Or, Not, Prefer, Everything, Days, Has, Language and Ids stand in both.
"""

import datetime
from dataclasses import dataclass

PRINTED = ("headline", "subtitle", "by", "caption", "body")
"""The fields that a bare word is looked for in: all that the newspaper printed."""

FIELDS = (*PRINTED, "author", "source", "section", "topic")
"""Every field of text, by the name that queries and documents use for it."""


class Node:
    """A part of a query."""

    __slots__ = ()


def node(cls):
    """Make a frozen, positional, hashable dataclass of a node."""
    return dataclass(frozen=True, slots=True)(cls)


# --- both kinds of tree -------------------------------------------------------------------------


@node
class Everything(Node):
    """Finds every document."""


@node
class And(Node):
    """Finds what all parts find."""

    parts: tuple[Node, ...]


@node
class Or(Node):
    """Finds what any part finds; finds nothing without parts."""

    parts: tuple[Node, ...]


@node
class Not(Node):
    """Finds everything but what the part finds. Never adds to a score."""

    part: Node


@node
class Prefer(Node):
    """Finds exactly what `where` finds; what `better` finds as well scores higher by its score."""

    where: Node
    better: Node


@node
class Days(Node):
    """Finds what was published from `first` to `last`, UTC days, both included; None is open."""

    first: datetime.date | None
    last: datetime.date | None


@node
class Has(Node):
    """Finds documents with an `image`, a `related` link or a `correction`."""

    what: str


@node
class Language(Node):
    """Finds documents in a language: a lower-case BCP 47 tag; `en` finds `en-gb` as well."""

    tag: str


@node
class Ids(Node):
    """Finds the documents with these ids. Nobody types it: it asks about hits, or leaves an article out."""

    ids: tuple[int, ...]


# --- typed: as the reader wrote it --------------------------------------------------------------


@node
class Word(Node):
    """One typed word, in one field or (None) in all that was printed. `exact` was written as `=word`."""

    text: str
    field: str | None = None
    exact: bool = False
    offset: int = 0


@node
class Quoted(Node):
    """A typed phrase: words in order with at most `slop` others among them in all."""

    text: str
    field: str | None = None
    slop: int = 0
    offset: int = 0


@node
class Prefix(Node):
    """`ceasefi*`: every word that begins so."""

    text: str
    field: str | None = None
    offset: int = 0


@node
class Near(Node):
    """`karabach~`: every word one letter away."""

    text: str
    field: str | None = None
    offset: int = 0


# --- ready: as an index has it ------------------------------------------------------------------


@node
class Stem(Node):
    """Finds documents with this stem, such as `en:minist`, in one field or (None) in all that was printed."""

    text: str
    field: str | None = None


@node
class Plain(Node):
    """Finds documents that hold any of these plain folded words; none: finds nothing."""

    words: tuple[str, ...]
    field: str | None = None


@node
class Phrase(Node):
    """Finds stems in this order within one run of one field, with at most `slop` others among them in all."""

    stems: tuple[str, ...]
    slop: int = 0
    field: str | None = None
