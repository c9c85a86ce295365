"""Markdown to plain text and back, without losing a word.

Bodies are CommonMark (https://spec.commonmark.org/0.31.2/), read by markdown-it-py. Most bodies are nothing
but paragraphs and headings, and a parser written in Python takes milliseconds for them: so a body is looked
at first, and what is plainly plain is read by string operations that give the same.
"""

import re
from functools import cache, lru_cache

PUNCTUATION = r"[!-/:-@\[-`{-~]"
"""What a backslash can escape (CommonMark 2.4)."""

_ESCAPED = re.compile(rf"\\({PUNCTUATION})")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_AROUND_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*")

# A line that may begin something other than a paragraph or a simple heading: indented code, a list, a quote,
# a rule, a fence, HTML, an underlined heading, a heading with closing marks.
_STRUCTURE = re.compile(
    r"\n(?: {4}|[ ]*\t"
    r"| {0,3}(?:[>+=~<-]|\d{1,9}[.)](?:[ \t]|$)|```|\*(?:[ \t*]*$|[ \t])|_(?:[ \t_]*$|[ \t])"
    r"|\*[ \t*]*\*[ \t]*$|_[ \t_]*_[ \t]*$)"
    r"| {1,3}\#|\#(?!\#{0,5}[ ][^#\n]*$))",
    re.MULTILINE,
)
_INLINE = re.compile(r"[\\`*_\[<&]")
_TAG = re.compile(r"<[/!?]?([A-Za-z][A-Za-z0-9-]*)?[^<>]*>")

ELEMENTS = re.compile(
    r"a|abbr|address|article|aside|audio|b|bdi|bdo|blockquote|body|br|button|canvas|caption|center|cite|code|col|"
    r"colgroup|data|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|"
    r"head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|meta|nav|noscript|object|ol|"
    r"p|picture|pre|q|s|samp|script|section|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|"
    r"template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr",
    re.IGNORECASE,
)
"""Elements of HTML; what else stands between < and >, such as <Bankers Trust Co>, was meant as words."""


@cache
def parser():
    """Return the one parser of bodies: CommonMark without extensions."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


# --- to plain text ------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def plain(body):
    """Return the plain text of a CommonMark body: paragraphs parted by a blank line. The last few are remembered.

    Line breaks within a paragraph stay. A link gives its text, a picture its description, HTML its words.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    pieces = _flat(body) if _is_flat(body) else _parsed(body)
    return "\n\n".join(text for text in map(_tidy, pieces) if text)


def _tidy(text):
    text = text.strip()
    return _AROUND_BREAK.sub("\n", text) if "\n" in text else text


def _is_flat(body):
    """Whether a body is paragraphs and simple headings only; `]:` may define a link."""
    return "]:" not in body and not _STRUCTURE.search(f"\n{body}")


def _flat(body):
    """Texts of a body that holds paragraphs and simple headings only."""
    for block in _BLANK_LINES.split(body):
        if "#" in block:
            yield from map(inline, _around_headings(block.strip("\n").split("\n")))
        else:
            yield inline(block)


def _around_headings(lines):
    """Part the lines of a block into headings and the paragraphs between them."""
    paragraph = []
    for line in lines:
        if line.startswith("#"):
            yield "\n".join(paragraph)
            yield line.lstrip("#")
            paragraph = []
        else:
            paragraph.append(line)
    yield "\n".join(paragraph)


def inline(text):
    """Return the plain text of one paragraph or heading, given without its marks."""
    text = text.strip()
    if "\\" not in text:
        return _inline_text(text) if _INLINE.search(text) else text
    if _INLINE.search(_ESCAPED.sub("", text)):
        return _inline_text(text)
    return _ESCAPED.sub(r"\1", text)


def _inline_text(text):
    return _text_of(parser().parseInline(text)[0].children)


def _parsed(body):
    """Texts of any body, by the parser."""
    for token in parser().parse(body):
        if token.type == "inline":
            yield _text_of(token.children)
        elif token.type in {"fence", "code_block"}:
            yield token.content
        elif token.type == "html_block":
            yield _without_tags(token.content)


def _text_of(tokens):
    return "".join(map(_token_text, tokens or ()))  # a picture without words has None


def _token_text(token):
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "image":
        return _text_of(token.children)
    if token.type == "html_inline":
        return _without_tags(token.content)
    return token.content


def _without_tags(html):
    """Take known tags and comments out; what only looks like a tag stays."""
    from html import unescape

    before, *pieces = html.split("<!--")
    html = before + "".join(piece.partition("-->")[2] if "-->" in piece else piece for piece in pieces)
    return unescape(_TAG.sub(_unless_words, html))


def _unless_words(match):
    name = match[1]
    if name and not ELEMENTS.fullmatch(name):
        return match[0]
    return "\n" if name and name.lower() in {"br", "p", "div", "li", "tr"} else ""


# --- and back -----------------------------------------------------------------------------------

_MARKUP = re.compile(r"[\\`*_\[<]|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(?:([#>+=~-])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)


def escape(text):
    """Return Markdown that says exactly this plain text: `plain(escape(text))` has its lines, stripped.

    Lines stay lines of one paragraph; a blank line, or several, begins a new one.
    """
    lines = "\n".join(line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    paragraphs = re.sub(r"\n{3,}", "\n\n", lines.strip("\n"))
    return _LINE_START.sub(_escape_start, _MARKUP.sub(r"\\\g<0>", paragraphs))


def _escape_start(match):
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"
