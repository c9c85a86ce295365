"""Typed leaves → stems and plain words as an index has them."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from search.analysis import Analysis, tokens
from search.query.explain import understood
from search.query.limits import EXPANSIONS
from search.query.nodes import And, Near, Node, Not, Or, Phrase, Plain, Prefer, Prefix, Quoted, Stem, Word
from search.query.spelling import near

Terms = Callable[..., list[tuple[str, int]]]
"""An engine's `terms`: plain words that begin so, with their documents, most frequent first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """A ready tree, and the prefixes and near spellings (as typed) that stand for more words than were taken.

    `typed` has the leaf that each stem, phrase and plain word of the tree was made of, for what is shown of it.
    """

    tree: Node
    cut: tuple[str, ...] = ()
    typed: Mapping[Node, Word | Quoted | Prefix | Near] = field(default_factory=dict)


def ready(tree: Node, analysis: Analysis, terms: Terms) -> Ready:
    """Turn a typed tree into a ready one."""
    expanded, cut = _expansions(_to_expand(tree), analysis, terms)
    maker = _Maker(analysis, expanded)
    return Ready(tree=maker.node(tree), cut=cut, typed=maker.typed)


class _Maker:
    """Rebuilds a tree with ready leaves."""

    def __init__(self, analysis: Analysis, expanded: dict[Node, tuple[str, ...]]):
        self.analysis = analysis
        self.expanded = expanded
        self.typed = {}

    def node(self, node: Node) -> Node:
        match node:
            case And(parts):
                return _one_of(And, [self.node(part) for part in parts])
            case Or(parts):
                return _one_of(Or, [self.node(part) for part in parts])
            case Not(part):
                return Not(self.node(part))
            case Prefer(where, better):
                return Prefer(self.node(where), self.node(better))
            case Word(exact=True):
                return self._exact(node)
            case Word() | Quoted():
                return self._phrase(node)
            case Prefix(field=field) | Near(field=field):
                return self._of(node, Plain(self.expanded[node], field))
        return node

    def _phrase(self, leaf: Word | Quoted) -> Node:
        """Make the OR, over all languages, of the stem or the phrase of stems."""
        slop = leaf.slop if isinstance(leaf, Quoted) else 0
        forms = zip(*(self.analysis.stems(word) for word, _, _ in tokens(leaf.text)), strict=True)
        parts = [Phrase(s, slop, leaf.field) if len(s) > 1 else Stem(s[0], leaf.field) for s in forms]
        return _one_of(Or, [self._of(leaf, part) for part in parts])

    def _exact(self, leaf: Word) -> Node:
        """Make a plain word. Several (`=COVID-19`) must stand together, and each somewhere as written."""
        words = [self.analysis.plain(word) for word, _, _ in tokens(leaf.text)]
        plain = [self._of(leaf, Plain((word,), leaf.field)) for word in words]
        return plain[0] if len(plain) == 1 else _one_of(And, [self._phrase(leaf), *plain])

    def _of(self, typed: Node, leaf: Node) -> Node:
        """Remember what a leaf was made of; of two, the first."""
        self.typed.setdefault(leaf, typed)
        return leaf


def _one_of(kind: type, parts: Sequence[Node]) -> Node:
    """Join different parts; a single one needs no joining."""
    parts = tuple(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else kind(parts)


def _to_expand(node: Node) -> list[Node]:
    """Give the prefixes and near spellings of a tree, each once."""
    match node:
        case Prefix() | Near():
            return [node]
        case And(parts) | Or(parts):
            return list(dict.fromkeys(leaf for part in parts for leaf in _to_expand(part)))
        case Not(part):
            return _to_expand(part)
        case Prefer(where, better):
            return list(dict.fromkeys(_to_expand(where) + _to_expand(better)))
    return []


def _expansions(
    leaves: list[Node], analysis: Analysis, terms: Terms
) -> tuple[dict[Node, tuple[str, ...]], tuple[str, ...]]:
    """Give the words of each leaf, the most frequent first, and the leaves that were cut, as typed.

    All have the same share of `EXPANSIONS`; what one does not need is left to those that need more.
    """
    found = {leaf: _candidates(leaf, analysis, terms) for leaf in leaves}
    expanded, room = {}, EXPANSIONS
    for done, leaf in enumerate(sorted(found, key=lambda leaf: len(found[leaf]))):
        expanded[leaf] = found[leaf][: room // (len(found) - done)]
        room -= len(expanded[leaf])
    return expanded, tuple(understood(leaf) for leaf in leaves if len(expanded[leaf]) < len(found[leaf]))


def _candidates(leaf: Node, analysis: Analysis, terms: Terms) -> tuple[str, ...]:
    """Give the words of an index that a leaf stands for, one more at least than may be used if there are more."""
    typed = analysis.plain(leaf.text)
    if isinstance(leaf, Prefix):
        return tuple(word for word, _ in terms(typed, limit=EXPANSIONS + 1))
    close = functools.partial(near, typed)
    return tuple(word for word, _ in terms(typed[0], limit=EXPANSIONS + 1, keep=close))
