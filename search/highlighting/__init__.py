"""Passages of an article with what was found marked, cut from the article's own text."""

import bisect
import html
import itertools
from collections.abc import Iterable, Mapping

from search.analysis import Analysis, places
from search.highlighting.hits import SCANNED, Stretch, stretches_with_hits
from search.highlighting.windows import LENGTH, Window, best_windows
from search.query.nodes import Node

PASSAGES = 3

_TRAILING = ".,;:!?)]}\"'’”»…%"


def passages(
    fields: Mapping[str, str | Iterable[str]], tree: Node, analysis: Analysis, language: str, *, limit: int = PASSAGES
) -> list[dict]:
    """Cut at most `limit` passages that show best what a ready tree found; the best first.

    `fields` are texts by name (headline, subtitle, by or byline, caption or captions, body) in the order in which they
    are preferred. Each passage is `{"field", "paragraph", "text", "marks", "html"}`: `paragraph` counts from 0 the
    paragraphs of a text or the texts of a list, `marks` are [start, end) in code points of `text`, `html` is escaped
    and has `<mark>` only. Where nothing is to be marked, the one passage is the beginning of the body.
    """
    found = [*stretches_with_hits(fields, tree, analysis, language, LENGTH)]
    if found:
        return [_passage(window) for window in best_windows(found, limit)]
    return _beginning(fields.get("body", ""))


def _passage(window: Window) -> dict:
    stretch, text = window.stretch, window.stretch.text
    first, last = _context(stretch, window.hits[0].first, max(hit.last for hit in window.hits))
    inside = [hit for hit in stretch.hits if first <= hit.first and hit.last <= last]
    ends = itertools.chain.from_iterable((hit.first, hit.last - 1) for hit in inside)
    spans = places(text, {first, last - 1, *ends})
    marks = [(spans[hit.first][0], spans[hit.last - 1][1]) for hit in inside]
    start = spans[first][0] if first else 0
    end = spans[last - 1][1] if last < stretch.size else len(text)
    return _cut(stretch, *_trimmed(text, start, end, marks), marks)


def _context(stretch: Stretch, first: int, last: int) -> tuple[int, int]:
    """Widen a window of words to the length of a passage: to the beginning if that is near, else to both sides."""
    if len(stretch.text) <= LENGTH:
        return 0, stretch.size
    if stretch.length(0, last) <= LENGTH:
        first = 0
    reach, room = stretch.reach, (LENGTH - stretch.length(first, last)) // 3
    first = min(first, bisect.bisect_left(reach, reach[first] - room))
    last = max(last, bisect.bisect_right(reach, reach[first] + LENGTH) - 1)
    return first, last


def _trimmed(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> tuple[int, int]:
    """Take in the punctuation behind the last word, leave blanks out; keep short what is anything but words."""
    while end < len(text) and text[end] in _TRAILING:
        end += 1
    if end - start > 2 * LENGTH:
        start = max(start, marks[0][0] - LENGTH // 3)
        end = min(end, start + LENGTH)
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


def _beginning(body: str) -> list[dict]:
    """Give the first paragraph that says something, or as much of it as a passage takes."""
    for number, paragraph in enumerate(body[:SCANNED].split("\n\n")):
        if text := paragraph.strip():
            if len(text) > LENGTH:
                text = text[: LENGTH + 1]
                text = text[: max(text.rfind(blank) for blank in " \n")] if " " in text else text[:LENGTH]
                text = f"{text.rstrip()} …"
            return [_item("body", number, text, [])]
    return []
