"""Plain text to Markdown: where its paragraphs begin, and every word of it escaped."""

import re

from articles import markdown

WRAPPED = 100
"""Characters of the longest line that a program or a telex has wrapped; longer lines were not wrapped at all."""

_BLANK = re.compile(r"\n[^\S\n]*\n")
_INDENTED = re.compile(r"\n(?=[ \t]+\S)")


def from_plain(text):
    """Return (Markdown, rule): the text escaped, with a blank line before each paragraph.

    Paragraphs are parted by blank lines; where there are none, by indentation; where there is none either and
    lines are too long to have been wrapped, each line is one.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _BLANK.search(text):
        return markdown.escape(text), "plain text, paragraphs parted by blank lines"
    if _INDENTED.search(text):
        return markdown.escape(_INDENTED.sub("\n\n", text)), "plain text, paragraphs indented"
    if "\n" in text and max(map(len, text.split("\n"))) > WRAPPED:
        return markdown.escape(text.replace("\n", "\n\n")), "plain text, a paragraph a line"
    return markdown.escape(text), "plain text"
