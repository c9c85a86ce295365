"""Reads Markdown clippings: what a browser extension or a copied page leaves of an article.

The shape: `# headline`, a line `By …`, a date, perhaps a picture and its caption with a bold credit, paragraphs,
`**Related article:**` lines anywhere, and `Original url:` with an address at the end. Any part may be
missing or stand elsewhere; what is none of these is the body.
"""

import re
from dataclasses import dataclass

from articles import markdown
from articles.importing import head, links, pictures
from articles.importing.blocks import HEADING, PARAGRAPH, Block, blocks, trimmed
from articles.importing.decoding import NotText, clean, decode
from articles.importing.draft import Rejected
from articles.importing.findings import Findings, finish

IMPORTER = "markdown/1"
MEDIA_TYPE = "text/markdown"
LARGEST = 10 << 20
"""Bytes that a clipping may have; the longest articles have a tenth of a megabyte."""


@dataclass(kw_only=True, slots=True)
class Clipping:
    """A text that is being read: what of it is not taken yet, and what was found."""

    text: str
    blocks: list[Block]
    found: Findings

    def raw(self, block):
        """The text of a block as it stands."""
        return self.text[block.start : block.end]


def read(record, options):
    """Return the `Draft` of one clipping, or `Rejected`."""
    if len(record.data) >= LARGEST:
        return Rejected(record=record, importer=IMPORTER, reason=f"It has more than {LARGEST >> 20} MB: no clipping.")
    try:
        decoded = decode(record.data)
    except NotText as error:
        return Rejected(record=record, importer=IMPORTER, reason=str(error))
    found = Findings(record=record, importer=IMPORTER, options=options)
    if decoded.repair:
        found.note("record", "decoding", "", "", repairs=(decoded.repair,))
    clipping = Clipping(text=decoded.text, blocks=[], found=found)
    clipping.blocks = blocks(clipping.text, _skip_front_matter(clipping))
    for step in (links.read_address, links.read_related, read_headline, head.read, pictures.read, read_body):
        step(clipping)
    return finish(found)


# --- headline -----------------------------------------------------------------------------------

_BOLD_LINE = re.compile(r"(\*\*|__)(?!\s)([^*_\n]{3,200}[^*_\s:])\1")


def read_headline(clipping):
    """Take the first heading of level one; else what stands in its place."""
    for rule, block, inner in _headlines(clipping):
        raw = clipping.text[inner[0] : inner[1]]
        if text := " ".join(markdown.inline(clean(raw)).split()):
            repairs = ("markup taken off",) if text != raw else ()
            clipping.found.text("headline", rule, raw, text, start=inner[0], end=inner[1], repairs=repairs)
            clipping.blocks.remove(block)
            return


def _headlines(clipping):
    """Candidates, best first: (rule, block, span of the words)."""
    for block in clipping.blocks:
        if block.kind == HEADING and block.level == 1:
            yield "first heading", block, block.inner
    first = clipping.blocks[0] if len(clipping.blocks) > 1 else None
    if first and first.kind == HEADING and head.is_head_line(clipping, clipping.blocks[1]):
        yield "heading above byline or date", first, first.inner
    if first and first.kind == PARAGRAPH and (match := _BOLD_LINE.fullmatch(clipping.raw(first))):
        yield "bold first line", first, (first.start + match.start(2), first.start + match.end(2))


# --- body ---------------------------------------------------------------------------------------

_BOLD = re.compile(r"(\*\*|__)(.+)\1")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")


def read_body(clipping):
    """Take all that is left, in order."""
    left = _without_rules_at_edges(clipping)
    if not left:
        return
    clipping.found.values["body"] = clean("\n\n".join(_markdown(clipping, block) for block in left)).strip()
    for run in _runs(clipping.text, left):
        start, end = run[0].start, run[-1].end
        repairs = ("bold taken off a heading",) if any(_bold_heading(clipping, block) for block in run) else ()
        raw = clipping.text[start:end]
        clipping.found.note("body", "what is left", raw, "", start=start, end=end, repairs=repairs)


def _without_rules_at_edges(clipping):
    """Drop rules that parted the body from what was taken."""
    left = list(clipping.blocks)
    for edge in (0, -1):
        while left and left[edge].kind == PARAGRAPH and _RULE.fullmatch(clipping.raw(left[edge])):
            left.pop(edge)
    return left


def _markdown(clipping, block):
    """A block as the body has it: line ends of one kind, headings without bold."""
    if words := _bold_heading(clipping, block):
        return f"{'#' * block.level} {words}"
    return clipping.raw(block).replace("\r\n", "\n").replace("\r", "\n")


def _bold_heading(clipping, block):
    """The words of a heading that is bold as a whole; empty for any other block."""
    if block.kind != HEADING:
        return ""
    match = _BOLD.fullmatch(clipping.text[block.inner[0] : block.inner[1]].strip())
    return match[2].strip() if match and match[1] not in match[2] else ""


def _runs(text, left):
    """Neighbouring blocks with nothing but white space between them."""
    run = [left[0]]
    for block in left[1:]:
        if text[run[-1].end : block.start].strip():
            yield run
            run = []
        run.append(block)
    yield run


# --- what is not read ---------------------------------------------------------------------------

_FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\r?\n((?:(?:[\w-]+[ \t]*:.*|[ \t]+.*|-[ \t].*|#.*|[ \t]*)\r?\n){1,80}?)---[ \t]*(?:\r?\n|\Z)"
)


def _skip_front_matter(clipping):
    """Name front matter as a problem; returns where the clipping begins behind it."""
    match = _FRONT_MATTER.match(clipping.text)
    keys = match and re.findall(r"^([\w-]+)[ \t]*:", match[1], re.MULTILINE)
    if not keys:
        return 0
    start, end = trimmed(clipping.text, *match.span())
    names = ", ".join(keys[:10])
    clipping.found.problems.append(f"It begins with front matter ({names}), which is not read.")
    clipping.found.note("record", "front matter, not read", clipping.text[start:end], "", start=start, end=end)
    return match.end()
