"""Edits by whoever gives values: the API, a former state that is brought back, an act on many articles.

What is to change comes as a part of `Article.state()`: {field: value}, lists whole. Every edit is one act.
"""

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import bylines, curation
from articles.addresses import Address, AddressKind, key_of
from articles.history import Revision
from articles.importing.rows import PLAIN
from articles.models import (
    Article,
    Author,
    Authorship,
    Correction,
    Image,
    RelatedLink,
    Source,
    StateError,
    Tagging,
    Topic,
)
from articles.recording import act, content
from articles.settling import after_edit


class Conflict(StateError):
    """Somebody else has edited the article since it was read; `article` is what it is now, `with_parts()`."""

    def __init__(self, article, expected):
        self.article = article
        by = Revision.objects.filter(article_id=article.pk, number=article.revision - 1).values_list("by", flat=True)
        who = next(filter(None, by), "Somebody")
        super().__init__(
            f"{who} has edited article {article.pk} since you opened it: it is at revision {article.revision}, "
            f"and you began with {expected}. Nothing of yours was saved."
        )


def edit(article, changes, *, by="", note="", expected=None, follow=True):
    """Give an article these values, in one act; returns it as it is then, `with_parts()`. The same again is no edit.

    Whom a new byline names become the authors, unless these are given too, were chosen by hand, or are not to `follow`.
    Raises `Conflict` where its revision is not the `expected` one, and `StateError` where what is public would be
    incomplete or an address is another article's.
    """
    with act(by=by, note=note) as current:
        edit_in(current, locked(article.pk, expected), changes, follow=follow)
    return Article.objects.with_parts().get(pk=article.pk)


def edit_in(current, article, changes, *, follow=True):
    """Do as `edit` in an open act, to an article read in it `with_parts()`; returns whether that changes it."""
    if differing := differences(article.state(), changes):
        current.touch(article.pk)
        write(article, differing, follow=follow and "authors" not in changes)
    return bool(differing)


def differences(state, changes):
    """Return those of the changes that would change a state."""
    return {name: value for name, value in changes.items() if _written(value) != state.get(name)}


def _written(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def locked(article_id, expected=None):
    """Return an article, inside an act, as it is now: nobody edits it before the act ends. Raises as `edit`."""
    kept = Article.objects.select_for_update(of=("self",)).with_parts().filter(pk=article_id).first()
    if kept is None:
        raise StateError(f"Article {article_id} is not there any more.")
    if expected not in (None, kept.revision):
        raise Conflict(kept, expected)
    return kept


def write(article, changes, *, follow=True):
    """Write values of a state into an article that an open act has touched, or that is new. Raises `StateError`."""
    former = article.byline
    refuse_taken(changes.get("source_url", ""), article.pk)
    for name in PLAIN:
        if name in changes:
            setattr(article, name, _value(name, changes[name]))
    if "source_url" in changes:
        article.doubtful_address = None
    if "source" in changes:
        article.source = _source(changes["source"])
    article.problems = after_edit(article, changes.keys(), timezone.now())
    if article.public and (missing := curation.missing_parts(article)):
        raise curation.Incomplete(f"A public article needs its {' and '.join(missing)}: withdraw it first.")
    article.save()
    for name, (model, values) in _LISTS.items():
        if name in changes:
            _replace(article, model, [values(one) for one in changes[name]])
    if "byline" in changes and follow:
        bylines.follow(article, former)
    if "source_url" in changes:
        name_canonical(article)


def restore_revision(article, number, *, by="", note="", expected=None):
    """Make what an article was at revision `number` its newest one; its status, and what readers were told of it, stay.

    Raises as `edit`.
    """
    former = Revision.objects.filter(article_id=article.pk, number=number).first()
    if former is None:
        raise StateError(f"Article {article.pk} has no former revision {number}.")
    now = Article.objects.with_parts().get(pk=article.pk).state()
    wanted = content(former.state) | {"corrections": _all_of(former.state["corrections"], now["corrections"])}
    if not differences(now, wanted):
        raise StateError(f"Article {article.pk} is what it was at revision {number}: nothing was changed.")
    return edit(article, wanted, by=by, note=note or f"revision {number} again", expected=expected)


def _all_of(former, now):
    """Corrections of both lists, in the order of their moments."""
    return sorted(now + [one for one in former if one not in now], key=lambda one: one["at"])


# --- addresses ----------------------------------------------------------------------------------


def refuse_taken(url, article_id):
    """Raise `StateError` for an address under which another article is known."""
    if (key := key_of(url)) and (other := holder(key, article_id)) is not None:
        raise StateError(f"Article {other} is already known under the address {url}.")


def holder(key, article_id):
    """Return the id of the article, other than this one, that has the address with this key; None if none has."""
    return Address.objects.filter(key=key).exclude(article=article_id).values_list("article_id", flat=True).first()


def name_canonical(article):
    """Make the article's own address the canonical one of its addresses; the former one stays as an alias."""
    key = key_of(article.source_url)
    for former in article.addresses.filter(kind=AddressKind.CANONICAL).exclude(key=key):
        former.kind = AddressKind.ALIAS
        former.save()
    if key:
        own = article.addresses.filter(key=key).first() or Address(article=article, url=article.source_url, key=key)
        if own.kind != AddressKind.CANONICAL:
            own.kind = AddressKind.CANONICAL
            own.save()


# --- values of a state --------------------------------------------------------------------------


def _value(name, value):
    return parse_datetime(value) if name == "published_at" and isinstance(value, str) else value


def _source(named):
    if not named:
        return None
    name, domain = named["name"], named["domain"] or ""
    return Source.objects.get_or_create(key=domain or name, defaults={"name": name, "domain": domain})[0]


def _author(named):
    defaults = {"kind": named.get("kind") or Author.Kind.PERSON}
    return {"author": Author.objects.get_or_create(name=named["name"], defaults=defaults)[0]}


def _topic(name):
    return {"topic": Topic.objects.get_or_create(name=name)[0]}


def _image(one):
    return {name: one.get(name) or "" for name in ("url", "caption", "credit")}


def _link(one):
    target = Article.objects.filter(pk=one.get("article")).first()
    return {"title": one.get("title") or "", "url": one.get("url") or "", "target": target}


def _correction(one):
    at = one.get("at")
    return {"at": parse_datetime(at) if isinstance(at, str) else at or timezone.now(), "note": one["note"]}


_LISTS = {
    "authors": (Authorship, _author),
    "topics": (Tagging, _topic),
    "images": (Image, _image),
    "related_links": (RelatedLink, _link),
    "corrections": (Correction, _correction),
}
"""Field of a state → the model of its parts, and what one entry gives a part."""


def _replace(article, model, wanted):
    """Give an article these parts in this order; those that it has already stay the rows that they are."""
    held = list(model.objects.filter(article=article))
    rows = [_taken(held, values) or model(article=article, **values) for values in wanted]
    for gone in held:
        _drop(gone)
    for position, row in enumerate(rows):
        if row.pk is None or getattr(row, "position", position) != position:
            row.position = position
            row.save()


def _drop(row):
    """Delete a part; a link that a merged article brought along goes back to that."""
    if stood_in := getattr(row, "stood_in_id", None):
        with act() as current:
            current.touch(stood_in)
            models.QuerySet(RelatedLink).filter(pk=row.pk).update(article=stood_in, stood_in=None)
    else:
        row.delete()


def _taken(rows, values):
    """Take out of the rows, and return, the first that has these values; None where none has."""
    for place, row in enumerate(rows):
        if all(getattr(row, name) == value for name, value in values.items()):
            return rows.pop(place)
    return None
