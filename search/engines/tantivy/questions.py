"""Ready trees as Tantivy's queries, made by its constructors: nothing that a reader typed meets its parser."""

from itertools import combinations

from tantivy import FieldType, Occur, Query

from search.engines import days
from search.engines.base import BESIDE, BODY, HEADLINE_WEIGHT, K1
from search.engines.tantivy.layout import SCHEMA, stems, words
from search.query import nodes

MUST, SHOULD, MUST_NOT = Occur.Must, Occur.Should, Occur.MustNot

UNIT = 1 / (1 + K1)
"""Tantivy's BM25 is that of `base.py` times 1 + K1."""


class Questions:
    """Turns nodes into queries. Whoever only counts, or sorts by date, asks for no scores and gets cheaper queries.

    `ranks` tells, once `of` was asked, whether anything in the tree adds to a score.
    """

    def __init__(self, languages, *, scored: bool = True):
        """`languages` returns all values of the language column."""
        self.languages, self.scored = languages, scored
        self.ranks = False

    def of(self, node: nodes.Node) -> Query:
        return getattr(self, f"of_{type(node).__name__.lower()}")(node)

    # --- trees ---------------------------------------------------------------------------------------

    def of_everything(self, node):
        return everything()

    def of_and(self, node):
        parts = [self._required(part) for part in node.parts]
        return Query.boolean_query(
            parts if any(occur == MUST for occur, _ in parts) else [*parts, (MUST, everything())]
        )

    def _required(self, part):
        return (MUST_NOT, self._unscored(part.part)) if isinstance(part, nodes.Not) else (MUST, self.of(part))

    def of_or(self, node):
        return any_of([self.of(part) for part in node.parts])

    def of_not(self, node):
        return unscored(Query.boolean_query([(MUST, everything()), (MUST_NOT, self._unscored(node.part))]))

    def _unscored(self, node):
        return Questions(self.languages, scored=False).of(node)

    def of_prefer(self, node):
        where = self.of(node.where)
        return Query.boolean_query([(MUST, where), (SHOULD, self.of(node.better))]) if self.scored else where

    # --- leaves without a score ----------------------------------------------------------------------

    def of_days(self, node):
        return between(node.first, node.last, after=1)

    def of_has(self, node):
        return valued("has", [node.what])

    def of_language(self, node):
        tag = f"{node.tag.lower()}-"
        return valued("language", [value for value in self.languages() if f"{value.lower()}-".startswith(tag)])

    def of_ids(self, node):
        return unscored(Query.term_set_query(SCHEMA, "id", node.ids)) if node.ids else Query.empty_query()

    # --- leaves with a score -------------------------------------------------------------------------

    def of_stem(self, node):
        return self._ranked(node.field, lambda field: Query.term_query(SCHEMA, field, node.text))

    def of_phrase(self, node):
        if len(node.stems) == 1:
            return self.of_stem(nodes.Stem(node.stems[0], node.field))
        if not node.stems:
            return Query.empty_query()
        return self._ranked(node.field, lambda field: phrase(field, node.stems, node.slop))

    def _ranked(self, field, ask):
        """Return what finds it in a field, or in print with its headline once more."""
        found = self._found(field, lambda name: ask(stems(name)))
        if not self.scored:
            return found
        self.ranks = True
        found = Query.boost_query(found, UNIT)
        if field is not None:
            return found
        return any_of([found, Query.boost_query(ask(stems("headline")), UNIT * HEADLINE_WEIGHT)])

    def of_plain(self, node):
        if not self.scored and node.field != BODY:
            return valued(words(node.field), node.words)
        self.ranks = self.scored
        held = [self._found(node.field, in_words(word)) for word in dict.fromkeys(node.words)]
        return Query.boost_query(any_of(held), UNIT)

    def _found(self, field, ask):
        """Return what finds in a field what `ask(field)` asks for; in the body it scores as it does in print."""
        if field != BODY:
            return ask(field)
        return both(ask(None), in_body(ask)) if self.scored else in_body(ask)


def in_words(word: str):
    """Return what asks for a plain word in a field."""
    return lambda field: Query.term_query(SCHEMA, words(field), word)


def in_body(ask) -> Query:
    """Return what finds in the body what `ask(field)` asks for; it may be one word, or one phrase, but no choice.

    It is in print and in no other printed field, or it is made of words that are in both: `layout.py` keeps these.
    """
    elsewhere = any_of([ask(name) for name in BESIDE])
    alone = Query.boolean_query([(MUST, ask(None)), (MUST_NOT, elsewhere)])
    return unscored(any_of([alone, ask(BODY)]))


def everything() -> Query:
    """Return what finds every document."""
    return unscored(Query.all_query())


def unscored(query: Query) -> Query:
    """Return what finds the same and adds nothing to a score."""
    return Query.const_score_query(query, 0.0)


def both(*queries: Query) -> Query:
    """Return what finds what all find."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(MUST, query) for query in queries])


def any_of(queries: list[Query]) -> Query:
    """Return what finds what any finds."""
    return Query.boolean_query([(SHOULD, query) for query in queries]) if queries else Query.empty_query()


def valued(field: str, values) -> Query:
    """Return what finds documents that hold any of these values."""
    return unscored(Query.term_set_query(SCHEMA, field, list(values))) if values else Query.empty_query()


def between(first, last, *, after=0) -> Query:
    """Return what was published from the first day on and before the last, or `after` days later."""
    return in_range(
        "published", first and days.midnight(first), last and days.midnight(last, after=after), include_upper=False
    )


def in_range(field: str, lower: int | None, upper: int | None, **ends: bool) -> Query:
    """Return what finds numbers from one to another; None is open."""
    if lower is None and upper is None:
        return everything()
    ends = {name: value for name, value in ends.items() if (lower, upper)[name == "include_upper"] is not None}
    return unscored(Query.range_query(SCHEMA, field, FieldType.Integer, lower, upper, **ends))


def phrase(field: str, stems: tuple[str, ...], slop: int) -> Query:
    """Return what finds stems in this order with at most `slop` others among them in all.

    Tantivy's own slop lets words change places: every way to stand apart is asked for as offsets instead.
    """
    apart = [
        Query.phrase_query(SCHEMA, field, list(zip(offsets, stems, strict=True)))
        for offsets in spread(len(stems), slop)
    ]
    return apart[0] if len(apart) == 1 else Query.disjunction_max_query(apart)


def spread(length: int, slop: int) -> list[tuple[int, ...]]:
    """Return all offsets that so many words in order can have, from 0 on, with at most `slop` others among them.

    >>> spread(2, 1)
    [(0, 1), (0, 2)]
    """
    if not slop:
        return [tuple(range(length))]
    return [(0, *rest) for rest in combinations(range(1, length + slop), length - 1)]
