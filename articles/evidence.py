"""The original of an article as text, and what was read from which place of it: for those who look at both."""

import json
import re
from itertools import pairwise

from articles import originals
from articles.importing.decoding import decode

COLOURS = 8
"""Colours that the style sheets have, used in turn."""

_BLANK = re.compile(r"[ \t\r\n]*")


def text_of(capture) -> str:
    """Return an original decoded as its reader did, so that spans fit. Raises `originals.Damaged` and `NotText`."""
    return decode(originals.read(capture)).text


def coloured(evidence: list[dict]) -> list[dict]:
    """Return the evidence with a colour for each field, the same for all that was read into it.

    Fields that stand in the text come first: when colours are used again, then for those that show none.
    """
    fields = list(dict.fromkeys(one["field"] for one in sorted(evidence, key=lambda one: one.get("start") is None)))
    return [one | {"colour": fields.index(one["field"]) % COLOURS + 1} for one in evidence]


def placed(evidence: list[dict], text: str) -> list[dict]:
    """Return the evidence of a record of JSON with the spans of the fields that it names; other evidence as it is."""
    if not any(one.get("raw_field") for one in evidence):
        return evidence
    spans = spans_of(text)
    return [one | spans.get(one.get("raw_field"), {}) for one in evidence]


def spans_of(text: str) -> dict[str, dict]:
    """Return where the value of each field of a JSON object stands: {name: {start, end}}; none where it is none."""
    try:
        return dict(_fields(text))
    except (ValueError, IndexError, RecursionError):
        return {}


def _fields(text):
    scan, at = json.JSONDecoder().raw_decode, _behind("{", text, _skipped(text, 0))
    while text[at] != "}":
        name, at = scan(text, at)
        start = _behind(":", text, _skipped(text, at))
        _, end = scan(text, start)
        yield str(name), {"start": start, "end": end}
        at = _skipped(text, end)
        at = _skipped(text, at + 1) if text[at] == "," else at


def _behind(sign, text, at):
    if text[at] != sign:
        raise ValueError(f"{sign} is expected at {at}")
    return _skipped(text, at + 1)


def _skipped(text, at):
    return _BLANK.match(text, at).end()


def pieces(text: str, evidence: list[dict]) -> list[dict]:
    """Cut a text where spans begin and end; returns [{text, fields, colour}], colour None where nothing was read.

    Spans may lie in one another: the shortest gives the colour, all give their names.
    """
    spans = [one for one in evidence if one.get("start") is not None and one.get("end") is not None]
    spans.sort(key=lambda one: one["end"] - one["start"])
    cuts = sorted({0, len(text), *(min(one[side], len(text)) for one in spans for side in ("start", "end"))})
    return [_piece(text, spans, *cut) for cut in pairwise(cuts)]


def _piece(text, spans, start, end):
    around = [one for one in spans if one["start"] <= start and end <= one["end"]]
    fields = ", ".join(dict.fromkeys(one["field"].replace("_", " ") for one in around))
    return {"text": text[start:end], "fields": fields, "colour": around[0]["colour"] if around else None}
