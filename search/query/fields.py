"""The names that stand before a colon, and what may follow them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.query.dates import days
from search.query.errors import QueryError, nearest, shown
from search.query.nodes import FIELDS, Has, Language, Node

NAMES = (*FIELDS, "language", "date", "has")

THINGS = ("image", "related", "correction")
"""What `has:` can ask for."""

MEANT = {
    "title": "headline", "text": "body", "content": "body", "byline": "by", "writer": "author", "site": "source",
    "domain": "source", "publisher": "source", "lang": "language", "tag": "topic", "keyword": "topic",
    "published": "date", "year": "date", "before": "date", "after": "date", "since": "date", "until": "date",
}  # fmt: skip
"""Names that other search engines use for ours."""

_NAME = re.compile(r"([A-Za-z]+):(?=(\S))")
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_STARTS_VALUE = re.compile(r'[^\W_]|["＂“”„‟«»(=<>]')


def field_at(text: str, position: int) -> str | None:
    """Give the field whose name and colon stand at a position; None where these are just words.

    Raises where the name is nearly that of a field, or what follows it cannot be its value.
    """
    found = _NAME.match(text, position)
    if not found:
        return None
    name = found[1].lower()
    starts = _STARTS_VALUE.match(found[2]) or (name == "date" and found[2] == ".")
    if name not in NAMES:
        if starts:
            _check_unlike(name, position)
        return None
    if found[2] in "+-*":
        raise QueryError(_MISPLACED[found[2]].format(name=name), found.end(), length=1)
    return name if starts else None


def _check_unlike(name: str, offset: int) -> None:
    """Raise where a name that is no field is nearly one, by its letters or by its meaning."""
    like = nearest(name, [*NAMES, *MEANT])
    if like:
        meant = MEANT.get(like, like)
        sentence = _("There is no field {name}: but {meant}: is one; put the words in quotes if no field is meant.")
        raise QueryError(
            sentence.format(name=name, meant=meant),
            offset,
            length=len(name),
            valid=NAMES,
            nearest=meant,
        )


_MISPLACED = {
    "-": gettext_lazy("The - stands before the field: -{name}:"),
    "+": gettext_lazy("The + stands before the field: +{name}:"),
    "*": gettext_lazy("A field cannot be asked for everything; a word, a phrase or a group follows {name}:"),
}


def valued(name: str, value: str, offset: int) -> Node | None:
    """Give the node of a field whose values are not words of text; None for the others."""
    if name == "date":
        return days(value, offset)
    if name == "has":
        return _has(value, offset)
    if name == "language":
        return _language(value, offset)
    return None


def _has(value: str, offset: int) -> Has:
    what = value.lower()
    if what not in THINGS:
        sentence = _("has: takes {things} or {last}, not {value}.")
        raise QueryError(
            sentence.format(things=", ".join(THINGS[:-1]), last=THINGS[-1], value=shown(value)),
            offset, length=len(value), valid=THINGS, nearest=nearest(what, THINGS),
        )  # fmt: skip
    return Has(what)


def is_tag(value: str) -> bool:
    """Whether this is a language as the query takes it."""
    return bool(_TAG.fullmatch(value.lower().replace("_", "-")))


def _language(value: str, offset: int) -> Language:
    tag = value.lower().replace("_", "-")
    if not is_tag(tag):
        sentence = _("{text} is not a language: expected a tag such as en, de or pt-br.")
        raise QueryError(sentence.format(text=shown(value)), offset, length=len(value))
    return Language(tag)
