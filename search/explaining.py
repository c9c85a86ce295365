"""Why a hit has its score: which words of the query counted how much, asked of the engine word by word.

Every engine adds up the same scores, so that what is found out with nothing but `search` is true of all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.engines.base import HEADLINE_WEIGHT, RELEVANCE, Engine, Query
from search.query.explain import understood
from search.query.nodes import And, Ids, Node, Not, Or, Phrase, Plain, Prefer, Stem
from search.query.words import Ready

HEADLINE = "headline"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What adds to scores: leaves of one typed word, where they count, and what a hit must be found by besides."""

    typed: Node
    leaves: tuple[Node, ...]
    given: tuple[Node, ...]


def explanations(prepared: Ready, ids: Sequence[int], engine: Engine) -> dict[int, list[dict]]:
    """Return for each hit what adds up to its score, the most first: {"word", "field", "score"}.

    `field` is None for all that was printed; beside it stands what the headline adds to it once more. At most two
    questions for each word of the query.
    """
    found = defaultdict(list)
    for part in parts_of(prepared):
        shown = {"word": understood(replace(part.typed, field=None)), "field": part.typed.field}
        whole = scores(part.leaves, part, ids, engine)
        above = headline_scores(part, ids, engine)
        for number, score in whole.items():
            extra = above.get(number, 0.0)
            found[number] += [shown | {"score": score - extra}] if score > extra else []
            found[number] += [shown | {"field": HEADLINE, "score": extra}] if extra else []
    return {number: sorted(some, key=lambda one: -one["score"]) for number, some in found.items()}


def headline_scores(part, ids, engine) -> dict[int, float]:
    """Return what the headline adds to the score of each hit: words in all that was printed count there again."""
    again = tuple(replace(leaf, field=HEADLINE) for leaf in part.leaves if counts_again(leaf))
    found = scores(again, part, ids, engine) if again else {}
    return {number: HEADLINE_WEIGHT * score for number, score in found.items()}


def counts_again(leaf: Node) -> bool:
    """Whether a leaf counts in the headline once more: plain words do not."""
    return isinstance(leaf, (Stem, Phrase)) and leaf.field is None


def scores(leaves, part, ids, engine) -> dict[int, float]:
    """Return the score of each of these hits by some leaves alone."""
    where = And((Or(tuple(leaves)), *part.given, Ids(tuple(ids))))
    hits = engine.search(Query(where=where, sort=RELEVANCE), size=len(ids)).hits
    return {hit.id: hit.score for hit in hits if hit.score}


def parts_of(prepared: Ready) -> list[Part]:
    """Return what can add to a score, leaves of the same typed word together."""
    together = defaultdict(list)
    for leaf, given in _adding(prepared.tree, ()):
        together[prepared.typed[leaf], given].append(leaf)
    return [Part(typed=typed, leaves=tuple(leaves), given=given) for (typed, given), leaves in together.items()]


def _adding(node: Node, given: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Yield each leaf that adds to scores, with what must hold for it to add anything."""
    match node:
        case And(parts):
            for part in parts:
                yield from _adding(part, given)
        case Or(parts):
            for part in parts:
                yield from _adding(part, _under(part, given))
        case Prefer(where, better):
            yield from _adding(where, given)
            yield from _adding(better, _under(better, given))
        case Stem() | Phrase() | Plain():
            yield node, given


def _under(node: Node, given: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return what holds within a choice: a word adds its score wherever it stands, a group only where it is whole.

    A double negation finds the same and scores nothing.
    """
    return (*given, Not(Not(node))) if isinstance(node, (And, Prefer)) else given
