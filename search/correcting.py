"""Did you mean: words that hardly any article has, as words that are spelt almost so and that many have."""

import re
import time
from collections.abc import Iterator

from search import backend
from search.analysis import tokens
from search.engines.base import Engine
from search.query.nodes import PRINTED, And, Node, Or, Prefer, Quoted, Word
from search.query.spelling import further, near

RARE = 2
"""Articles in which a slip of the pen may stand as well."""

SHORTEST, LONG = 4, 8
"""Letters of a word that can be misspelt by one letter, and by two."""

CANDIDATES = 3
"""Words that one is tried as: the most frequent."""

FURTHER = 20
"""A word two letters away must stand in so many times more articles than one that is one letter away."""


def corrections(q: str, typed: Node, engine: Engine, ends: float) -> Iterator[str]:
    """Yield the question with other words, all that may be misspelt at once: the likeliest first.

    From `ends` on (`time.monotonic`) no further word is looked at: each may cost requests to a cluster.
    """
    found = meanings([*words_of(typed)], engine, ends)
    best = {word: others[0] for word, others in found.items() if others}
    if best:
        for one in ({}, *alternatives(found)):
            if (other := replaced(q, best | one)) != q:
                yield other


def meanings(words: list[tuple[str, str | None]], engine: Engine, ends: float) -> dict[str, list[str]]:
    """Return what may have been meant by words (with their fields), of as many as there is time for."""
    found = {}
    if time.monotonic() < ends:
        for word, field, known in rare(words, engine):
            if time.monotonic() > ends:
                break
            found[word] = meant(word, field, known, engine)
    return found


def rare(words, engine) -> Iterator[tuple[str, str | None, int]]:
    """Yield words that can be misspelt and hardly any article has, with how many do; the engine is asked once."""
    analysis = backend.analysis()
    plain = {word: analysis.plain(word) for word, _ in words}
    stems = {word: analysis.stems(word) for word, of in plain.items() if len(of) >= SHORTEST and of.isalpha()}
    counts = engine.frequencies(stem for some in stems.values() for stem in some)
    for word, field in words:
        if word in stems and (known := max(counts[stem] for stem in stems[word])) <= RARE:
            yield word, field, known


def alternatives(found) -> Iterator[dict[str, str]]:
    """Yield what single words may be as well."""
    for word, others in found.items():
        for other in others[1:]:
            yield {word: other}


def replaced(q: str, instead: dict[str, str]) -> str:
    """Return the text with some words replaced; a name before a colon is none of them."""
    pattern = "|".join(map(re.escape, instead))
    return re.sub(rf"(?<!\w)(?:{pattern})(?![\w:])", lambda word: instead[word[0]], q)


def words_of(node: Node) -> Iterator[tuple[str, str | None]]:
    """Yield the words, as typed, with their fields, that an article should hold in any form."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from words_of(part)
        case Prefer(where, better):
            yield from words_of(where)
            yield from words_of(better)
        case Word(exact=False) | Quoted():
            yield from ((word, node.field) for word, _, _ in tokens(node.text))


def meant(word: str, field: str | None, known: int, engine: Engine) -> list[str]:
    """Return what may have been meant by a word that so many articles have in print, the likeliest first."""
    plain = backend.analysis().plain(word)
    close = spelt(plain, near, engine)
    if field not in (None, *PRINTED):
        known = max(known, close.get(plain, 0))
    far = spelt(plain, further, engine) if len(plain) >= LONG else {}
    worth = {other: count / FURTHER for other, count in far.items()} | close
    worth.pop(plain, None)
    likely = sorted((-count, other) for other, count in worth.items() if count > known)
    return [other for _, other in likely[:CANDIDATES]] if known <= RARE else []


def spelt(plain: str, like, engine: Engine) -> dict[str, int]:
    """Return words of the index that are spelt like one, with the articles that hold them."""
    return dict(engine.terms(plain[0], limit=CANDIDATES + 1, keep=lambda lines: like(plain, lines)))
