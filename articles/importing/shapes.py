"""Takes the fields of a JSON record, whatever shape their values have: text, numbers, lists, objects."""

import datetime
import json
import re

from articles import addresses
from articles.dates import PRECISIONS
from articles.importing.bylines import author_name
from articles.importing.dates import Dated, plausible, read_date
from articles.importing.decoding import clean
from articles.importing.draft import Link, Note, Picture
from articles.importing.findings import LONGEST_NAME
from articles.importing.plaintext import from_plain
from articles.problems import misshapen

_VALUES = {"source": "source_name"}
"""Our names of fields whose values go by another."""

_LISTED = re.compile(r"\s*[,;|]\s*")


class BadShape(ValueError):
    """A value that is not of the kind its field holds; the message says what was expected."""


def take(found, fields, *, plain):
    """Take `{our name: (their name, value)}`; a value of another kind becomes a problem.

    `plain` says that a body is plain text, no Markdown.
    """
    for name, (theirs, value) in fields.items():
        try:
            if name in ("body", "text"):
                if name == "body" or "body" not in fields:
                    _take_body(found, theirs, value, plain=plain or name == "text")
            elif name != "date_precision":
                _TAKES[name](found, theirs, value)
        except BadShape as error:
            found.doubt(_VALUES.get(name, name), misshapen(name, theirs, error))
    if "date_precision" in fields:
        _take_precision(found, *fields["date_precision"])


def _string(value):
    """A value that says one thing, as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise BadShape("is neither text nor a number")


def _shown(value):
    """A value as evidence shows it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rule(name, theirs):
    return f"field “{theirs}”" if theirs != name else "field"


# --- text ---------------------------------------------------------------------------------------


def _take_body(found, theirs, value, *, plain):
    raw = _string(value)
    body, rule = from_plain(clean(raw)) if plain else (raw.replace("\r\n", "\n"), "Markdown")
    found.text("body", f"{_rule('body', theirs)}: {rule}", raw, body, raw_field=theirs)


def _line(name):
    """Make a taker of a text of one line."""

    def take_line(found, theirs, value):
        raw = _string(value)
        found.text(name, _rule(name, theirs), raw, " ".join(clean(raw).split()), raw_field=theirs)

    return take_line


def _take_byline(found, theirs, value):
    if isinstance(value, list):
        value = ", ".join(map(_string, value))
    found.byline(_rule("byline", theirs), _string(value), raw_field=theirs)


def _take_section(found, theirs, value):
    found.name("section", _rule("section", theirs), _string(value), raw_field=theirs)


def _take_language(found, theirs, value):
    found.language(_rule("language", theirs), _string(value), raw_field=theirs)


def _take_address(found, theirs, value):
    found.address(_rule("source_url", theirs), _string(value), raw_field=theirs)


def _take_source(found, theirs, value):
    """A name, or an object with name and domain."""
    rule = _rule("source", theirs)
    if not isinstance(value, dict):
        found.name("source_name", rule, _string(value), raw_field=theirs)
        return
    domain = clean(_string(value.get("domain") or "")).strip().lower().removeprefix("www.")
    if domain and not addresses.key_of(f"https://{domain}"):
        raise BadShape(f"names a domain that is none, “{domain[:80]}”")
    if name := value.get("name") or domain:
        found.values["source_domain"] = domain[:LONGEST_NAME]
        found.name("source_name", rule, _string(name), raw_field=theirs)


# --- dates --------------------------------------------------------------------------------------


def _take_date(found, theirs, value):
    raw = _string(value).strip()
    if raw:
        dated = _since_1970(raw)
        dated = dated and plausible(dated, raw, found.options.now)
        found.date(_rule("published_at", theirs), raw, dated, raw_field=theirs)


def _since_1970(raw):
    """A moment given as seconds or milliseconds since 1970; None for any other date."""
    match = re.fullmatch(r"(-?\d{9,10})(?:\.\d+)?|(-?\d{12,13})(?:\.0+)?", raw, re.ASCII)
    if not match:
        return None
    seconds = int(match[1]) if match[1] else int(match[2]) // 1000
    at = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=seconds)
    return Dated(at=at, precision="minute", rule="seconds since 1970" if match[1] else "milliseconds since 1970")


def _take_precision(found, theirs, value):
    if value not in PRECISIONS:
        found.problems.append(misshapen("date_precision", theirs, f"is none of {', '.join(PRECISIONS)}"))
    elif found.values.get("published_at"):
        found.values["date_precision"] = value
        found.note("date_precision", _rule("date_precision", theirs), value, value, raw_field=theirs)


# --- lists --------------------------------------------------------------------------------------


def _list(value, expected):
    if not isinstance(value, list):
        raise BadShape(f"is no list of {expected}")
    return value


def _get(item, name, expected):
    """Text of one field of an object in a list; empty where it lacks it."""
    if not isinstance(item, dict):
        raise BadShape(f"is no list of {expected}")
    value = item.get(name)
    return "" if value is None else clean(_string(value)).strip()


def _take_topics(found, theirs, value):
    names = _LISTED.split(value) if isinstance(value, str) else [_topic(one) for one in _list(value, "topics")]
    found.topics(_rule("topics", theirs), _shown(value), names, raw_field=theirs)


def _topic(value):
    return _get(value, "name", "topics") if isinstance(value, dict) else _string(value)


def _take_authors(found, theirs, value):
    if isinstance(value, str):
        found.byline(_rule("authors", theirs), value, raw_field=theirs)
        return
    authors = [_author(one) for one in _list(value, "authors")]
    if authors := {one.name: one for one in authors if one.name}:
        found.values["authors"] = tuple(authors.values())
        names = ", ".join(f"{one.name} ({one.kind})" for one in authors.values())
        found.note("authors", _rule("authors", theirs), _shown(value), names, raw_field=theirs)


def _author(value):
    if isinstance(value, str):
        return author_name(clean(value))
    kind = _get(value, "kind", "authors")
    if kind not in ("", "person", "agency"):
        raise BadShape(f"has an author of kind “{kind[:80]}”, not person or agency")
    return author_name(_get(value, "name", "authors"), kind)


def _take_images(found, theirs, value):
    items = [value] if isinstance(value, str) else _list(value, "pictures")
    pictures = tuple(_picture(found, one) for one in items)
    found.values["images"] = pictures
    shown = ", ".join(one.url or one.caption for one in pictures)
    found.note("images", _rule("images", theirs), _shown(value), shown, raw_field=theirs)


def _picture(found, value):
    item = {"url": value} if isinstance(value, str) else value
    words = {name: _get(item, name, "pictures") for name in ("caption", "credit")}
    return Picture(url=_link(found, _get(item, "url", "pictures")), **words)


def _take_related(found, theirs, value):
    items = [_related(found, one) for one in _list(value, "links")]
    found.values["related_links"] = tuple(one for one in items if one.title or one.url)
    shown = ", ".join(one.title or one.url for one in found.values["related_links"])
    found.note("related_links", _rule("related_links", theirs), _shown(value), shown, raw_field=theirs)


def _related(found, value):
    item = {"url": value} if isinstance(value, str) else value
    return Link(title=_get(item, "title", "links"), url=_link(found, _get(item, "url", "links")))


def _link(found, printed):
    """The canonical form of an address that leads elsewhere; what is none becomes a problem."""
    url = addresses.repair(printed).url
    if printed and not url and not printed.startswith("#"):
        found.problems.append(f"“{printed[:200]}” is a doubtful address: it begins with no http.")
    return url


def _take_corrections(found, theirs, value):
    notes = [_correction(one) for one in _list(value, "corrections")]
    found.values["corrections"] = tuple(notes)
    found.note("corrections", _rule("corrections", theirs), _shown(value), f"{len(notes)} notes", raw_field=theirs)


def _correction(value):
    note, at = _get(value, "note", "corrections"), read_date(_get(value, "at", "corrections"))
    if not note or at is None or at.at is None:
        raise BadShape("has a correction without a note or without a date")
    return Note(at=at.at, note=note)


def _take_key(found, theirs, value):
    raw = _string(value)
    found.text("key", _rule("key", theirs), raw, " ".join(clean(raw).split()), raw_field=theirs)


_TAKES = {
    "key": _take_key,
    "headline": _line("headline"),
    "subtitle": _line("subtitle"),
    "byline": _take_byline,
    "authors": _take_authors,
    "source": _take_source,
    "section": _take_section,
    "topics": _take_topics,
    "language": _take_language,
    "published_at": _take_date,
    "source_url": _take_address,
    "images": _take_images,
    "related_links": _take_related,
    "corrections": _take_corrections,
}
