"""Where in the text the links to related articles stood: told from the evidence of the original, or not at all.

A link stands behind the paragraph that stood before it. Whatever else was edited since, that paragraph must still be
there, once and as it was; else the link has no place.
"""

import re

from articles.importing.decoding import clean

_BOLD_HEADING = re.compile(r"(#{1,6})[ \t]+(\*\*|__)[ \t]*(.+?)[ \t]*\2[ \t]*")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_MUST_STAY_WHOLE = ("]:", "```", "~~~")
"""What makes pieces of a body depend on each other: links that are named elsewhere, and code."""


def placed(article: dict, evidence: list[dict]) -> tuple[list[tuple[str, list[dict]]], list[dict]]:
    """Return (the body in pieces, each with the links that stood behind it; the links that have no place within it)."""
    links = article["related_links"]
    runs = sorted((one["end"], one["raw"]) for one in evidence if _stands(one, "body"))
    if len(runs) < 2 or not links or any(sign in article["body"] for sign in _MUST_STAY_WHOLE):
        return [(article["body"], [])], links
    blocks = _blocks(article["body"])
    places = _places(evidence, runs, blocks)
    behind = {place: [one for one in links if places.get(_shown(one)) == place] for place in {*places.values()}}
    return _cut(blocks, behind), [one for one in links if _shown(one) not in places]


def _places(evidence, runs, blocks):
    """Return the number of the block behind which each link stood, by what was read of it."""
    found = [(one["value"], one["start"]) for one in evidence if _stands(one, "related_links")]
    values = [value for value, _ in found]
    places = {}
    for value, start in found:
        before = [raw for end, raw in runs if end <= start]
        block = _blocks(before[-1])[-1] if before else ""
        if values.count(value) == 1 and blocks[:-1].count(block) == 1 and blocks[-1] != block:
            places[value] = blocks.index(block)
    return places


def _cut(blocks, behind):
    pieces, start = [], 0
    for place in sorted(behind):
        pieces.append(("\n\n".join(blocks[start : place + 1]), behind[place]))
        start = place + 1
    return [*pieces, ("\n\n".join(blocks[start:]), [])]


def _stands(one, name):
    return one["field"] == name and one.get("start") is not None


def _shown(link):
    """A link as evidence has it."""
    return f"{link['title']} <{link['url']}>".lstrip() if link["url"] else link["title"]


def _blocks(text):
    """What of a text blank lines part, headings without bold, as the body has them."""
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return [_BOLD_HEADING.sub(r"\1 \3", one) if one.startswith("#") else one for one in _BLANK_LINES.split(text)]
