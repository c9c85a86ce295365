"""Passages of an article with what was found marked, cut from the article's own text."""

import html
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from re import Match

from search.analysis import Analysis
from search.highlighting.cutting import boundary, shortened, with_punctuation
from search.highlighting.hits import SCANNED, Stretch, places, stretches_with_hits
from search.highlighting.rarity import rarities
from search.highlighting.sought import Sought, sought
from search.highlighting.windows import LENGTH, Window, best_windows
from search.query.nodes import Node

__all__ = ["LENGTH", "PASSAGES", "SCANNED", "Highlighter", "rarities"]

PASSAGES = 3


class Highlighter:
    """Cuts passages of articles that a query found, whatever their languages."""

    def __init__(self, tree: Node, analysis: Analysis, rarity: Mapping[int, float] | None = None):
        """Take the ready tree that found them, and its `rarities` in the archive where these are known."""
        self._tree = tree
        self._analysis = analysis
        self._rarity = rarity or {}
        self._sought: dict[str, dict[str, Sought]] = {}

    def passages(
        self, fields: Mapping[str, str | Iterable[str]], language: str, *, limit: int = PASSAGES
    ) -> list[dict]:
        """Cut at most `limit` passages that show best what was found in an article; the best first.

        `fields` are texts by name (headline, subtitle, by or byline, caption or captions, body) in the order in which
        they are preferred. Each passage is `{"field", "paragraph", "text", "marks", "html"}`: `paragraph` counts from
        0 the paragraphs of a text or the texts of a list, `marks` are [start, end) in code points of `text`, `html` is
        escaped and has `<mark>` only. Where nothing is to be marked, the one passage is the beginning of the body.
        """
        wanted, vocabulary = self._marks(language), self._analysis.vocabulary(language)
        if found := [*stretches_with_hits(fields, wanted, vocabulary)]:
            return [_passage(window) for window in best_windows(found, self._rarity, limit)]
        return beginning(fields.get("body", ""))

    def marks(self, field: str, texts: Sequence[str], language: str) -> list[list[list[int]]]:
        """Return for each of these texts of a field all that is to be marked: [start, end) in code points.

        Unlike passages, which show the best, these are all; marks do not overlap.
        """
        vocabulary = self._analysis.vocabulary(language)
        return [_merged(found) for found in places(field, texts, self._marks(language)[field], vocabulary)]

    def _marks(self, language: str) -> dict[str, Sought]:
        if language not in self._sought:
            self._sought[language] = sought(self._tree, self._analysis.language(language))
        return self._sought[language]


def _passage(window: Window) -> dict:
    stretch, text = window.stretch, window.stretch.text
    if len(text) <= LENGTH:
        start, end, inside = 0, len(text), stretch.hits
    else:
        first, last = _context(stretch, window.hits[0].first, max([hit.last for hit in window.hits]))
        start, end = stretch.whole(first, last)
        start, end = start if first else 0, end if last < len(stretch.words) else len(text)
        inside = [hit for hit in stretch.hits if first <= hit.first and hit.last <= last]
    marks = [stretch.place(hit.first, hit.last) for hit in inside]
    return _cut(stretch, *_trimmed(text, start, end, marks), marks)


def _context(stretch: Stretch, first: int, last: int) -> tuple[int, int]:
    """Widen a window of words to the length of a passage: to the beginning if that is near, else to both sides."""
    words = stretch.words
    if words[last - 1].end() <= LENGTH:
        first = 0
    room = (LENGTH - stretch.length(first, last)) // 3
    first = min(first, bisect_left(words, words[first].start() - room, key=Match.start))
    return first, max(last, bisect_right(words, words[first].start() + LENGTH, key=Match.end))


def _trimmed(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> tuple[int, int]:
    """Take in the punctuation behind the last word, leave blanks out; keep short what is anything but words."""
    end = with_punctuation(text, end)
    if end - start > 2 * LENGTH:
        start = boundary(text, max(start, marks[0][0] - LENGTH // 3))
        end = boundary(text, min(end, start + LENGTH))
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _cut(stretch: Stretch, start: int, end: int, marks: Iterable[tuple[int, int]]) -> dict:
    lead = "… " if stretch.text[:start].strip() else ""
    tail = " …" if stretch.text[end:].strip() else ""
    shift = len(lead) - start
    inside = _merged((first + shift, min(last, end) + shift) for first, last in marks if first < end)
    return _item(stretch.field, stretch.paragraph, f"{lead}{stretch.text[start:end]}{tail}", inside)


def _merged(marks: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Join marks that overlap: a word within a phrase is not marked twice."""
    merged: list[list[int]] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return merged


def _item(name: str, paragraph: int, text: str, marks: list[list[int]]) -> dict:
    edges = [0, *itertools.chain.from_iterable(marks), len(text)]
    parts = [html.escape(text[start:end]) for start, end in itertools.pairwise(edges)]
    marked = "".join(f"<mark>{part}</mark>" if number % 2 else part for number, part in enumerate(parts))
    return {"field": name, "paragraph": paragraph, "text": text, "marks": marks, "html": marked}


def beginning(body: str) -> list[dict]:
    """Give the first paragraph that says something, or as much of it as a passage takes, as passages: one or none."""
    for number, paragraph in enumerate(body[: shortened(body, SCANNED)].split("\n\n")):
        if text := paragraph.strip():
            if len(text) > LENGTH:
                text = f"{text[: shortened(text, LENGTH + 1)].rstrip()} …"
            return [_item("body", number, text, [])]
    return []
