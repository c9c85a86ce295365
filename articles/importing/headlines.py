"""The headline of a clipping: a heading where there is one, else the line that stands in its place."""

import re

from articles import markdown
from articles.importing.blocks import HEADING, PARAGRAPH
from articles.importing.decoding import clean
from articles.importing.parts import is_head_line

LONGEST = 160
"""Characters of a first line without marks that may be the headline."""

_BOLD = re.compile(r"(\*\*|__)(?!\s)([^*_\n]{3,200}[^*_\s:])\1")
_BARE = re.compile(r"(?![\[!>|`~<]|[-+*] |\d+[.)] )[^\r\n]*[^\s.,;:…。,、|>*_]")
_WORD = re.compile(r"\w+")
_CRUMBS = re.compile(
    r"[\[*_]{0,2}\w\S* (?:[^\s>»|/]\S* ){0,2}[>»|/](?: (?:[^\s>»|/]\S* ){1,3}[>»|/])*(?: [^\s>»|/]\S*){1,3}"
)
"""`Daily Heron > News > Weather`: pieces of a word or three, which say where on a site an article stood."""


def read(clipping):
    """Take the headline. One of front matter gives way to the printed one where both begin alike."""
    given = clipping.found.values.get("headline", "")
    for rule, block, (start, end) in _candidates(clipping):
        raw = clipping.text[start:end]
        text = " ".join(markdown.inline(clean(raw)).split())
        if given and not _begin_alike(text, given):
            return
        if text:
            repairs = ("markup taken off",) if text != raw else ()
            clipping.found.text("headline", rule, raw, text, start=start, end=end, repairs=repairs)
            clipping.blocks.remove(block)
            clipping.below = block.end
            return


def _begin_alike(one, other):
    """Whether one of two headlines is the other, or its beginning."""
    one, other = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]


def _candidates(clipping):
    """Candidates, best first: (rule, block, span of the words)."""
    for block in clipping.blocks:
        if block.kind == HEADING and block.level == 1:
            yield "first heading", block, block.inner
            break
    if block := _heading_at_top(clipping):
        yield "heading above the text", block, block.inner
    first = _first_line(clipping)
    if first and (match := _BOLD.fullmatch(clipping.raw(first))):
        yield "bold first line", first, (first.start + match.start(2), first.start + match.end(2))
    if first and _is_bare(clipping, first):
        yield "short first line without a full stop", first, (first.start, first.end)


def _first_line(clipping):
    """The first paragraph, below a breadcrumb, if more stands below it; None without."""
    blocks = clipping.blocks
    if blocks and _CRUMBS.fullmatch(clipping.raw(blocks[0])) and not is_head_line(clipping, blocks[0]):
        blocks = blocks[1:]
    first, *rest = blocks or [None]
    return first if rest and first.kind == PARAGRAPH else None


def _heading_at_top(clipping):
    """The first heading of any level that has nothing above it but lines of a head, or a short one."""
    for block in clipping.blocks[:3]:
        if block.kind == HEADING:
            return block
        if block.kind != PARAGRAPH or not (_is_bare(clipping, block) or is_head_line(clipping, block)):
            return None
    return None


def _is_bare(clipping, block):
    """Whether a paragraph is one short line without a full stop, and neither byline nor date."""
    return (
        block.end - block.start <= LONGEST
        and bool(_BARE.fullmatch(clipping.text, block.start, block.end))
        and not is_head_line(clipping, block)
    )
