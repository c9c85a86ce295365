"""Where an article's text holds what a query looks for."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import Analysis, words
from search.query.nodes import PRINTED, And, Node, Or, Phrase, Plain, Prefer, Stem

STRETCH = 4_000
"""Longer paragraphs are looked at in stretches of so many characters, cut at spaces; no phrase is marked across."""

SCANNED, STRETCHES = 60_000, 1_000
"""Characters and stretches of a field in which marks are looked for. Ten pages of a newspaper; 20 ms at worst."""

HITS = 200
"""Hits in one stretch that are looked at."""

QUERY_FIELDS = {"byline": "by", "captions": "caption"}
"""Names of an answer that queries call otherwise."""


class _Sought(dict):
    """What marks one field: {word as written: numbers of the leaves that find it}, made as words are met.

    `stems` and `plain` have a leaf's number by its stem or plain word, `phrases` are with theirs.
    """

    def __init__(self, forms: Callable[[str], tuple[str, str]]):
        self.forms = forms
        self.stems: dict[str, int] = {}
        self.plain: dict[str, int] = {}
        self.phrases: list[tuple[int, Phrase]] = []

    def __missing__(self, word: str) -> tuple[int, ...]:
        stem, plain = self.forms(word)
        found = (self.stems.get(stem), self.plain.get(plain))
        self[word] = leaves = tuple(leaf for leaf in found if leaf is not None)
        return leaves

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for in this field."""
        return not (self.stems or self.plain or self.phrases)


class Hit(NamedTuple):
    """Words `first` to `last` (excluded) of a stretch, found by a leaf of the query."""

    first: int
    last: int
    leaf: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph, or a piece of a long one, with its hits in order.

    `ends[n]` is the length of the first n words together.
    """

    field: str
    paragraph: int
    text: str
    hits: list[Hit]
    ends: list[int]

    def reach(self, number: int) -> int:
        """Give about how many characters the first words take up with what stands between them."""
        return self.ends[number] + number

    def length(self, first: int, last: int) -> int:
        """Give about how many characters the words `first` to `last` (excluded) take up."""
        return self.reach(last) - self.reach(first)

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.ends) - 1


def stretches_with_hits(
    fields: Mapping[str, str | Iterable[str]], tree: Node, analysis: Analysis, language: str
) -> Iterator[Stretch]:
    """Give all stretches of an article's fields that hold anything of a ready tree."""
    sought = _sought(tree, analysis, language)
    for name, texts in fields.items():
        wanted = sought[QUERY_FIELDS.get(name, name)]
        if wanted.empty:
            continue
        for paragraph, text in itertools.islice(_stretches(texts), STRETCHES):
            written = words(text)
            if hits := _hits(written, wanted):
                ends = list(itertools.accumulate(map(len, written), initial=0))
                yield Stretch(name, paragraph, text, hits, ends)


def _stretches(texts: str | Iterable[str]) -> Iterator[tuple[int, str]]:
    """Give each paragraph that is not empty with its number, long ones in pieces, until `SCANNED` are through."""
    room = SCANNED
    for number, paragraph in enumerate(texts[:SCANNED].split("\n\n") if isinstance(texts, str) else texts):
        paragraph, start = paragraph[:room], 0
        room -= len(paragraph)
        while len(paragraph) - start > STRETCH:
            end = max(paragraph.rfind(blank, start, start + STRETCH) for blank in " \n") + 1
            end = end if end > start else start + STRETCH
            yield number, paragraph[start:end]
            start = end
        if start < len(paragraph):
            yield number, paragraph[start:]


def _hits(written: list[str], sought: _Sought) -> list[Hit]:
    """Give in order the hits among the words of a stretch."""
    found = enumerate(map(sought.__getitem__, written))
    hits = [Hit(at, at + 1, leaf) for at, leaves in found if leaves for leaf in leaves]
    if sought.phrases:
        stems = [stem for stem, _ in map(sought.forms, written)]
        for number, phrase in sought.phrases:
            hits += itertools.islice(_phrase_hits(stems, phrase, number), HITS)
        hits.sort(key=lambda hit: (hit.first, -hit.last))
    return hits[:HITS]


def _phrase_hits(stems: list[str], phrase: Phrase, number: int) -> Iterator[Hit]:
    """Give where a phrase stands: whole, or word by word where others stand between."""
    if not set(phrase.stems) <= set(stems):
        return
    sought, size = list(phrase.stems), len(phrase.stems)
    for start in (at for at, stem in enumerate(stems) if stem == sought[0]):
        if stems[start : start + size] == sought:
            yield Hit(start, start + size, number)
        elif phrase.slop:
            yield from (Hit(at, at + 1, number) for at in _loose(stems, phrase, start))


def _loose(stems: list[str], phrase: Phrase, start: int) -> list[int]:
    """Give the places of a phrase's words, the nearest after each other from `start`; none if too far apart."""
    end = start + len(phrase.stems) + phrase.slop
    found = [start]
    for stem in phrase.stems[1:]:
        if stem not in stems[found[-1] + 1 : end]:
            return []
        found.append(stems.index(stem, found[-1] + 1))
    return found


@functools.lru_cache(maxsize=64)
def _sought(tree: Node, analysis: Analysis, language: str) -> dict[str, _Sought]:
    """Give what marks each field. Nothing within a NOT marks anything."""
    sought = {name: _Sought(analysis.forms(language)) for name in PRINTED}
    for number, leaf in enumerate(_leaves(tree)):
        for name in PRINTED if leaf.field is None else {leaf.field} & set(PRINTED):
            match leaf:
                case Stem(text):
                    sought[name].stems[text] = number
                case Plain(plain):
                    sought[name].plain.update(dict.fromkeys(plain, number))
                case Phrase():
                    sought[name].phrases.append((number, leaf))
    return sought


def _leaves(node: Node) -> Iterator[Stem | Plain | Phrase]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Prefer(where, better):
            yield from _leaves(where)
            yield from _leaves(better)
        case Stem() | Plain() | Phrase():
            yield node
