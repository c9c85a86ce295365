"""Front matter: lines `key: value` between two `---` at the top of a clipping, as note takers and site builders do.

It is the small part of YAML that such tools write: text, quoted or not, lists, and folded text. What is not of this
shape as a whole is no front matter but text, so that no word of it is lost. A key that says nothing to an archive
is kept in the original only.
"""

import re
from dataclasses import dataclass

from articles import addresses
from articles.importing import bylines
from articles.importing.blocks import trimmed
from articles.importing.dates import read_date
from articles.importing.decoding import clean
from articles.importing.languages import language_tag
from articles.importing.links import LIKE_ADDRESS

_END = r"(?>\r\n?|\n)"
_LINES = re.compile(
    rf"\s*---[ \t]*{_END}(?P<lines>(?:(?>[\w-]+[ \t]*:(?=[ \t\r\n])[^\r\n]*|[ \t][^\r\n]*|-[ \t][^\r\n]*|#[^\r\n]*|)"
    rf"{_END}){{1,80}}?)---[ \t]*(?:{_END}|\Z)"
)
"""Groups are atomic: a line, and its end, can be read in one way only, or broken front matter would take for ever."""

_ENTRY = re.compile(
    r"^(?P<key>[\w-]+)[ \t]*:(?P<value>[^\r\n]*(?:\r?\n(?:[ \t]+[^\r\n]*|-[ \t][^\r\n]*|(?=\r?\n)))*)", re.M
)
_ITEM = re.compile(r"^[ \t]*-[ \t]+(?:(?:name|title):[ \t]*)?([^\r\n]*)", re.MULTILINE)
_FLOW = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|\[\[[^\[\]]*\]\]|[^,\[\]\s][^,\[\]]*)")
_FOLDED = re.compile(r"\A[>|][+-]?\d?[ \t]*\r?\n")
_QUOTED = re.compile(r"([\"'])(.*)\1", re.DOTALL)
_COMMA = re.compile(r"\s*[,;]\s*")
_NOTHING = re.compile(r"(?:|null|~|\[\]|\"\"|'')", re.IGNORECASE)

KEYS = {
    "headline": "headline title",
    "subtitle": "subtitle standfirst deck dek description summary excerpt",
    "byline": "byline author authors by",
    "published_at": "published_at published date_published datepublished publish_date pubdate date",
    "source_url": "source_url canonical canonical_url original_url url link permalink",
    "source_name": "source publication publisher newspaper site site_name",
    "section": "section category",
    "topics": "tags topics keywords categories",
    "language": "language lang",
}
"""Our field → their keys, the likeliest first."""

_OURS = frozenset(" ".join(KEYS.values()).split())
"""Between two rules without any of these stands text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What one key says: its values, and their span in the clipping."""

    key: str
    values: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What an entry gives to one of our fields, with its evidence."""

    field: str
    values: tuple[str, ...]
    rule: str
    span: dict


def read(clipping):
    """Take what front matter says; returns where the clipping begins behind it, and the keys that say nothing to us."""
    match = _LINES.match(clipping.text) if clipping.text.lstrip()[:3] == "---" else None
    entries = list(_entries(clipping.text, *match.span("lines"))) if match else []
    unread = {entry.key: entry for entry in entries}
    if not unread.keys() & _OURS:
        return 0, ()
    for field, keys in KEYS.items():
        for key in keys.split():
            entry = unread.get(key)
            if entry and field not in clipping.found.values and _take(clipping, field, entry):
                del unread[key]
    return match.end(), tuple(unread)


def _entries(text, start, end):
    """Every key that has a value, folded and with `_` for `-`."""
    for match in _ENTRY.finditer(text, start, end):
        first, last = trimmed(text, *match.span("value"))
        if not _NOTHING.fullmatch(text, first, last):
            key = match["key"].lower().replace("-", "_")
            if values := tuple(filter(None, _values(text[first:last]))):
                yield Entry(key=key, values=values, start=first, end=last)


def _values(raw):
    """The values of a key: those of a list, else one."""
    if raw.startswith("[") and raw.endswith("]") and not raw.startswith("[["):
        return (_plain(match[1]) for match in _FLOW.finditer(raw[1:-1]))
    if raw.startswith("- "):
        return (_plain(match[1]) for match in _ITEM.finditer(raw))
    return (_plain(_FOLDED.sub("", raw, count=1)),)


def _plain(raw):
    """A value without its quotes, the brackets of a note's link, and a remark behind it; on one line."""
    raw = " ".join(raw.split())
    if match := _QUOTED.fullmatch(raw):
        raw = re.sub(r"\\([\"\\])", r"\1", match[2]) if match[1] == '"' else match[2].replace("''", "'")
    else:
        raw = re.sub(r"\s#\s.*", "", raw)
    return re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", raw).strip()


# --- what it says -------------------------------------------------------------------------------


def _take(clipping, field, entry):
    """Take one entry as a field, if it is of its kind; returns whether it was."""
    if field == "source_name" and LIKE_ADDRESS.match(entry.values[0]):
        field = "source_url"
    start, end = _narrowed(clipping.text, entry)
    given = Given(
        field=field, values=entry.values, rule=f"front matter, {entry.key}", span={"start": start, "end": end}
    )
    if not _fits(clipping, given):
        return False
    _TAKES.get(field, _take_text)(clipping.found, given, clipping.text[start:end])
    return True


def _fits(clipping, given):
    """Whether a value is of the kind of its field; a description that repeats the article is no standfirst.

    Nor is a list that is never closed a name.
    """
    value = given.values[0]
    match given.field:
        case "subtitle":
            return value.strip(" .…") not in clipping.text[given.span["end"] :]
        case "published_at":
            return read_date(value) is not None
        case "source_url":
            return "source_url" not in clipping.found.values and bool(addresses.repair(clean(value)).url)
        case "byline" | "source_name" | "section" | "topics" if value.startswith("["):
            return "]" in value
        case "language":
            return bool(language_tag(value))
        case _:
            return True


def _narrowed(text, entry):
    """The span of a single value, without quotes and brackets around it."""
    start = text.find(entry.values[0], entry.start, entry.end) if len(entry.values) == 1 else -1
    return (start, start + len(entry.values[0])) if start >= 0 else (entry.start, entry.end)


def _take_text(found, given, raw):
    found.text(given.field, given.rule, raw, given.values[0], **given.span)


def _take_name(found, given, raw):
    found.name(given.field, given.rule, raw, given.values[0], **given.span)


def _take_byline(found, given, raw):
    found.byline(given.rule, raw, bylines.read_byline(clean(", ".join(given.values))), **given.span)


def _take_date(found, given, raw):
    dated = read_date(given.values[0], order=found.options.dates, now=found.options.now)
    found.date(given.rule, raw, dated, **given.span)


def _take_address(found, given, raw):
    found.address(given.rule, raw, **given.span)


def _take_topics(found, given, raw):
    names = given.values if len(given.values) > 1 else _COMMA.split(given.values[0])
    found.topics(given.rule, raw, names, **given.span)


def _take_language(found, given, raw):
    found.language(given.rule, raw, **given.span)


_TAKES = {
    "byline": _take_byline,
    "published_at": _take_date,
    "source_url": _take_address,
    "source_name": _take_name,
    "section": _take_name,
    "topics": _take_topics,
    "language": _take_language,
}
