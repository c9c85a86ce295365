"""Where an article's text holds what a query looks for."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Sought:
    """What marks one field of a text in one language: leaves by their stem or plain word, phrases with theirs."""

    forms: Callable[[str], tuple[str, str]]
    stems: dict[str, int] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)
    phrases: list[tuple[int, Phrase]] = field(default_factory=list)
    leaves: set[int] = field(default_factory=set)


class Hit(NamedTuple):
    """Words `first` to `last` (excluded) of a stretch, found by a leaf of the query."""

    first: int
    last: int
    leaf: int


@dataclass
class Stretch:
    """A paragraph, or a piece of a long one: its words as written, its hits in order, the leaves that these are of."""

    field: str
    paragraph: int
    text: str
    words: list[str]
    hits: list[Hit]
    leaves: set[int]

    @functools.cached_property
    def reach(self) -> list[int]:
        """About how many characters the first n words take up with what stands between them, for each n."""
        return [*itertools.accumulate([len(word) + 1 for word in self.words], initial=0)]

    def length(self, first: int, last: int) -> int:
        """Give about how many characters the words `first` to `last` (excluded) take up."""
        return self.reach[last] - self.reach[first]

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.words)


def stretches_with_hits(
    fields: Mapping[str, str | Iterable[str]], tree: Node, analysis: Analysis, language: str, length: int
) -> Iterator[Stretch]:
    """Give the stretches of an article's fields that hold anything of a ready tree.

    Behind a stretch that shows all of it within `length` characters nothing better comes in the same field.
    """
    sought = _sought(tree, analysis, language)
    for name, texts in fields.items():
        wanted = sought[QUERY_FIELDS.get(name, name)]
        for paragraph, text in itertools.islice(_stretches(texts), STRETCHES) if texts and wanted.leaves else ():
            written = words(text)
            if hits := _hits(written, wanted):
                yield (stretch := Stretch(name, paragraph, text, written, hits, {hit.leaf for hit in hits}))
                if stretch.leaves == wanted.leaves and _near(stretch, length):
                    break


def _near(stretch: Stretch, length: int) -> bool:
    if len(stretch.leaves) == 1 or len(stretch.text) <= length:
        return True
    return stretch.length(stretch.hits[0].first, stretch.hits[-1].last) <= length


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
    leaves = sought.stems
    hits = [Hit(at, at + 1, leaves[stem]) for at, (stem, _) in enumerate(map(sought.forms, written)) if stem in leaves]
    if sought.plain or sought.phrases:
        hits += _other_hits([*map(sought.forms, written)], sought)
        hits.sort(key=lambda hit: (hit.first, -hit.last))
    return hits[:HITS]


def _other_hits(forms: list[tuple[str, str]], sought: _Sought) -> Iterator[Hit]:
    """Give the hits of plain words and of phrases."""
    for at, (_, plain) in enumerate(forms) if sought.plain else ():
        if plain in sought.plain:
            yield Hit(at, at + 1, sought.plain[plain])
    stems = [stem for stem, _ in forms]
    for number, phrase in sought.phrases:
        yield from itertools.islice(_phrase_hits(stems, phrase, number), HITS)


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
    written_in = f"{analysis.language(language)}:"
    for number, leaf in enumerate(_leaves(tree)):
        for name in PRINTED if leaf.field is None else {leaf.field} & set(PRINTED):
            match leaf:
                case Stem(text) if text.startswith(written_in):
                    sought[name].stems[text] = number
                case Plain(plain):
                    sought[name].plain.update(dict.fromkeys(plain, number))
                case Phrase(stems) if stems[0].startswith(written_in):
                    sought[name].phrases.append((number, leaf))
    for one in sought.values():
        one.leaves = {*one.stems.values(), *one.plain.values(), *(number for number, _ in one.phrases)}
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
