"""Walks through all of many articles, some at a time: by id, or by date.

No cursor of the database stays open between two steps: a reader may take hours, and SQLite could not empty its log.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from articles.models import Article
from articles.pagination import behind

PORTION = 10_000
"""Ids that are read with one query."""

BLOCK = 1 << 13
"""Neighbouring ids that `Once` keeps together, a bit for each."""

Place = tuple[datetime.datetime | None, int]
"""Where a walk is: the date of the last article, where it goes by date, and its id."""


def by_id(articles: QuerySet, after: int = 0) -> Iterator[int]:
    """Yield the ids of these articles behind an id, upwards."""
    there = articles.order_by("pk").values_list("pk", flat=True)
    while some := list(there.filter(pk__gt=after)[:PORTION]):
        yield from some
        after = some[-1]


def by_date(articles: QuerySet, after: Place | None = None, *, newest: bool) -> Iterator[int]:
    """Yield the ids of these articles behind a place, by date and id; each once, though its date be changed."""
    order = ("-published_at", "-id") if newest else ("published_at", "id")
    there, once = articles.order_by(*order).values_list("published_at", "id"), Once()
    further = behind("published_at", *exactly(*after), descending=newest) if after else Q()
    while some := list(there.filter(further)[:PORTION]):
        yield from (article_id for _, article_id in some if once.first(article_id))
        further = behind("published_at", *some[-1], descending=newest)


def exactly(at: datetime.datetime, article_id: int) -> Place:
    """Return the place of an article whose date is known to the second: lines tell no more."""
    kept = Article.objects.filter(pk=article_id).values_list("published_at", flat=True).first()
    return (kept if kept and kept.replace(microsecond=0) == at else at), article_id


class Once:
    """Tells of each id whether it comes for the first time. Takes a bit for each: an eighth of a MB for a million."""

    def __init__(self):
        self._blocks = {}

    def first(self, article_id: int) -> bool:
        """Return whether this id was not here before."""
        block = self._blocks.setdefault(article_id // BLOCK, bytearray(BLOCK // 8))
        place, bit = article_id % BLOCK // 8, 1 << article_id % 8
        new = not block[place] & bit
        block[place] |= bit
        return new
