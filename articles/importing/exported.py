"""Reads back what this archive gave out as Markdown (`exporting/markdown.py`): front matter of JSON, then the body.

Nothing is looked for in the body, and nothing guessed: what an article had not, it has not. A file whose front matter
somebody has made into something else is a clipping like any other.
"""

import re
from dataclasses import replace

from articles.exporting.markdown import MARK, NAMES
from articles.importing import shapes
from articles.importing.decoding import clean
from articles.importing.ndjson import BadLine, parse

_FRONT = re.compile(
    rf'---\r?\n(?P<lines>shape:[ ]"{re.escape(MARK)}"\r?\n(?:\w+:[^\r\n]*\r?\n){{1,40}})---\r?\n(?:\r?\n)?'
)
_LINE = re.compile(r"(?P<key>\w+):[ ]*(?P<value>[^\r\n]*)")

HERE = frozenset({"shape", "url", "revision"})
"""What only the archive can know that gave it out."""


def read(clipping):
    """Take all of a clipping that this archive gave out; returns the keys that say nothing to us. None for others."""
    front = _FRONT.match(clipping.text)
    lines = list(_LINE.finditer(clipping.text, *front.span("lines"))) if front else []
    values = _values(lines)
    if values is None:
        return None
    said = {ours: (theirs, values[theirs]) for theirs, ours in NAMES.items() if theirs in values}
    shapes.take(clipping.found, said, plain=False)
    _leave_out_what_was_told_apart(clipping.found, said)
    _place(clipping.found, {one["key"]: one.span("value") for one in lines})
    _take_body(clipping, front.end())
    return tuple(name for name in values if name not in NAMES and name not in HERE)


def _values(lines):
    """The values of the front matter; None where they are not as this archive writes them."""
    try:
        return parse("{" + ",".join(f'"{one["key"]}":{one["value"]}' for one in lines) + "}") if lines else None
    except BadLine:
        return None


def _leave_out_what_was_told_apart(found, said):
    """Have no authors of a byline: those that the article had are given."""
    if "authors" not in said:
        found.values.pop("authors", None)
    found.evidence[:] = [one for one in found.evidence if one.field != "authors" or one.raw_field == "authors"]


def _place(found, spans):
    """Say where in the clipping each value stands."""
    for place, one in enumerate(found.evidence):
        start, end = spans[one.raw_field]
        found.evidence[place] = replace(one, start=start, end=end, raw_field="")


def _take_body(clipping, start):
    """Take all that is left as it stands, but for the ends of its lines where somebody has changed those of all."""
    raw = clipping.text[start:]
    body = raw.replace("\r\n", "\n") if clipping.text.startswith("---\r\n") else raw
    if body.strip():
        clipping.found.values["body"] = clean(body).removesuffix("\n")
        clipping.found.note("body", "what follows", raw, "", start=start, end=len(clipping.text))
