"""Says how a query was understood: as a query again."""

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
    if days.first and days.last and (written := whole(days.first, days.last)):
        return written
    return f"{days.first or ''}..{days.last or ''}"


def whole(first: datetime.date, last: datetime.date) -> str | None:
    """Give the year, month or day that lies from the first day to the last."""
    if first == last:
        return first.isoformat()
    starts_month, ends_month = first.day == 1, (last + _DAY).day == 1
    if not (starts_month and ends_month and first.year == last.year):
        return None
    if first.month == last.month:
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if (first.month, last.month) == (1, 12) else None
