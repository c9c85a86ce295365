"""Other questions that may find more: one part of a question dropped, or taken less strictly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.analysis import tokens
from search.engines.base import Query
from search.query.explain import understood
from search.query.leaves import LONGEST_LOOSE_PHRASE, OPERATORS, PREFIX_LETTERS
from search.query.nodes import And, Days, Has, Language, Near, Node, Not, Or, Prefer, Prefix, Quoted, Word
from search.query.parser import both, either

NARROWING = (Not, Days, Has, Language)
"""Parts that only narrow what the words of a question find."""

LOOSE = 5
"""Other words that are let stand in a phrase."""

DATES = ("published_after", "published_before")

WITHOUT = {
    "source": gettext_lazy("Without the filter by source"),
    "author": gettext_lazy("Without the filter by author"),
    "topic": gettext_lazy("Without the filter by topic"),
    "section": gettext_lazy("Without the filter by section"),
    "language": gettext_lazy("Without the filter by language"),
}
"""What it is called to leave out a filter, by its name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """Another question: its typed tree and what else is asked; `loses` tells that a word of the question is gone.

    `without` names the parameters that are left out, `q` is its text where that is not simply what the tree says.
    """

    message: str
    tree: Node
    query: Query
    q: str = ""
    loses: bool = False
    without: tuple[str, ...] = ()


def others(typed: Node, query: Query) -> Iterator[Other]:
    """Yield other questions, the least change first; the tree of each query is still to come."""
    for name, without in fewer_filters(query):
        yield Other(message=name, tree=typed, query=open_to_all(query, without), without=without)
    parts, joined = parted(typed)
    for number, part in enumerate(parts):
        for message, instead in looser(part):
            yield Other(message=message, tree=joined([*parts[:number], instead, *parts[number + 1 :]]), query=query)
    for number, part in enumerate(parts):
        rest = [*parts[:number], *parts[number + 1 :]]
        if isinstance(typed, Prefer) or any(not isinstance(one, NARROWING) for one in rest):
            loses = not isinstance(part, NARROWING)
            message = _("Without {part}").format(part=understood(part))
            yield Other(message=message, tree=joined(rest), query=query, loses=loses)
    yield from any_of(parts, typed, query)


def fewer_filters(query: Query) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield which filters to leave out, and how to say so: each alone, and all."""
    dates = tuple(name for name in DATES if getattr(query, name))
    each = [(str(WITHOUT[name]), (name,)) for name in query.filters]
    each += [(_("Without the dates"), dates)] if dates else []
    if len(each) > 1:
        yield from each
    if each:
        yield _("Without filters"), tuple(name for _message, names in each for name in names)


def open_to_all(query: Query, without: tuple[str, ...]) -> Query:
    """Return a query without some of its filters."""
    kept = {name: values for name, values in query.filters.items() if name not in without}
    return replace(query, filters=kept, **{name: None for name in DATES if name in without})


def parted(typed: Node) -> tuple[list[Node], Callable[[list[Node]], Node]]:
    """Return what must all be there, and what makes a whole question of some of it."""
    match typed:
        case Prefer(where, better):
            required = parted(where)[0]
            return required, lambda rest: Prefer(both(rest), better) if rest else better
        case And(parts):
            return [*parts], both
    return [typed], both


def looser(part: Node) -> Iterator[tuple[str, Node]]:
    """Yield a part as it finds more, and how to say so."""
    match part:
        case Word(text, exact=True):
            yield _("With “{text}” in any form").format(text=text), replace(part, exact=False)
        case Word(text, field) if len(text) >= PREFIX_LETTERS:
            yield _("With words that begin with “{text}”").format(text=text), Prefix(text, field)
        case Quoted(text, field, slop):
            words = [word for word, *_place in tokens(text)]
            if slop < LOOSE and len(words) <= LONGEST_LOOSE_PHRASE:
                message = _("With other words between those of “{text}”")
                yield message.format(text=text), replace(part, slop=LOOSE)
            if len(words) > 1:
                yield (
                    _("With the words of “{text}” anywhere").format(text=text),
                    both([Word(unlike_operators(word), field) for word in words]),
                )
    if not isinstance(part, Not) and (free := anywhere(part)) != part:
        yield _("With {part} in any field").format(part=understood(free)), free


def unlike_operators(word: str) -> str:
    """Return a word as it stays one wherever it is read again."""
    return word.lower() if word in OPERATORS else word


def anywhere(node: Node) -> Node:
    """Return a tree whose words may stand in any field that was printed."""
    match node:
        case And(parts) | Or(parts):
            return type(node)(tuple(map(anywhere, parts)))
        case Word() | Quoted() | Prefix() | Near():
            return replace(node, field=None)
    return node


def any_of(parts: list[Node], typed: Node, query: Query) -> Iterator[Other]:
    """Yield the question for any of its words."""
    words = [part for part in parts if not isinstance(part, NARROWING)]
    if isinstance(typed, And) and len(words) > 1:
        rest = [part for part in parts if isinstance(part, NARROWING)]
        yield Other(message=_("With any of the words"), tree=both([either(words), *rest]), query=query, loses=True)
