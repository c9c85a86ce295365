"""How much one query may ask for. What is checked here comes before any work is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from search.query.errors import QueryError, shown
from search.query.nodes import And, Node, Not, Or, Phrase, Prefer, Quoted, Word

CHARACTERS = 512
WORDS = 32
DEPTH = 8
EXPANDED = 4
"""Prefixes and near spellings in one query."""

EXPANSIONS = 256
"""Words that all prefixes and near spellings of a query stand for together."""

PHRASE_COST = 400_000
"""Word positions of documents that all phrases of a query may make an engine read: about a second of work."""


def check_length(text: str) -> None:
    """Raise where the query is longer than anyone writes by hand."""
    if len(text) > CHARACTERS:
        sentence = _("The query has {count} characters; at most {most} are read.")
        count = number_format(len(text), force_grouping=True)
        raise QueryError(sentence.format(count=count, most=CHARACTERS), CHARACTERS, length=len(text) - CHARACTERS)


def check_words(count: int, offset: int) -> None:
    """Raise at the word that is one too many; `count` words are read so far."""
    if count > WORDS:
        sentence = _("The query has more than {most} words; leave out those that matter least.")
        raise QueryError(sentence.format(most=WORDS), offset)


def check_depth(depth: int, offset: int) -> None:
    """Raise at the parenthesis that is one too deep."""
    if depth > DEPTH:
        sentence = _("Parentheses stand in each other more than {most} deep.").format(most=DEPTH)
        raise QueryError(sentence, offset, length=1)


def check_expanded(count: int, offset: int, length: int) -> None:
    """Raise at the prefix or near spelling that is one too many."""
    if count > EXPANDED:
        sentence = _("A query takes at most {most} words with * or ~; this one is too many.").format(most=EXPANDED)
        raise QueryError(sentence, offset, length=length)


def check_cost(
    tree: Node, frequencies: Callable[[Iterable[str]], Mapping[str, int]], typed: Mapping[Node, Word | Quoted]
) -> None:
    """Raise at the dearest phrase where those of a ready tree are so common that an engine would be busy for long.

    `frequencies` is an engine's; `typed` has the leaf that each phrase was made of. A phrase costs its words times the
    documents that can hold it: at most as many as hold its rarest word.
    """
    found = list(phrases(tree))
    if not found:
        return
    known = frequencies({stem for phrase in found for stem in phrase.stems})
    costs = [len(phrase.stems) * min(known.get(stem, 0) for stem in phrase.stems) for phrase in found]
    if sum(costs) > PHRASE_COST:
        dearest = typed[found[costs.index(max(costs))]]
        sentence = _("The phrase {text} is of words so common that it cannot be looked for; add a rarer one.")
        raise QueryError(sentence.format(text=shown(dearest.text)), dearest.offset)


def phrases(tree: Node) -> Iterator[Phrase]:
    """Give every phrase of a ready tree, those behind a NOT too: they are looked for all the same."""
    match tree:
        case Phrase():
            yield tree
        case And(parts) | Or(parts):
            for part in parts:
                yield from phrases(part)
        case Not(part):
            yield from phrases(part)
        case Prefer(where, better):
            yield from phrases(where)
            yield from phrases(better)
