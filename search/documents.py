"""Article → Document: which fields are searched, and which values are counted and filtered by.

Read as plain rows: model instances with their parts take six times as long, and half of all the time of indexing.
"""

import datetime
from collections.abc import Iterator, Sequence

from articles.models import Authorship, Correction, Image, RelatedLink, Tagging
from search.analysis import Analysis
from search.engines.base import Document
from search.shelves import PUBLIC, Shelf

COLUMNS = ("pk", "headline", "subtitle", "byline", "text", "section", "language", "published_at")
SOURCE = ("source__key", "source__name", "source__domain")


UNDATED = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
"""Where what has no date stands in an index: before everything that a query can ask for (from 1400 on), so that it is
the oldest by date. `date:<2000` alone would find it: whoever asks the desk's index says where dates begin."""


def documents(article_ids: Sequence[int], analysis: Analysis, shelf: Shelf = PUBLIC) -> Iterator[Document]:
    """Yield what an engine keeps of those of these articles that are on a shelf, by id. Six queries, however many."""
    rows = shelf.articles().filter(pk__in=article_ids).order_by("pk").values_list(*COLUMNS, *SOURCE, named=True)
    parts = Parts([row.pk for row in rows]) if rows else None
    for row in rows:
        yield _document(row, parts, analysis)


class Parts:
    """What belongs to some articles, by article: in the order in which it is printed."""

    def __init__(self, article_ids: Sequence[int]):
        def rows(model, *columns):
            return model.objects.filter(article__in=article_ids).values_list("article_id", *columns)

        self.authors = _by_article(rows(Authorship, "author__name"))
        self.topics = _by_article(rows(Tagging, "topic__name"))
        self.captions = _by_article(rows(Image, "caption", "credit"))
        self.marked = {
            "image": self.captions.keys(),
            "related": _by_article(rows(RelatedLink)).keys(),
            "correction": _by_article(rows(Correction)).keys(),
        }


def _by_article(rows) -> dict[int, list[str]]:
    found = {}
    for article_id, *values in rows:
        found.setdefault(article_id, []).extend(values)
    return found


def _document(row, parts: Parts, analysis: Analysis) -> Document:
    authors, topics = parts.authors.get(row.pk, ()), parts.topics.get(row.pk, ())
    printed = {
        "headline": [row.headline],
        "subtitle": [row.subtitle],
        "by": [row.byline],
        "caption": parts.captions.get(row.pk, ()),
        "body": [row.text],
        "author": authors,
        "source": [row.source__name, row.source__domain] if row.source__key else (),
        "section": [row.section],
        "topic": topics,
    }
    return Document(
        id=row.pk,
        published=row.published_at or UNDATED,
        texts={name: analysis.text(values, row.language) for name, values in printed.items() if any(values)},
        source=(row.source__key,) if row.source__key else (),
        author=tuple(authors),
        topic=tuple(topics),
        section=(row.section,) if row.section else (),
        language=tags_of(row.language),
        has=frozenset(name for name, articles in parts.marked.items() if row.pk in articles),
    )


def tags_of(language: str) -> tuple[str, ...]:
    """Return every tag that finds a language, the widest first: `zh-Hant-TW` → zh, zh-hant, zh-hant-tw."""
    parts = language.lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(1, len(parts) + 1))
