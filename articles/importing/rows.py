"""Drafts to rows: new articles with all that belongs to them, in few statements for many."""

from django.db import models
from django.utils import timezone

from articles import originals
from articles.addresses import Address, key_of
from articles.importing.draft import Rejected
from articles.models import (
    Article,
    Author,
    Authorship,
    Capture,
    Correction,
    Image,
    RelatedLink,
    Source,
    Tagging,
    Topic,
)

PLAIN = (
    "headline",
    "subtitle",
    "byline",
    "section",
    "language",
    "published_at",
    "date_precision",
    "source_url",
    "body",
)
"""Fields that a draft and an article have under the same name."""


class Names:
    """The sources, authors and topics that some drafts name; those that are new are added. Use it inside an act."""

    def __init__(self, drafts):
        sources = {source_key(one): one for one in drafts if one.source_name}
        self.sources = _added(Source, "key", sources, _source)
        authors = {author.name: author for one in drafts for author in one.authors}
        self.authors = _added(Author, "name", authors, lambda one: Author(name=one.name, kind=one.kind))
        topics = {name: name for one in drafts for name in one.topics}
        self.topics = _added(Topic, "name", topics, lambda name: Topic(name=name))

    def source_of(self, draft):
        """The source row of a draft, or None."""
        return self.sources.get(source_key(draft))


def source_key(draft):
    """What a draft's source is known by: its domain, or its name where it has none."""
    return draft.source_domain or draft.source_name


def _source(draft):
    return Source(name=draft.source_name, domain=draft.source_domain, key=source_key(draft))


def _added(model, field, wanted, make):
    """{value of field: row} for all wanted values. The lock of the act keeps others from adding them meanwhile."""
    if not wanted:
        return {}
    found = {getattr(row, field): row for row in model.objects.filter(**{f"{field}__in": list(wanted)})}
    new = [make(one) for value, one in wanted.items() if value not in found]
    models.QuerySet(model).bulk_create(new, batch_size=500)
    return found | {getattr(row, field): row for row in new}


# --- new articles -------------------------------------------------------------------------------


def insert(drafts, names, *, status):
    """Add an article for each draft; `status` gives each one's. Returns the articles in order."""
    articles = [_article(draft, names, status(draft)) for draft in drafts]
    Article.objects.insert(articles)
    pairs = list(zip(articles, drafts, strict=True))
    for model, make in PARTS.items():
        model.objects.insert([row for article, draft in pairs for row in make(article, draft, names)])
    return articles


def _article(draft, names, status):
    return Article(
        **{name: getattr(draft, name) for name in PLAIN},
        source=names.source_of(draft),
        text=draft.text,
        word_count=len(draft.text.split()),
        status=status,
        problems=list(draft.problems),
    )


def _authorships(article, draft, names):
    authors = [names.authors[one.name] for one in draft.authors]
    return [Authorship(article=article, author=one, position=place) for place, one in enumerate(authors)]


def _taggings(article, draft, names):
    topics = [names.topics[name] for name in draft.topics]
    return [Tagging(article=article, topic=one, position=place) for place, one in enumerate(topics)]


def _images(article, draft, names):
    return [
        Image(article=article, position=place, url=one.url, caption=one.caption, credit=one.credit)
        for place, one in enumerate(draft.images)
    ]


def _links(article, draft, names):
    return [
        RelatedLink(article=article, position=place, title=one.title, url=one.url, key=key_of(one.url))
        for place, one in enumerate(draft.related_links)
    ]


def _corrections(article, draft, names):
    return [Correction(article=article, at=one.at, note=one.note) for one in draft.corrections]


PARTS = {
    Authorship: _authorships,
    Tagging: _taggings,
    Image: _images,
    RelatedLink: _links,
    Correction: _corrections,
}
"""Model of what belongs to an article → its rows for (article, draft, names)."""


# --- what is kept beside ------------------------------------------------------------------------


def insert_addresses(named):
    """Add addresses for pairs of (article id, names of `identity.py`)."""
    Address.objects.insert(
        [Address(article_id=pk, url=name.url, key=name.key, kind=name.kind) for pk, names in named for name in names]
    )


def insert_captures(captured, *, publish):
    """Add captures for triples of (article id or None, `Draft` or `Rejected`, SHA-256)."""
    at = timezone.now()
    originals.capture([_capture(article_id, found, sha256, at, publish) for article_id, found, sha256 in captured])


def reread_capture(article_id, draft, sha256, *, publish):
    """Put the evidence of a better reading of the same bytes in the place of the old one."""
    originals.reread(article_id, sha256, **_reading(draft, publish))


def _capture(article_id, found, sha256, at, publish):
    record = found.record
    return Capture(
        article_id=article_id,
        sha256=sha256,
        container=record.container or sha256,
        start=record.start,
        size=len(record.data),
        media_type=record.media_type,
        captured_at=at,
        file=record.file,
        position=record.position,
        **_reading(found, publish),
    )


def _reading(found, publish):
    """What a capture says of how its bytes were read."""
    if isinstance(found, Rejected):
        return {"verdict": "rejected", "reason": found.reason, "importer": found.importer}
    return {
        "verdict": "published" if publish and not found.problems else "draft",
        "reason": " ".join(found.problems),
        "importer": found.importer,
        "evidence": [_evidence(one) for one in found.evidence],
    }


def _evidence(one):
    shown = {"field": one.field, "rule": one.rule, "start": one.start, "end": one.end, "raw": one.raw}
    shown |= {"value": one.value, "repairs": list(one.repairs)}
    return shown | {"raw_field": one.raw_field} if one.raw_field else shown
