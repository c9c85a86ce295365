"""Says in a sentence, in the language of the page, which articles a query finds; programs are told in English."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from articles import moments
from search.query.explain import whole
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

PLACES = {
    "headline": pgettext_lazy("where a word stands", "in the headline"),
    "subtitle": pgettext_lazy("where a word stands", "in the subtitle"),
    "by": pgettext_lazy("where a word stands", "in the byline"),
    "caption": pgettext_lazy("where a word stands", "in a caption"),
    "body": pgettext_lazy("where a word stands", "in the body"),
    "author": pgettext_lazy("where a word stands", "as author"),
    "source": pgettext_lazy("where a word stands", "as source"),
    "section": pgettext_lazy("where a word stands", "as section"),
    "topic": pgettext_lazy("where a word stands", "as topic"),
}
"""Fields by how it is said that a word stands there."""

_THINGS = {
    "image": pgettext_lazy("articles", "with an image"),
    "related": pgettext_lazy("articles", "with a related link"),
    "correction": pgettext_lazy("articles", "with a correction"),
}


def in_words(tree: Node) -> str:
    """Say in a sentence which articles a typed tree finds."""
    if tree == Everything():
        return _("All articles.")
    # A date may end with the full stop of an abbreviation, which ends a sentence as well.
    return _("Articles {such}.").format(such=_said(tree).removesuffix("."))


def _said(node: Node) -> str:
    match node:
        case And(parts):
            return _joined(pgettext("articles", "{one} and {other}"), parts)
        case Or(parts):
            return _joined(pgettext("articles", "{one} or {other}"), parts)
        case Not(part):
            return pgettext("articles", "not {such}").format(such=_grouped(part))
        case Prefer(where, better):
            template = pgettext("articles", "{such}, best those {better}")
            return template.format(such=_grouped(where), better=_grouped(better))
        case _:
            return _said_leaf(node)


def _joined(template, parts) -> str:
    said = _grouped(parts[0])
    for part in parts[1:]:
        said = template.format(one=said, other=_grouped(part))
    return said


def _grouped(node: Node) -> str:
    return f"({_said(node)})" if isinstance(node, (And, Or, Prefer)) else _said(node)


def _said_leaf(leaf: Node) -> str:
    match leaf:
        case Days():
            return _said_days(leaf)
        case Has(what):
            return str(_THINGS[what])
        case Language(tag):
            return pgettext("articles", "in the language {tag}").format(tag=tag)
        case Word() | Quoted() | Prefix() | Near():
            what = _said_words(leaf)
            return f"{what} {PLACES[leaf.field]}" if leaf.field else what
    return pgettext("articles", "of any kind")


def _said_words(leaf: Word | Quoted | Prefix | Near) -> str:
    match leaf:
        case Word(_text, _field, True):
            template = pgettext("articles", "with “{text}” as written")
        case Word():
            template = pgettext("articles", "with “{text}” in any form")
        case Quoted(_text, _field, 0):
            template = pgettext("articles", "with the phrase “{text}”")
        case Quoted(_text, _field, slop):
            between = pgettext("articles", "with “{text}” in this order and at most {slop} other words between")
            return between.format(text=leaf.text, slop=slop)
        case Prefix():
            template = pgettext("articles", "with a word that begins with “{text}”")
        case _:
            template = pgettext("articles", "with a word spelt like “{text}”")
    return template.format(text=leaf.text)


def _said_days(days: Days) -> str:
    if days.first == days.last:
        return pgettext("articles", "published on {day}").format(day=moments.day(days.first))
    if not days.first:
        return pgettext("articles", "published on or before {day}").format(day=moments.day(days.last))
    if not days.last:
        return pgettext("articles", "published on or after {day}").format(day=moments.day(days.first))
    match (whole(days.first, days.last) or "").split("-"):
        case [_year, _month]:
            return pgettext("articles", "published in {month}").format(month=moments.month(days.first))
        case [year] if year:
            return pgettext("articles", "published in {year}").format(year=moments.year(days.first))
    span = {"first": moments.day(days.first), "last": moments.day(days.last)}
    return pgettext("articles", "published from {first} to {last}").format(**span)
