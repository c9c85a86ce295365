"""New bytes for an article that is kept: what they change, and what a curator's hand keeps."""

from dataclasses import dataclass, field
from itertools import pairwise

from django.db import models

from articles.addresses import key_of
from articles.dates import PRECISIONS
from articles.history import Revision
from articles.importing.draft import Draft
from articles.importing.rows import PARTS, PLAIN, is_doubtful, source_key
from articles.models import Article, Authorship, Image, RelatedLink, Status, Tagging
from articles.problems import LACKING

IMPORTERS = ("import_articles", "sample")
"""By whom imports from the command line are recorded; every edit that no import made is a curator's."""

BY = "import by "
"""How those begin whom somebody started in the admin or over the API: no user's name has a space."""

_LISTS = {"authors": Authorship, "topics": Tagging, "images": Image, "related_links": RelatedLink}


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What new bytes change in an article: fields, the problems it has then, and whether that makes it public."""

    article: Article
    draft: Draft
    changed: dict = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    settled: bool = False

    @property
    def is_empty(self):
        """Whether the article stays as it is."""
        return not self.changed and list(self.problems) == self.article.problems and not self.settled

    @property
    def verdict(self):
        """What became of the record."""
        return "published" if self.settled else "revised" if self.changed else "captured"


def plan(article, draft, *, curated, publish):
    """Plan what a draft changes in an article that was read `with_parts()`.

    A value that the new record lacks stays, and so does one that a curator has edited: there the difference
    becomes a problem. The status stays too, but for a draft whose problems the record settles. Corrections of what is
    public are told by those who may publish alone.
    """
    differing = differences(article, draft)
    own = curated - {"corrections"} if publish or not article.public else curated | {"corrections"}
    kept = sorted(differing.keys() & own)
    changed = {name: value for name, value in differing.items() if name not in kept}
    problems = (*_lacking(article, changed), *_doubts(draft), *map(_kept, kept))
    settled = publish and article.status == Status.DRAFT and bool(article.problems) and not problems
    return Plan(article=article, draft=draft, changed=changed, problems=problems, settled=settled)


def carry_out(planned, names):
    """Write what is planned, inside an act that touches the article."""
    article = planned.article
    for name in planned.changed:
        _set(article, planned.draft, names, name)
    article.problems = list(planned.problems)
    if "source_url" in planned.changed:
        article.doubtful_address = is_doubtful(planned.draft)
    article.save()
    if planned.settled:
        models.QuerySet(Article).filter(pk=article.pk).update(status=Status.PUBLISHED)


# --- what differs -------------------------------------------------------------------------------


def differences(article, draft):
    """{field: what the draft says} where that is something, and something else than the article says."""
    state, said = article.state(), _said(article, draft)
    return {name: value for name, value in said.items() if value and value != _compared(name, state[name])}


def _said(article, draft):
    """What a draft says, in the form of an article's state."""
    held = {one.note for one in article.corrections.all()}
    says_less = _says_less(article, draft)
    said = {name: getattr(draft, name) for name in PLAIN if name not in ("published_at", "date_precision")}
    return said | {
        "language": "" if draft.language == "und" else draft.language,
        "published_at": None if says_less or not draft.published_at else draft.published_at.isoformat(),
        "date_precision": "" if says_less else draft.date_precision,
        "source_url": "" if key_of(draft.source_url) == key_of(article.source_url) else draft.source_url,
        "source": source_key(draft),
        "authors": [one.name for one in draft.authors],
        "topics": list(draft.topics),
        "images": [(one.url, one.caption, one.credit) for one in draft.images],
        "related_links": [(one.title, one.url) for one in draft.related_links],
        "corrections": [one for one in draft.corrections if one.note not in held],
    }


def _says_less(article, draft):
    """Whether the draft's date only says again, and less precisely, what the article's says."""
    if not (article.published_at and draft.published_at):
        return False
    old, new = article.date_precision, draft.date_precision
    shared = {"year": 1, "month": 2, "day": 3}.get(new, 0)
    same = article.published_at.timetuple()[:shared] == draft.published_at.timetuple()[:shared]
    return PRECISIONS.index(new) < PRECISIONS.index(old) and same


def _compared(name, value):
    """What of a state is compared: links without their targets, authors by name, a source by its key."""
    if name == "related_links":
        return [(one["title"], one["url"]) for one in value]
    if name == "images":
        return [(one["url"], one["caption"], one["credit"]) for one in value]
    if name == "authors":
        return [one["name"] for one in value]
    if name == "source":
        return value and (value["domain"] or value["name"])
    return value


def curated_fields(articles):
    """{article id: names of the fields that an edit other than an import has changed}, from their revisions."""
    states = {article.pk: [(article.state(), "")] for article in articles}
    rows = Revision.objects.filter(article_id__in=states).order_by("article_id", "-number")
    for article_id, state, by in rows.values_list("article_id", "state", "by"):
        states[article_id].append((state, by))
    return {article_id: _edited(newest_first) for article_id, newest_first in states.items()}


def _edited(states):
    """A revision names who ended it: compare each with what came after."""
    edited = set()
    for (after, _), (before, by) in pairwise(states):
        if by not in IMPORTERS and not by.startswith(BY):
            edited |= {name for name in after if after[name] != before.get(name)}
    return edited


# --- problems -----------------------------------------------------------------------------------


def _lacking(article, changed):
    return [said for name, said in LACKING.items() if not (getattr(article, name) or name in changed)]


def _doubts(draft):
    return [one for one in draft.problems if one not in LACKING.values()]


def _kept(name):
    if name == "corrections":
        return "New bytes bring corrections, which an import that publishes nothing does not tell readers."
    return f"New bytes differ in the {name.replace('_', ' ')}; what a curator wrote was kept."


# --- what is written ----------------------------------------------------------------------------


def _set(article, draft, names, name):
    """Put one changed value into the article's fields, or its rows into the database."""
    if name in _LISTS:
        model = _LISTS[name]
        models.QuerySet(model).filter(article=article).delete()
        model.objects.insert(PARTS[model](article.pk, draft, names))
    elif name == "corrections":
        for note in _said(article, draft)["corrections"]:
            article.corrections.model(article=article, at=note.at, note=note.note).save()
    elif name == "source":
        article.source_id = names.source_of(draft)
    else:
        setattr(article, name, getattr(draft, name))
