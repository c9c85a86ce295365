"""The archive's own shape: an article as a line of `export.ndjson`, and the digest by which mirrors know it.

A line is an article as the API gives it, without what another archive cannot know: ids of names, where its related
links lead, addresses of this host. It is canonical JSON (RFC 8785), so the bytes of a line are those that its SHA-256
is taken of. Nothing of it changes without an entry of the change log.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import orjson
from django.db.models.functions import Length

from articles.batching import batches
from articles.compiled import Compiled
from articles.models import Article, Authorship, Correction, Image, RelatedLink, Tagging

FIELDS = (
    "id",
    "headline",
    "subtitle",
    "byline",
    "section",
    "language",
    "published_at",
    "date_precision",
    "source_url",
    "body",
    "text",
    "word_count",
    "revision",
    "created_at",
    "updated_at",
)
"""What a line takes from the row of an article as it is."""

MEDIA_TYPE = "application/x-ndjson"

TOGETHER, HEAVIEST = 500, 4_000_000
"""(Articles, characters of their bodies) that are sent as one piece: about a megabyte, never what fills a machine."""

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
"""Makes of a record what RFC 8785 asks for: its names are ASCII and its numbers whole, so no more is needed."""


def lines(ids: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Yield (id, line without its end) of those of these articles that are public, in the order of `ids`."""
    for record in records(ids):
        yield record["id"], canonical(record)


def pieces(ids: Iterable[int]) -> Iterator[bytes]:
    """Yield the lines of those of these articles that are public, each ended by a line feed, some hundreds a piece."""
    for some in portions(ids):
        if piece := b"".join(line + b"\n" for _, line in lines(some)):
            yield piece


def portions(ids: Iterable[int], heaviest: int = HEAVIEST) -> Iterator[list[int]]:
    """Yield ids of articles that are read together: few where they are long, one where it is longer than all may be."""
    for some in batches(ids, TOGETHER):
        lengths, portion, weight = dict(_lengths(some)), [], 0
        for article_id in some:
            weight += lengths.get(article_id, 0)
            if portion and weight > heaviest:
                yield portion
                portion, weight = [], lengths.get(article_id, 0)
            portion.append(article_id)
        yield portion


def lightest(ids: Iterable[int]) -> list[int]:
    """Return the first of some ids, as many as are read together: of a page that is made whole before it is sent."""
    return next(portions(ids, HEAVIEST), [])


def digests(ids: Iterable[int]) -> dict[int, str]:
    """Return {id: SHA-256 in hexadecimal digits of its line} of those of these articles that are public."""
    return {article_id: hashlib.sha256(line).hexdigest() for article_id, line in lines(ids)}


def canonical(record: dict) -> bytes:
    """Return a record as a line has it."""
    return orjson.dumps(record, option=CANONICAL)


def record_of(article: dict) -> dict:
    """Return the record of an article that is given as `shapes.whole` has it."""
    record = {name: article[name] for name in FIELDS}
    source = article["source"]
    return (
        record
        | {"source": source and {"name": source["name"], "domain": source["domain"]}, "topics": article["topics"]}
        | {"images": article["images"], "corrections": article["corrections"]}
        | {"authors": [{"name": one["name"], "kind": one["kind"]} for one in article["authors"]]}
        | {"related_links": [{"title": one["title"], "url": one["url"]} for one in article["related_links"]]}
    )


def records(ids: Iterable[int]) -> Iterator[dict]:
    """Yield those of these articles that are public, in the order of `ids`. Six queries for 500 articles."""
    for some in batches(ids):
        rows = {row[0]: row for row in _rows(some)}
        parts = {name: _parts(read, some, make) for name, (read, make) in PARTS.items()}
        for row in (rows[article_id] for article_id in some if article_id in rows):
            yield _record(row, parts)


def _record(row, parts):
    *values, name, domain = row
    record = dict(zip(FIELDS, values, strict=True))
    record["source"] = {"name": name, "domain": domain or None} if name else None
    return record | {part: held.get(row[0], []) for part, held in parts.items()}


def _parts(read, ids, make):
    found = defaultdict(list)
    for article_id, *values in read(ids):
        found[article_id].append(make(*values))
    return found


# --- queries ------------------------------------------------------------------------------------


def _of_articles(ids: Sequence[int]):
    return Article.objects.public().filter(pk__in=ids).order_by().values_list(*FIELDS, "source__name", "source__domain")


def _of(model, *columns):
    """Return how the parts of some articles are read, in the order that their model gives them."""
    order = model._meta.ordering

    def rows(ids):
        return model.objects.filter(article__in=ids).order_by(*order).values_list("article_id", *columns)

    return Compiled(rows)


_rows = Compiled(_of_articles)
_lengths = Compiled(lambda ids: Article.objects.filter(pk__in=ids).order_by().values_list("pk", Length("body")))

PARTS = {
    "authors": (_of(Authorship, "author__name", "author__kind"), lambda name, kind: {"name": name, "kind": kind}),
    "topics": (_of(Tagging, "topic__name"), lambda name: name),
    "images": (
        _of(Image, "url", "caption", "credit"),
        lambda url, caption, credit: {"url": url, "caption": caption, "credit": credit},
    ),
    "related_links": (_of(RelatedLink, "title", "url"), lambda title, url: {"title": title, "url": url}),
    "corrections": (_of(Correction, "at", "note"), lambda at, note: {"at": at, "note": note}),
}
"""{name in the record: (how it is read, how one of it is written)}."""
