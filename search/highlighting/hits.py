"""Where an article's text holds what a query looks for."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import Vocabulary, located, normal
from search.highlighting.cutting import shortened
from search.highlighting.sought import Sought
from search.query.nodes import Phrase

STRETCH = 4_000
"""Longer paragraphs are looked at in stretches of so many characters, cut at spaces; no phrase is marked across."""

SCANNED, STRETCHES = 60_000, 1_000
"""Characters and stretches of a field in which marks are looked for. Ten pages of a newspaper; 20 ms at worst."""

NEAR = 4
"""Words of a text for each leaf of a query within which all of these are near each other."""

HITS = 200
"""Hits in one stretch that are looked at."""


class Hit(NamedTuple):
    """Words `first` to `last` (excluded) of a stretch, found by a leaf of the query."""

    first: int
    last: int
    leaf: int


@dataclass(slots=True)
class Stretch:
    """A paragraph, or a piece of a long one: its words, its hits in order, the leaves that these are of."""

    field: str
    paragraph: int
    text: str
    words: Sequence[re.Match]
    span: Callable[..., tuple[int, int]]
    hits: list[Hit]
    leaves: set[int]

    def length(self, first: int, last: int) -> int:
        """Give about how many characters there are from word `first` to `last` (excluded)."""
        return self.words[last - 1].end() - self.words[first].start()

    def place(self, first: int, last: int) -> tuple[int, int]:
        """Give where in the text the words `first` to `last` (excluded) start and end, in code points."""
        start, end = self.span(self.words[first])
        return (start, end) if last == first + 1 else (start, self.span(self.words[last - 1])[1])

    def whole(self, first: int, last: int) -> tuple[int, int]:
        """Give the same with a possessive at the end: where the text may be cut."""
        return self.span(self.words[first])[0], self.span(self.words[last - 1], whole=True)[1]


def stretches_with_hits(
    fields: Mapping[str, str | Iterable[str]], sought: Mapping[str, Sought], vocabulary: Vocabulary
) -> Iterator[Stretch]:
    """Give the stretches of an article's fields that hold anything that is sought there.

    Behind a stretch that shows all of it near each other nothing much better comes in the same field.
    """
    for name, texts in fields.items():
        wanted = sought[name]
        if not texts or not wanted.leaves:
            continue
        whole, paragraphs = _paragraphs(texts)
        if not (present := _present(whole, wanted, vocabulary)):
            continue
        for number, text in itertools.islice(_stretches(paragraphs), STRETCHES):
            if present.may_be_in(text) and (stretch := _stretch(name, number, text, present)):
                yield stretch
                if stretch.leaves == wanted.leaves and _near(stretch):
                    break


def places(name: str, texts: Sequence[str], sought: Sought, vocabulary: Vocabulary) -> Iterator[list[tuple[int, int]]]:
    """Give for each text of a field where all stands that is sought there: [start, end) in code points, in order.

    Nothing is too long here: whoever asks hands over what is to be read.
    """
    present = _present("\n\n".join(texts), sought, vocabulary) if sought.leaves else None
    for text in texts:
        yield [*_places(name, text, present)] if present and present.may_be_in(text) else []


def _places(name: str, text: str, present: "_Present") -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = shortened(text, STRETCH, start)
        if stretch := _stretch(name, 0, text[start:end], present):
            found = (stretch.place(hit.first, hit.last) for hit in stretch.hits)
            yield from ((start + first, start + last) for first, last in found)
        start = end


def _paragraphs(texts: str | Iterable[str]) -> tuple[str, list[str]]:
    """Give what of a field is scanned: as a whole, and its paragraphs."""
    if isinstance(texts, str):
        whole = texts[: shortened(texts, SCANNED)]
        return whole, whole.split("\n\n")
    paragraphs = [*itertools.islice(texts, STRETCHES)]
    whole = "\n\n".join(paragraphs)
    return whole[: shortened(whole, SCANNED)], paragraphs


@dataclass(slots=True)
class _Present:
    """What of all that is sought a text holds: words as written with their leaves, and phrases with their stems."""

    as_written: bool
    leaves: dict[str, list[int]]
    stems: dict[str, str]
    phrases: list[tuple[int, Phrase]]

    def may_be_in(self, text: str) -> bool:
        """Whether a part of the text holds the letters of any of these words."""
        text = text if self.as_written else normal(text)
        return any(word in text for words in (self.leaves, self.stems) for word in words)


def _present(text: str, sought: Sought, vocabulary: Vocabulary) -> _Present | None:
    """Look for what is sought in a text as a whole: most of it is not there, and the text need not be read."""
    flat = normal(text)
    vocabulary.learn(flat)
    leaves, stems = {}, {}
    for form, leaf in sought.words:
        for word in {word for word in vocabulary.written(form) if word in flat}:
            leaves.setdefault(word, []).append(leaf)
    for stem in sought.stems:
        stems |= {word: stem for word in vocabulary.written(stem) if word in flat}
    there = {*stems.values()}
    phrases = [(leaf, phrase) for leaf, phrase in sought.phrases if there.issuperset(phrase.stems)]
    return _Present(flat == text, leaves, stems if phrases else {}, phrases) if leaves or phrases else None


def _near(stretch: Stretch) -> bool:
    """Whether all leaves stand so near each other that nothing nearer is worth the search."""
    if len(stretch.leaves) == 1:
        return True
    last, least = {}, NEAR * len(stretch.leaves)
    for hit in stretch.hits:
        last[hit.leaf] = hit.first
        if len(last) == len(stretch.leaves) and hit.last - min(last.values()) <= least:
            return True
    return False


def _stretches(paragraphs: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Give each paragraph that is not empty with its number, long ones in pieces, until `SCANNED` are through."""
    room = SCANNED
    for number, paragraph in enumerate(paragraphs):
        if room <= 0:
            return
        paragraph, start = paragraph[: shortened(paragraph, room)], 0
        room -= len(paragraph)
        while len(paragraph) - start > STRETCH:
            end = shortened(paragraph, STRETCH, start)
            yield number, paragraph[start:end]
            start = end
        if start < len(paragraph):
            yield number, paragraph[start:]


def _stretch(name: str, number: int, text: str, present: _Present) -> Stretch | None:
    """Read a stretch word by word; None if nothing is there after all."""
    matches, span = located(text)
    words = [*matches]
    leaves = present.leaves
    hits = [Hit(at, at + 1, leaf) for at, word in enumerate(words) if word[0] in leaves for leaf in leaves[word[0]]]
    if present.phrases:
        hits += _phrase_hits([present.stems.get(word[0]) for word in words], present.phrases)
        hits.sort(key=lambda hit: (hit.first, -hit.last))
    hits = hits[:HITS]
    return Stretch(name, number, text, words, span, hits, {hit.leaf for hit in hits}) if hits else None


def _phrase_hits(stems: list[str | None], phrases: list[tuple[int, Phrase]]) -> Iterator[Hit]:
    for leaf, phrase in phrases:
        if {*phrase.stems}.issubset(stems):
            yield from itertools.islice(_hits_of(phrase, leaf, stems), HITS)


def _hits_of(phrase: Phrase, leaf: int, stems: list[str | None]) -> Iterator[Hit]:
    """Give where a phrase stands: whole, or word by word where others stand between."""
    sought, size = list(phrase.stems), len(phrase.stems)
    for start in (at for at, stem in enumerate(stems) if stem == sought[0]):
        if stems[start : start + size] == sought:
            yield Hit(start, start + size, leaf)
        elif phrase.slop:
            yield from (Hit(at, at + 1, leaf) for at in _loose(stems, phrase, start))


def _loose(stems: list[str | None], phrase: Phrase, start: int) -> list[int]:
    """Give the places of a phrase's words, the nearest after each other from `start`; none if too far apart."""
    end = start + len(phrase.stems) + phrase.slop
    found = [start]
    for stem in phrase.stems[1:]:
        if stem not in stems[found[-1] + 1 : end]:
            return []
        found.append(stems.index(stem, found[-1] + 1))
    return found
