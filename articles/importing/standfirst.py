"""The standfirst of a clipping: the sentence under the headline that sums the article up, kept as its subtitle."""

import re

from articles import markdown
from articles.importing.blocks import CODE, HEADING
from articles.importing.decoding import clean

LONGEST, LEAST = 400, 4
"""Characters that a standfirst has at most, words that it has at least: with fewer it may be a section or a name."""

_IN_ITALICS = re.compile(r"(\*|_)(?![\s*_])[^*_]+(?<!\s)\1")
_IN_BOLD = re.compile(r"(\*\*|__)(?![\s*_])[^*_]+(?<!\s)\1")
_CREDIT = re.compile(r"\b(?:photo(?:graph)?|image|picture|illustration|credit|foto)\b[^:]{0,20}:|©", re.IGNORECASE)
_NOTE = re.compile(
    r"\W*(?:editor['’]?s?(?: note)?|notes?|correction|clarification|update|warning|disclaimer|first published|"
    r"originally|this (?:article|story|report|post|piece))\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"!?\[|[>|]|[-+*] |\d+[.)] |.*(?:\*\*|__)\s*$| *[A-Z][A-Z .,'-]+(?:\([^)]*\) ?)?[–—-] |.* [>»|] ", re.DOTALL
)
"""Pictures and links, quotes and lists, captions with their credit, text that begins with its place, breadcrumbs."""


def find(clipping, heads, prose):
    """Return the place of the block that is the standfirst, or None.

    `heads` holds for each block the parts of byline and date that it begins with, and whether it is nothing else;
    `prose` the places of running text.
    """
    place = _below_headline(clipping)
    if place is None or heads[place][0] or not any(number > place for number in prose):
        return None
    block = clipping.blocks[place]
    raw = clipping.raw(block)
    if block.kind == CODE or len(raw) > LONGEST or _CREDIT.search(raw) or _NOTE.match(raw):
        return None
    if clipping.found.values.get("subtitle") not in (None, _said(clipping, block)[2]):
        return None
    if _IN_ITALICS.fullmatch(raw):
        return place
    if min(len(line.split()) for line in (raw, *raw.splitlines()[:-1])) < LEAST or (
        _OTHER.match(raw) and not _IN_BOLD.fullmatch(raw)
    ):
        return None
    return place if _is_above_head(heads, place, prose) else None


def _below_headline(clipping):
    """The place of the block right under the headline."""
    places = (place for place, block in enumerate(clipping.blocks) if block.start >= clipping.below)
    return next(places, None) if "headline" in clipping.found.values else None


def _is_above_head(heads, place, prose):
    """Whether byline or date come next. Days between the paragraphs of a chronicle belong to these."""
    parts, whole = heads[place + 1]
    days = sum(one.dated is not None for number in range(place + 1, prose[-1]) for one in heads[number][0])
    return bool(parts) and whole and (parts[0].dated is None or days == 1)


def take(clipping, place):
    """Take this block as the subtitle."""
    start, end, words = _said(clipping, clipping.blocks.pop(place))
    clipping.found.text("subtitle", "under the headline", clipping.text[start:end], words, start=start, end=end)


def _said(clipping, block):
    """The span of a block's words, and these without marks."""
    start, end = block.inner if block.kind == HEADING else (block.start, block.end)
    return start, end, " ".join(markdown.inline(clean(clipping.text[start:end])).split())
