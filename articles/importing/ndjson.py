"""Reads NDJSON: one JSON object a line, in the archive's own shape or, by a map of names, in any other.

The own shape is an article as the API gives it (DESIGN 8), plus `key`, the record's identifier within its
source. A `body` of that shape is Markdown; with a map all text is plain, and is escaped.
"""

import json
import re
from dataclasses import replace
from itertools import count

from articles.importing import shapes
from articles.importing.decoding import NotText, clean, decode
from articles.importing.draft import Record, Rejected
from articles.importing.findings import Findings, finish
from articles.importing.options import NAMES

IMPORTER = "ndjson/1"
MEDIA_TYPE = "application/x-ndjson"
LONGEST_LINE = 10 << 20
"""Bytes that a line may have, as many as a clipping; longer ones are rejected without being loaded."""

DERIVED = frozenset({"id", "url", "revision", "created_at", "updated_at", "word_count"})
"""Fields of the own shape that only the archive which exported it can know, or that follow from the others."""


class BadLine(ValueError):
    """A line that is no JSON object; the message is one sentence."""


# --- lines --------------------------------------------------------------------------------------


def records(stream, *, file, container="", media_type=MEDIA_TYPE):
    """Yield a `Record` for each line that is not blank, or `Rejected` for one that is too long to load."""
    start = 0
    for number in count(1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        size, whole = len(line), len(line) <= LONGEST_LINE
        if not whole:
            size += _skip_line(stream, line)
            line = line[: 1 << 20]
        data = line.rstrip(b"\r\n")
        place = {"file": file, "position": f"line {number}", "container": container, "media_type": media_type}
        if data.strip():
            record = Record(data=data, start=start, **place)
            yield record if whole else Rejected(record=record, importer=IMPORTER, reason=_too_long(size))
        start += size


def _skip_line(stream, line):
    """Read on to the end of a line without keeping it; returns the number of bytes."""
    size = 0
    while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
        size += len(line)
    return size


def _too_long(size):
    return f"The line has {size:,} bytes, more than the {LONGEST_LINE:,} that are read."


# --- one line -----------------------------------------------------------------------------------


def read(record, options):
    """Return the `Draft` of one line, or `Rejected`."""
    try:
        decoded = decode(record.data)
        theirs = parse(decoded.text)
    except (NotText, BadLine) as error:
        return Rejected(record=record, importer=IMPORTER, reason=clean(str(error)))
    found = Findings(record=record, importer=IMPORTER, options=options)
    if decoded.repair:
        found.note("record", "decoding", "", "", repairs=(decoded.repair,))
    fields, unread = _fields(theirs, options.mapping)
    shapes.take(found, fields, plain=bool(options.mapping))
    result = finish(found, unread=unread)
    if isinstance(result, Rejected) and unread and not fields.keys() & {"headline", "body", "text"}:
        hint = f"Its fields are {', '.join(unread[:20])}: --map says which of them are ours."
        return replace(result, reason=clean(f"{result.reason} {hint}"))
    return result


def _fields(theirs, mapping):
    """Return ({our name: (their name, value)}, their names that are not read). Empty values count as missing."""
    names = {ours: name for name, ours in mapping.items()}
    names |= {name: name for name in NAMES if name not in names and name not in mapping}
    fields = {ours: (name, theirs[name]) for ours, name in names.items() if theirs.get(name) not in _EMPTY}
    known = {*names.values(), *(() if mapping else DERIVED)}
    return fields, tuple(name for name in theirs if name not in known)


_EMPTY = (None, "", [], {})


def parse(text):
    """Read one JSON object, strictly (RFC 8259). Raises `BadLine`."""
    try:
        value = _DECODER.decode(text)
        if _HALF_ESCAPED.search(text):
            value = _without_halves(value)
    except BadLine:
        raise
    except json.JSONDecodeError as error:
        hint = " It begins a JSON array: give one object a line." if text.lstrip()[:1] == "[" else ""
        raise BadLine(f"It is no JSON: {error.msg} at character {error.pos + 1}.{hint}") from None
    except RecursionError:
        raise BadLine("It is nested too deeply.") from None
    except ValueError:
        raise BadLine("It holds a number of too many digits.") from None
    if not isinstance(value, dict):
        raise BadLine(f"It is a JSON {_KINDS.get(type(value), 'value')}, not an object.")
    return value


_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


def _without_halves(value):
    """Put a space for every lone surrogate in names and values: JSON may hold them, text and databases may not."""
    if isinstance(value, str):
        return _HALF.sub(" ", value)
    if isinstance(value, list):
        return [_without_halves(one) for one in value]
    if isinstance(value, dict):
        return {_without_halves(name): _without_halves(one) for name, one in value.items()}
    return value


_KINDS = {list: "array", str: "string", int: "number", float: "number"}


def _object(pairs):
    """Make an object; one that names a field twice could be read either way, and is refused."""
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise BadLine(f"It names the field “{next(name for name in names if names.count(name) > 1)}” twice.")
    return made


def _no_number(name):
    raise BadLine(f"It is no JSON: {name} is no number there.")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)
_WHOLE_FILE = re.compile(rb"\s*(?:\[\s*(?:\{\s*)?|\{\s*)\r?\n")


def is_one_document(beginning):
    """Whether a file begins as one JSON document over many lines instead of one object a line."""
    return bool(_WHOLE_FILE.match(beginning))
