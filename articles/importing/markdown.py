"""Reads Markdown clippings: what a browser extension or a copied page leaves of an article.

The shape: perhaps front matter, `# headline`, perhaps a standfirst, a line `By …`, a date, perhaps a picture and its
caption with a bold credit, paragraphs, `**Related article:**` lines anywhere, and `Original url:` with an address at
the end. Any part may be missing or stand elsewhere; what is none of these is the body. What this archive gave out
itself is no such guesswork: `exported.py` reads it.
"""

import re
from dataclasses import dataclass

from articles.importing import exported, front_matter, head, headlines, links, pictures
from articles.importing.blocks import HEADING, PARAGRAPH, Block, blocks
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
    below: int = 0
    """Where front matter and headline end."""

    def raw(self, block):
        """The text of a block as it stands."""
        return self.text[block.start : block.end]


def read(record, options):
    """Return the `Draft` of one clipping, or `Rejected`."""
    if len(record.data) > LARGEST:
        return Rejected(record=record, importer=IMPORTER, reason=f"It has more than {LARGEST >> 20} MB: no clipping.")
    try:
        decoded = decode(record.data)
    except NotText as error:
        return Rejected(record=record, importer=IMPORTER, reason=str(error))
    found = Findings(record=record, importer=IMPORTER, options=options)
    if decoded.repair:
        found.note("record", "decoding", "", "", repairs=(decoded.repair,))
    clipping = Clipping(text=decoded.text, blocks=[], found=found)
    if (unread := exported.read(clipping)) is not None:
        return finish(found, unread=unread, whole=True)
    clipping.below, unread = front_matter.read(clipping)
    clipping.blocks = blocks(clipping.text, clipping.below)
    for step in STEPS:
        step(clipping)
    return finish(found, unread=unread)


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


STEPS = (
    *(links.read_address, links.read_related, head.part_lines, headlines.read, head.read, pictures.read),
    read_body,
)
"""What each takes out of a clipping, the next no longer sees."""
