"""A clipping cut into blocks: headings, paragraphs, code, each with its span in the text.

Only what a clipping's reader must tell apart is told apart; lists and quotes are paragraphs here, and go
into the body as they stand.
"""

import re
from dataclasses import dataclass, replace

HEADING, PARAGRAPH, CODE = "heading", "paragraph", "code"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of text. `inner` is the span of a heading's words; `start` and `end` take its marks in."""

    kind: str
    start: int
    end: int
    level: int = 0
    inner: tuple[int, int] = (0, 0)


LONGEST_MARK = 80
"""Characters of a line that its mark, such as `Original url:`, may take up."""

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|-+)[ \t]*$")
LONGEST_UNDERLINED = 200
"""Characters of a line that dashes under it make a heading of; under more they are a rule."""


def blocks(text, start=0):
    """List the blocks of a text from `start` on, in order."""
    found, paragraph, fence = [], [], ""
    for line, first in _numbered(text, start):
        span = first, first + len(line)
        if fence:
            found[-1] = replace(found[-1], end=span[1])
            fence = "" if line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
        elif not (mark := line.lstrip()[:1]):
            _close(found, paragraph)
        elif mark not in "#`~=-":
            paragraph.append(span)
        elif opening := _FENCE.match(line):
            _close(found, paragraph)
            found.append(_block(CODE, *span))
            fence = opening[1]
        elif heading := _ATX.match(line):
            _close(found, paragraph)
            inner = span[0] + heading.start(2), span[0] + heading.end(2)
            found.append(_block(HEADING, *span, level=len(heading[1]), inner=inner))
        elif paragraph and _is_underline(line, paragraph):
            inner = paragraph[0][0], paragraph[-1][1]
            found.append(_block(HEADING, inner[0], span[1], level=1 if "=" in line else 2, inner=inner))
            paragraph.clear()
        else:
            paragraph.append(span)
    _close(found, paragraph)
    return found


def _numbered(text, start):
    """Lines without their ends, each with its place; by the quicker way where all ends are of the usual kind."""
    if "\r" in text:
        yield from ((match[1], match.start()) for match in _LINE.finditer(text, start))
        return
    for line in text[start:].split("\n"):
        yield line, start
        start += len(line) + 1


def _block(kind, start, end, **more):
    return Block(kind=kind, start=start, end=end, **more)


def _close(found, paragraph):
    """End the paragraph that is being collected, if there is one."""
    if paragraph:
        found.append(_block(PARAGRAPH, paragraph[0][0], paragraph[-1][1]))
        paragraph.clear()


def _is_underline(line, paragraph):
    match = _UNDERLINE.match(line)
    if not match:
        return False
    return bool(match[1]) or (len(paragraph) == 1 and paragraph[0][1] - paragraph[0][0] <= LONGEST_UNDERLINED)


def lines(text, block):
    """Spans of the lines of a block, without white space at their edges; blank ones are left out."""
    inside = text[block.start : block.end]
    if "\n" not in inside and "\r" not in inside:
        return [trimmed(text, block.start, block.end)]
    spans = (trimmed(text, *match.span(1)) for match in _LINE.finditer(text, block.start, block.end))
    return [span for span in spans if span[0] < span[1]]


def marked_lines(pattern, text, block):
    """Matches of a pattern, that ends in a colon, at the beginnings of lines of a paragraph."""
    if block.kind == PARAGRAPH and text.find(":", block.start, block.end) >= 0:
        for start, end in lines(text, block):
            if text.find(":", start, start + LONGEST_MARK) >= 0 and (match := pattern.match(text, start, end)):
                yield match


def trimmed(text, start, end):
    """Take white space off both edges of a span."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def without(text, block, spans):
    """What is left of a block when these spans, in order, are taken out: a list of smaller blocks."""
    edges = [block.start, *(edge for span in spans for edge in span), block.end]
    rest = (trimmed(text, *pair) for pair in zip(edges[::2], edges[1::2], strict=True))
    return [replace(block, start=start, end=end) for start, end in rest if start < end]
