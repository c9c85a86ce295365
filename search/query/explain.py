"""Says how a query was understood: as a query again, and in words."""

import calendar
import datetime

from search.query.nodes import (
    And,
    Days,
    Everything,
    Has,
    Language,
    Near,
    Node,
    Not,
    Or,
    Prefer,
    Prefix,
    Quoted,
    Word,
)

_DAY = datetime.timedelta(days=1)


def understood(tree: Node) -> str:
    """Write a typed tree as a query that parses to the same tree, under the same `match`."""
    match tree:
        case Or(parts):
            return " OR ".join(_within(part, Or) for part in parts)
        case And(parts):
            return " AND ".join(_within(part, And) for part in parts)
        case Not(part):
            return f"NOT {_within(part, Not)}"
        case Prefer(where, better):
            return f"{_bound(where)} ({understood(better)})"
        case _:
            return _leaf(tree)


_BINDING = {Prefer: 0, Or: 1, And: 2, Not: 3}
"""What binds tighter needs no parentheses within what binds looser; a `Prefer` always needs them."""


def _within(part: Node, outer: type) -> str:
    text = understood(part)
    return text if _BINDING.get(type(part), 4) > _BINDING[outer] else f"({text})"


def _bound(where: Node) -> str:
    """Write what is required and excluded in a group of `match=any`, such as `+ceasefire -drone`."""
    parts = where.parts if isinstance(where, And) else (where,)
    signed = [("-", part.part) if isinstance(part, Not) else ("+", part) for part in parts]
    return " ".join(sign + _within(part, Not) for sign, part in signed)


def _leaf(leaf: Node) -> str:
    match leaf:
        case Word(text, field, exact):
            return _field(field) + "=" * exact + text
        case Quoted(text, field, slop):
            return f'{_field(field)}"{text}"' + (f"~{slop}" if slop else "")
        case Prefix(text, field):
            return f"{_field(field)}{text}*"
        case Near(text, field):
            return f"{_field(field)}{text}~"
        case Days():
            return f"date:{_days(leaf)}"
        case Has(what):
            return f"has:{what}"
        case Language(tag):
            return f"language:{tag}"
        case Everything():
            return "*"
    raise TypeError(f"{leaf!r} stands in no typed tree")


def _field(name: str | None) -> str:
    return f"{name}:" if name else ""


def _days(days: Days) -> str:
    """Write days as short as they can be: 2023, 2023-09, 2023-09-20, or a range."""
    if days.first and days.last and (whole := _whole(days.first, days.last)):
        return whole
    return f"{days.first or ''}..{days.last or ''}"


def _whole(first: datetime.date, last: datetime.date) -> str | None:
    """Give the year, month or day that lies from the first day to the last."""
    if first == last:
        return first.isoformat()
    starts_month, ends_month = first.day == 1, (last + _DAY).day == 1
    if not (starts_month and ends_month and first.year == last.year):
        return None
    if first.month == last.month:
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if (first.month, last.month) == (1, 12) else None


def in_words(tree: Node) -> str:
    """Say in a sentence which articles a typed tree finds."""
    if tree == Everything():
        return "All articles."
    return f"Articles {_said(tree)}."


def _said(node: Node) -> str:
    match node:
        case And(parts):
            return " and ".join(_grouped(part) for part in parts)
        case Or(parts):
            return " or ".join(_grouped(part) for part in parts)
        case Not(part):
            return f"not {_grouped(part)}"
        case Prefer(where, better):
            return f"{_grouped(where)}, best those {_grouped(better)}"
        case _:
            return _said_leaf(node)


def _grouped(node: Node) -> str:
    return f"({_said(node)})" if isinstance(node, (And, Or, Prefer)) else _said(node)


_PLACES = {
    None: "", "headline": " in the headline", "subtitle": " in the subtitle", "by": " in the byline",
    "caption": " in a caption", "body": " in the body", "author": " as author", "source": " as source",
    "section": " as section", "topic": " as topic",
}  # fmt: skip
_THINGS = {"image": "an image", "related": "a related link", "correction": "a correction"}


def _said_leaf(leaf: Node) -> str:
    match leaf:
        case Word(text, field, True):
            return f"with “{text}” as written{_PLACES[field]}"
        case Word(text, field):
            return f"with “{text}” in any form{_PLACES[field]}"
        case Quoted(text, field, 0):
            return f"with the phrase “{text}”{_PLACES[field]}"
        case Quoted(text, field, slop):
            return f"with “{text}” in this order and at most {slop} other words between{_PLACES[field]}"
        case Prefix(text, field):
            return f"with a word that begins with “{text}”{_PLACES[field]}"
        case Near(text, field):
            return f"with a word spelt like “{text}”{_PLACES[field]}"
        case Days():
            return f"published {_said_days(leaf)}"
        case Has(what):
            return f"with {_THINGS[what]}"
        case Language(tag):
            return f"in the language {tag}"
    return "of any kind"


def _said_days(days: Days) -> str:
    if days.first == days.last:
        return f"on {_date(days.first)}"
    if not days.first:
        return f"on or before {_date(days.last)}"
    if not days.last:
        return f"on or after {_date(days.first)}"
    match (_whole(days.first, days.last) or "").split("-"):
        case [year, month]:
            return f"in {calendar.month_name[int(month)]} {year}"
        case [year] if year:
            return f"in {year}"
    return f"from {_date(days.first)} to {_date(days.last)}"


def _date(date: datetime.date) -> str:
    return f"{date.day} {calendar.month_name[date.month]} {date.year}"
