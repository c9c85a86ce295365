"""An article as BibTeX, with the fields of biblatex beside those that every BibTeX knows; UTF-8."""

import re

from django.conf import settings

from articles import dates
from articles.exporting.telling import cited, corrections, credited, farewell, filled, line, page_of, tag_of

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every style defines, in its own language."""

ESCAPES = {one: f"\\{one}" for one in "#$%&_"} | {
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
}
"""What TeX reads as more than a letter. Braces are spelled out: BibTeX counts even those behind a backslash."""

_SPECIAL = re.compile(r"[\\{}#$%&_^~]")
_JOINS = re.compile(r",|\band\b", re.IGNORECASE)
_IN_ADDRESSES = {"\\": "%5C", "{": "%7B", "}": "%7D"}


def write(article: dict) -> bytes:
    """Return an article as one entry: of a paper, where the source is known."""
    source = article["source"]
    fields = {
        "author": " and ".join(_name(one) for one in credited(article)),
        "title": _kept(article["headline"]),
        "subtitle": _kept(article["subtitle"]),
        "journal": text(source["name"]) if source else "",
        "entrysubtype": "newspaper" if source else "",
        **_dates(article),
        "language": tag_of(article),
        "keywords": ", ".join(map(text, article["topics"])),
        "url": _address(cited(article)),
    }
    return _entry("article" if source else "misc", article, fields, corrections(article))


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    return _entry("misc", left, {}, [farewell(left)])


def text(value: str) -> str:
    """Return a text on one line that TeX sets as it is."""
    return _SPECIAL.sub(lambda found: ESCAPES[found[0]], line(value))


def _entry(kind, article, fields, notes):
    where = text(f"{settings.ARCHIVE_NAME}, {page_of(article)}")
    month = fields.pop("month", "")
    lines = [f"  {name} = {{{value}}}," for name, value in filled(fields).items()]
    lines += [f"  month = {month},"] if month else []
    note = " ".join([*map(text, notes), f"{where}."])
    return "\n".join([f"@{kind}{{article-{article['id']},", *lines, f"  note = {{{note}}}", "}", ""]).encode()


def _kept(value):
    """A title in braces of its own: styles put others into small letters."""
    return value and f"{{{text(value)}}}"


def _name(one):
    """A name. That of a person is left to BibTeX, which parts it; what is none, or would be parted wrongly, is not."""
    name = text(one["name"])
    return name if one["kind"] == "person" and not _JOINS.search(name) else f"{{{name}}}"


def _dates(article):
    parts = dates.iso(article["published_at"], article["date_precision"])[:10]
    months = {"month": MONTHS[int(parts[5:7]) - 1]} if len(parts) > 4 else {}
    return {"date": parts, "year": parts[:4]} | months


def _address(url):
    """An address, which is taken as it stands: only what would end the field is written otherwise."""
    return "".join(_IN_ADDRESSES.get(one, one) for one in line(url))
