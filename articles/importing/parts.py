"""What one line at the head of a clipping says: byline, date, the name of the paper."""

import re
from dataclasses import dataclass, replace

from articles.importing import bylines
from articles.importing.blocks import PARAGRAPH, lines
from articles.importing.dates import Dated, read_date

LONGEST, LONGEST_DATE = 200, 120
"""Characters of a line that may hold a byline and a date, and of one that begins with something else than `By`."""

_PARTED = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+|,\s+|\s{2,}|\s+(?=(?:updated|published|posted|by)\b)", re.IGNORECASE)
_CUT = re.compile(r"\s*[|·•]\s*|\s+[–—/-]\s+|\s{2,}")
_SIGN = re.compile(r"[|·•]")
_COMMA = re.compile(r",\s+")
MOST_PIECES = 4
"""Pieces that a line is cut into, and blocks and lines that a head has."""

_YEAR = re.compile(r"\d{4}|\d[/.-]\d\d?[/.-]\d")
SENTENCE_END, _SHORTENED = frozenset('.!?:;"”»'), ("m.", "M.", "г.")
"""What no date ends with, and `2:30 p.m.`, which does."""
BY = re.compile(r"[\W_]*(?:\w+ )?(?:by|byline|authors?)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A byline, a date or the name of a paper, in one line of a clipping.

    `sure` ones count wherever they stand, others above the text or below it. Beside one that is not `alone` other
    words stand in the line, and stay.
    """

    start: int
    end: int
    dated: Dated | None = None
    paper: bool = False
    sure: bool = True
    alone: bool = True
    block: int = 0


def is_head_line(clipping, block):
    """Whether a block begins with a byline or a date."""
    spans = lines(clipping.text, block) if block.kind == PARAGRAPH else []
    return bool(spans and parts_of(clipping, spans[0]))


def parts_of(clipping, span):
    """Byline, date or both in one line; nothing if any of it is something else."""
    start, end = span
    if end - start > LONGEST:
        return []
    line = clipping.text[start:end]
    is_sentence = line[-1] in SENTENCE_END and not line.endswith(_SHORTENED)
    if is_sentence and not BY.match(line):
        return []
    is_dated = end - start <= LONGEST_DATE and _YEAR.search(line)
    if whole := _part(clipping, line, start):
        return [whole]
    if not is_dated:
        return []
    for match in _PARTED.finditer(line):
        left = _part(clipping, line[: match.start()], start)
        right = left and _part(clipping, line[match.end() :], start + match.end())
        if right and (left.dated or right.dated):
            return [left, right]
    return _among_words(clipping, line, start)


def _part(clipping, text, start):
    """A byline or a date, or None. A bare year or month is one only at the edge of the clipping."""
    end = start + len(text)
    if bylines.is_byline(text):
        return Part(start=start, end=end)
    if not _YEAR.search(text):
        return Part(start=start, end=end, sure=False) if bylines.is_perhaps_byline(text) else None
    options = clipping.found.options
    dated = read_date(text.replace("*", ""), order=options.dates, now=options.now)
    if dated is None:
        return None
    return Part(start=start, end=end, dated=dated, sure=bool(dated.label) or dated.precision in {"day", "minute"})


def _among_words(clipping, line, start):
    """A date, and perhaps more, in a line with a few other words: `The Guardian, Tuesday 5 May 2020`."""
    found, left = [], _pieces(line)
    while left:
        part, count = _longest_part(clipping, line, start, left)
        begin, end = left[0]
        if part:
            found.append(replace(part, sure=False, alone=False))
        elif not _is_label(line[begin:end], in_small=bool(_SIGN.search(line))):
            return []
        elif bylines.is_paper(line[begin:end]):
            found.append(Part(start=start + begin, end=start + end, paper=True, sure=False, alone=False))
        left = left[count:]
    is_dated = any(one.dated and one.dated.precision in {"day", "minute"} for one in found)
    return found if is_dated else []


def _pieces(line):
    """Spans of the pieces that signs part a line into, or its first comma; none where there are too many."""
    cuts = [match.span() for match in _CUT.finditer(line)] or [match.span() for match in _COMMA.finditer(line)][:1]
    edges = [0, *(edge for cut in cuts for edge in cut), len(line)]
    return list(zip(edges[::2], edges[1::2], strict=True)) if 0 < len(cuts) < MOST_PIECES else []


def _longest_part(clipping, line, start, pieces):
    """A byline or date out of as many of the first pieces as make one, and how many these are; (None, 1) without."""
    begin = pieces[0][0]
    for count in range(len(pieces), 0, -1):
        if part := _part(clipping, line[begin : pieces[count - 1][1]], start + begin):
            return part, count
    return None, 1


def _is_label(words, *, in_small):
    """Whether a few words are no part of a sentence: a place, a section, a site; behind a sign in small letters too."""
    small = (word for word in words.strip(" *_").split() if word[0].islower())
    is_short = len(words.split()) <= 5 and words[-1:] not in SENTENCE_END
    return is_short and (in_small or not any(len(word) > 3 for word in small))
