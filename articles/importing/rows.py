"""Drafts to rows: new articles with all that belongs to them, in few statements for many."""

import json

from django.utils import timezone

from articles import originals
from articles.addresses import Address, key_of
from articles.batching import batches
from articles.fingerprints import hash_of_text
from articles.importing.draft import Rejected
from articles.inserting import insert_numbered
from articles.models import (
    Article,
    Author,
    Authorship,
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
    """The ids of sources, authors and topics that some drafts name; new ones are added. Use it inside an act."""

    def __init__(self, drafts):
        sources = {source_key(one): one for one in drafts if one.source_name}
        self.sources = _added(Source, "key", sources, _source)
        authors = {author.name: author for one in drafts for author in one.authors}
        self.authors = _added(Author, "name", authors, lambda one: {"name": one.name, "kind": one.kind})
        topics = {name: name for one in drafts for name in one.topics}
        self.topics = _added(Topic, "name", topics, lambda name: {"name": name})

    def source_of(self, draft):
        """The id of the source of a draft, or None."""
        return self.sources.get(source_key(draft))


def source_key(draft):
    """What a draft's source is known by: its domain, or its name where it has none."""
    return draft.source_domain or draft.source_name


def _source(draft):
    return {"name": draft.source_name, "domain": draft.source_domain, "key": source_key(draft)}


def _added(model, field, wanted, make):
    """{value of field: id} for all wanted values. The lock of the act keeps others from adding them meanwhile."""
    found = {}
    for some in batches(wanted):
        found |= dict(model.objects.filter(**{f"{field}__in": some}).values_list(field, "pk"))
    new = [value for value in wanted if value not in found]
    ids = insert_numbered(model, [make(wanted[value]) for value in new])
    return found | dict(zip(new, ids, strict=True))


# --- new articles -------------------------------------------------------------------------------


def insert(drafts, names, *, status):
    """Add an article for each draft; `status` gives each one's. Returns the ids of the articles in order."""
    ids = Article.objects.insert(_article(draft, names, status(draft)) for draft in drafts)
    pairs = list(zip(ids, drafts, strict=True))
    for model, make in PARTS.items():
        model.objects.insert(row for article_id, draft in pairs for row in make(article_id, draft, names))
    return ids


def _article(draft, names, status):
    return {name: getattr(draft, name) for name in PLAIN} | {
        "source_id": names.source_of(draft),
        "text": draft.text,
        "word_count": len(draft.text.split()),
        "text_hash": hash_of_text(draft.text),
        "status": status.value,
        "doubtful_address": is_doubtful(draft),
        "problems": json.dumps(draft.problems),
    }


def is_doubtful(draft):
    """Whether the address had to be repaired, or is none; None, like all that is in order, where it had not."""
    return bool(draft.printed_urls) or any(" is a doubtful address" in one for one in draft.problems) or None


def _authorships(article_id, draft, names):
    return _in_order(article_id, ({"author_id": names.authors[one.name]} for one in draft.authors))


def _taggings(article_id, draft, names):
    return _in_order(article_id, ({"topic_id": names.topics[name]} for name in draft.topics))


def _images(article_id, draft, names):
    images = draft.images
    return _in_order(article_id, ({"url": one.url, "caption": one.caption, "credit": one.credit} for one in images))


def _links(article_id, draft, names):
    links = draft.related_links
    return _in_order(article_id, ({"title": one.title, "url": one.url, "key": key_of(one.url)} for one in links))


def _in_order(article_id, rows):
    return [row | {"article_id": article_id, "position": place} for place, row in enumerate(rows)]


def _corrections(article_id, draft, names):
    return [{"article_id": article_id, "at": one.at, "note": one.note} for one in draft.corrections]


PARTS = {
    Authorship: _authorships,
    Tagging: _taggings,
    Image: _images,
    RelatedLink: _links,
    Correction: _corrections,
}
"""Model of what belongs to an article → its rows for (article id, draft, names)."""


# --- what is kept beside ------------------------------------------------------------------------


def insert_addresses(named):
    """Add addresses for pairs of (article id, names of `identity.py`)."""
    Address.objects.insert(
        {"article_id": article_id, "url": name.url, "key": name.key, "kind": str(name.kind)}
        for article_id, names in named
        for name in names
    )


def insert_captures(captured, *, publish):
    """Add captures for pairs of (article id or None, `Arrival`)."""
    at = timezone.now()
    originals.capture([_capture(article_id, one, at, publish) for article_id, one in captured])


def reread_capture(article_id, arrival, *, publish):
    """Put the evidence of a better reading of the same bytes in the place of the old one."""
    reading = _reading(arrival, publish)
    evidence = json.loads(reading.pop("evidence"))
    originals.reread(article_id, arrival.identity.sha256, evidence=evidence, **reading)


def _capture(article_id, arrival, at, publish):
    record, sha256 = arrival.found.record, arrival.identity.sha256
    return _reading(arrival, publish) | {
        "article_id": article_id,
        "sha256": sha256,
        "container": record.container or sha256,
        "start": record.start,
        "size": arrival.size,
        "media_type": record.media_type,
        "captured_at": at,
        "file": record.file,
        "position": record.position,
    }


def _reading(arrival, publish):
    """What a capture says of how its bytes were read."""
    found = arrival.found
    if isinstance(found, Rejected):
        verdict, reason = "rejected", found.reason
    else:
        verdict = "published" if publish and not found.problems else "draft"
        reason = " ".join(found.problems)
    return {"verdict": verdict, "reason": reason, "importer": found.importer, "evidence": arrival.evidence}
