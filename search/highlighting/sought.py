"""What of a query marks a text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from search.query.nodes import PRINTED, And, Node, Or, Phrase, Plain, Prefer, Stem

QUERY_FIELDS = {"byline": "by", "captions": "caption"}
"""Names of an answer that queries call otherwise."""


@dataclass(slots=True)
class Sought:
    """What marks one field of texts in one language: stems and plain words with their leaves, and phrases with theirs.

    A leaf is the number of a word or phrase among those of the query.
    """

    words: list[tuple[str, int]] = field(default_factory=list)
    phrases: list[tuple[int, Phrase]] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)

    def add(self, leaf: int, node: Stem | Plain | Phrase) -> None:
        """Take in a leaf of the query."""
        self.leaves.add(leaf)
        match node:
            case Stem(stem):
                self.words.append((stem, leaf))
            case Plain(words):
                self.words += [(word, leaf) for word in words]
            case Phrase(stems):
                self.phrases.append((leaf, node))
                self.stems.update(stems)


def sought(tree: Node, language: str) -> dict[str, Sought]:
    """Give what of a ready tree marks each field of texts whose stems are of this language.

    Fields go by the names that queries and answers have for them. Nothing within a NOT marks anything.
    """
    fields = {name: Sought() for name in PRINTED}
    for number, leaf in enumerate(leaves(tree)):
        if _can_be_in(leaf, f"{language}:"):
            for name in PRINTED if leaf.field is None else {leaf.field} & set(PRINTED):
                fields[name].add(number, leaf)
    return fields | {name: fields[called] for name, called in QUERY_FIELDS.items()}


def _can_be_in(leaf: Stem | Plain | Phrase, prefix: str) -> bool:
    match leaf:
        case Stem(stem) | Phrase((stem, *_)):
            return stem.startswith(prefix)
    return bool(leaf.words)


def leaves(node: Node) -> Iterator[Stem | Plain | Phrase]:
    """Give what marks a text, in the order in which it is numbered; nothing within a NOT does."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Prefer(where, better):
            yield from leaves(where)
            yield from leaves(better)
        case Stem() | Plain() | Phrase():
            yield node
