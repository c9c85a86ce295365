"""Byline and date of a clipping: lines of their own, nearly always above the body."""

import re
from dataclasses import dataclass, replace

from articles.importing.blocks import PARAGRAPH, lines, without
from articles.importing.bylines import is_byline
from articles.importing.dates import Dated, read_date

LONGEST, LONGEST_DATE = 200, 120
"""Characters of a line that may hold a byline and a date, and of one that begins with something else than `By`."""

_PARTED = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+|,\s+|\s{2,}|\s+(?=(?:updated|published|posted|by)\b)", re.IGNORECASE)


_YEAR = re.compile(r"\d{4}|\d[/.-]\d")
_BY = re.compile(r"\W*(?:\w+ )?(?:by|byline|authors?)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A byline, or a date, in one line of a clipping. `sure` ones count wherever they stand."""

    start: int
    end: int
    dated: Dated | None = None
    sure: bool = True
    block: int = 0


def read(clipping):
    """Take the byline and the date; those that are not used, such as `Updated:`, go with them."""
    candidates = _candidates(clipping)
    bylines = [part for part in candidates if part.dated is None][:1]
    dates = _dates(candidates)
    for part in bylines:
        raw = clipping.text[part.start : part.end]
        clipping.found.byline("line that begins with By", raw, start=part.start, end=part.end)
    for place, part in enumerate(dates):
        raw, span = clipping.text[part.start : part.end], {"start": part.start, "end": part.end}
        if place == 0:
            clipping.found.date("date line", raw, part.dated, **span)
        else:
            value = part.dated.at.isoformat() if part.dated.at else ""
            clipping.found.note("date", f"{part.dated.label or 'date'}, not used", raw, value, **span)
    _take(clipping, [*bylines, *dates])


def is_head_line(clipping, block):
    """Whether a block begins with a byline or a date."""
    spans = lines(clipping.text, block) if block.kind == PARAGRAPH else []
    return bool(spans and _parts(clipping, spans[0]))


def _candidates(clipping):
    """Every byline and date that stands on lines of its own, in order."""
    heads = [_leading_parts(clipping, block) for block in clipping.blocks]
    prose = [number for number, block in enumerate(clipping.blocks) if _is_prose(clipping, block, heads[number][1])]
    first, last = (prose[0], prose[-1]) if prose else (len(heads), -1)
    return [
        replace(part, block=number, sure=not first < number < last)
        for number, (parts, whole) in enumerate(heads)
        for part in parts
        if not first < number < last or (whole and part.sure)
    ]


def _leading_parts(clipping, block):
    """The parts in the first lines of a paragraph, and whether it holds nothing else."""
    if block.kind != PARAGRAPH:
        return [], False
    parts = []
    for span in lines(clipping.text, block):
        if not (here := _parts(clipping, span)):
            return parts, False
        parts += here
    return parts, True


def _is_prose(clipping, block, whole_head):
    """Whether a block is running text: neither byline nor date, nor a picture, nor perhaps a caption."""
    if block.kind != PARAGRAPH or whole_head:
        return False
    return not (
        clipping.text.startswith(("![", "[!["), block.start)
        or clipping.text.endswith(("**", "__"), block.start, block.end)
    )


def _parts(clipping, span):
    """Byline, date or both in one line; nothing if any of it is something else."""
    start, end = span
    if end - start > LONGEST:
        return []
    line = clipping.text[start:end]
    if not (_BY.match(line) or (end - start <= LONGEST_DATE and _YEAR.search(line))):
        return []
    if whole := _part(clipping, line, start):
        return [whole]
    for match in _PARTED.finditer(line):
        left = _part(clipping, line[: match.start()], start)
        right = left and _part(clipping, line[match.end() :], start + match.end())
        if right and (left.dated or right.dated):
            return [left, right]
    return []


def _part(clipping, text, start):
    """A byline or a date, or None. A bare year or month is one only at the edge of the clipping."""
    end = start + len(text)
    if is_byline(text):
        return Part(start=start, end=end)
    if not _YEAR.search(text):
        return None
    options = clipping.found.options
    dated = read_date(text, order=options.dates, now=options.now)
    if dated is None:
        return None
    return Part(start=start, end=end, dated=dated, sure=bool(dated.label) or dated.precision in {"day", "minute"})


def _dates(candidates):
    """The date of the article first, then those that only go with it.

    What is labelled as published counts before what is not, that before `Updated:`; a date in the middle of
    the text, without label, only if it is the only one there.
    """
    dates = [part for part in candidates if part.dated is not None]
    middle = [part for part in dates if not part.sure and not part.dated.label]
    dates = [part for part in dates if part not in middle]
    if not dates:
        return middle if len(middle) == 1 else []
    return sorted(dates, key=_rank)


def _rank(part):
    label = part.dated.label
    if re.search(r"updated|modified", label):
        return 2
    return 0 if label else 1


def _take(clipping, parts):
    """Take the lines of these parts out of their blocks."""
    spans = {}
    for part in sorted(parts, key=lambda one: one.start):
        spans.setdefault(part.block, []).append((part.start, part.end))
    kept = []
    for number, block in enumerate(clipping.blocks):
        left = without(clipping.text, block, spans[number]) if number in spans else [block]
        kept += [one for one in left if re.search(r"\w", clipping.raw(one)) or number not in spans]
    clipping.blocks = kept
