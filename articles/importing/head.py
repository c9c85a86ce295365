"""Byline and date of a clipping: lines of their own, nearly always above the body."""

import re
from dataclasses import replace

from articles import addresses
from articles.importing import bylines, standfirst
from articles.importing.blocks import PARAGRAPH, lines, without
from articles.importing.calendars import UPDATED
from articles.importing.decoding import clean
from articles.importing.parts import BY, LONGEST, MOST_PIECES, SENTENCE_END, parts_of
from articles.importing.sources import spells

_AROUND_CUT = re.compile(r"[ \t|·•–—/,-]*")
MOST_LINES = 12
"""Lines of byline and date that one block may begin with."""

LONGEST_LABEL = 50
"""Characters of a paragraph that may be no sentence."""

_UPDATED = re.compile(UPDATED, re.IGNORECASE)


def read(clipping):
    """Take standfirst, byline and date; dates that are not used, such as `Updated:`, go with them."""
    candidates = _candidates(clipping)
    byline = [part for part in candidates if part.dated is None and not part.paper][:1]
    dates = _dates(candidates, "published_at" in clipping.found.values)
    papers = [part for part in candidates if part.paper and part.block in {one.block for one in dates if not one.alone}]
    for part in byline:
        _take_byline(clipping, part)
    for part in papers[:1]:
        _take_paper(clipping, part)
    for part in dates:
        _take_date(clipping, part)
    _take_out(clipping, [*byline, *dates, *papers[:1]])


# --- where they stand ---------------------------------------------------------------------------


def part_lines(clipping):
    """Part what stands above a byline or a date in one block with them: headline, standfirst."""
    for number, block in enumerate(clipping.blocks[:MOST_PIECES]):
        spans = lines(clipping.text, block) if block.kind == PARAGRAPH else []
        place = _first_head_line(clipping, spans[:MOST_PIECES]) if len(spans) > 1 else 0
        if place:
            edges = [0, 1, place] if number == 0 and place > 1 else [0, place]
            ends = [*(spans[edge - 1][1] for edge in edges[1:]), block.end]
            pieces = zip((spans[edge][0] for edge in edges), ends, strict=True)
            clipping.blocks[number : number + 1] = [replace(block, start=start, end=end) for start, end in pieces]
            return


def _first_head_line(clipping, spans):
    """The place of the first line that is byline or date as a whole; 0 where that is the first, or none is."""
    heads = (place for place, span in enumerate(spans) if (parts := parts_of(clipping, span)) and parts[0].alone)
    return next(heads, 0)


def _candidates(clipping):
    """Every byline and date that stands on lines of its own, in order; the standfirst above them is taken first."""
    heads = [_leading_parts(clipping, block) for block in clipping.blocks]
    prose = [number for number, block in enumerate(clipping.blocks) if _is_prose(clipping, block, heads[number][1])]
    place = standfirst.find(clipping, heads, prose)
    if place is not None:
        standfirst.take(clipping, place)
        heads.pop(place)
        prose = [number - (number > place) for number in prose if number != place]
    first, last = (prose[0], prose[-1]) if prose else (len(heads), -1)
    heads = _without_chronicle(heads)
    return [
        replace(part, block=number, sure=not first < number < last)
        for number, (parts, whole) in enumerate(heads)
        for part in parts
        if not first < number < last or (whole and part.sure)
    ]


def _without_chronicle(heads):
    """Leave out dates among other words where there are several: `London, 5 May` and `Paris, 6 May` part a text."""
    loose = [number for number, (found, _) in enumerate(heads) if any(not part.alone for part in found)]
    return [([], False) if len(loose) > 1 and number in loose else one for number, one in enumerate(heads)]


def _leading_parts(clipping, block):
    """The parts in the first lines of a paragraph, and whether it holds nothing else."""
    if block.kind != PARAGRAPH:
        return [], False
    text, start, end = clipping.text, block.start, block.end
    beyond = start + LONGEST
    if end > beyond and text.find("\n", start, beyond) < 0 and text.find("\r", start, beyond) < 0:
        return [], False
    parts = []
    for place, span in enumerate(lines(text, block)):
        if place == MOST_LINES or not (here := parts_of(clipping, span)):
            return parts, False
        parts += here
    return parts, True


def _is_prose(clipping, block, whole_head):
    """Whether a block is running text: neither byline nor date, nor a picture, nor a few words such as a section."""
    if block.kind != PARAGRAPH or whole_head:
        return False
    text, start, end = clipping.text, block.start, block.end
    if end - start <= LONGEST_LABEL and text[end - 1] not in SENTENCE_END:
        return False
    return not (text.startswith(("![", "[!["), start) or text.endswith(("**", "__"), start, end))


# --- which count --------------------------------------------------------------------------------


def _dates(candidates, known):
    """The date of the article first, then those that only go with it.

    What is labelled as published counts before what is not, that before `Updated:`; a date in the middle of
    the text, without label, only if it is the only one there; one among other words only if there is no better
    one, and not two of them.
    """
    dates = [part for part in candidates if part.dated is not None]
    middle = [part for part in dates if not part.sure and not part.dated.label]
    dates = sorted((part for part in dates if part not in middle), key=_rank)
    if not dates and not known:
        return middle if len(middle) == 1 else []
    return [part for place, part in enumerate(dates) if part.alone or (place == 0 and not known)]


def _rank(part):
    if _UPDATED.search(part.dated.label):
        return 3
    return 0 if part.dated.label else 1 if part.alone else 2


# --- and are taken ------------------------------------------------------------------------------


def _take_byline(clipping, part):
    """Take a byline as it is printed, before one that front matter gives."""
    found, raw = clipping.found, clipping.text[part.start : part.end]
    read = bylines.read_line(clean(raw))
    if read.authors:
        found.values.pop("authors", None)
    found.byline(
        "line that begins with By" if BY.match(raw) else "line of names", raw, read, start=part.start, end=part.end
    )
    if read.paper:
        _name_source(clipping, "paper named in the byline", raw, read.paper, part)


def _take_paper(clipping, part):
    raw = clipping.text[part.start : part.end]
    _name_source(clipping, "paper named beside the date", raw, raw.strip(" *_"), part)


def _name_source(clipping, rule, raw, name, part):
    """Take the name of a paper as the source, unless the address of the article says more."""
    values, span = clipping.found.values, {"start": part.start, "end": part.end}
    domain = addresses.domain_of(values.get("source_url", ""))
    if "source_name" in values or (domain and not spells(name, domain)):
        clipping.found.note("source", f"{rule}, not used", raw, name, **span)
    else:
        clipping.found.name("source_name", rule, raw, name, **span)


def _take_date(clipping, part):
    """Take the first date; those behind it are evidence only."""
    raw, span = clipping.text[part.start : part.end], {"start": part.start, "end": part.end}
    values, doubted = clipping.found.values, clipping.found.doubted
    if "published_at" not in values and "published_at" not in doubted:
        clipping.found.date("date line", raw, part.dated, **span)
    else:
        value = part.dated.at.isoformat() if part.dated.at else ""
        clipping.found.note("date", f"{part.dated.label or 'date'}, not used", raw, value, **span)


def _take_out(clipping, parts):
    """Take the lines of these parts out of their blocks, and the signs that part them from other words."""
    spans = {}
    for part in sorted(parts, key=lambda one: one.start):
        spans.setdefault(part.block, []).append(_cut(clipping.text, part))
    kept = []
    for number, block in enumerate(clipping.blocks):
        left = without(clipping.text, block, spans[number]) if number in spans else [block]
        kept += [one for one in left if number not in spans or re.search(r"\w", clipping.raw(one))]
    clipping.blocks = kept


def _cut(text, part):
    if part.alone:
        return part.start, part.end
    before = len(_AROUND_CUT.match(text[max(part.start - 20, 0) : part.start][::-1])[0])
    return part.start - before, _AROUND_CUT.match(text, part.end).end()
