"""What those who follow by date are told of each article that was ever public: when it last changed, and whether it is.

The log says the same, but would have to be read whole for it: an article stands in it as often as it changed. Rows are
written at the end of each act, from its changes.
"""

import datetime
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from articles.batching import batches
from articles.compiled import Compiled
from articles.inserting import insert_or_replace


class Header(models.Model):
    """One article that is or was public. It stays when the article is deleted.

    `at` only grows from act to act, whatever the clock does: an article that is changed while somebody walks through
    all of them by (at, id) moves behind the place where they are. Source and section are empty where it is not public.
    """

    id = models.BigIntegerField(primary_key=True, help_text="that of the article")
    at = models.DateTimeField(help_text="when readers last saw another thing there")
    public = models.BooleanField(help_text="whether readers see it now")
    source = models.CharField(max_length=255, help_text="its key")
    section = models.CharField(max_length=255)

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(fields=("at", "id"), name="header_by_time"),
            models.Index(fields=("source", "at", "id"), name="header_by_source"),
            models.Index(fields=("section", "at", "id"), name="header_by_section"),
            models.Index(fields=("at", "id"), condition=Q(public=False), name="header_gone"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(public=True) | Q(source="", section=""), name="gone_says_no_more"),
        )

    def __str__(self):
        return f"article {self.pk} at {self.at}"


def renew(changes: Iterable[dict]) -> None:
    """Write what the changes of an act, as rows, make of the headers of its articles. Call it at the end of the act."""
    told = {one["article_id"]: one for one in changes if one["public"]}
    if not told:
        return
    at = after_all_others(next(iter(told.values()))["at"])
    seen = (pk for pk, one in told.items() if one["sha256"])
    names = {pk: named for some in batches(seen) for pk, *named in _names(some)}
    for some in batches(told, 5_000):
        insert_or_replace(Header, [_row(pk, at, names.get(pk)) for pk in some])


def _row(pk, at, names):
    source, section = names or ("", "")
    return {"id": pk, "at": at, "public": names is not None, "source": source or "", "section": section}


def after_all_others(at: datetime.datetime) -> datetime.datetime:
    """Return this moment, or where the clock was put back the first one behind that of all headers."""
    newest = newest_at()
    return at if newest is None or at > newest else newest + datetime.timedelta(microseconds=1)


def newest_at() -> datetime.datetime | None:
    """Return the time of the newest header; None where nothing was ever public."""
    return next((at for (at,) in _newest()), None)


def _named(ids):
    from articles.models import Article

    return Article.objects.public().filter(pk__in=ids).order_by().values_list("pk", "source__key", "section")


_names = Compiled(_named)
_newest = Compiled(lambda _: Header.objects.order_by("-at", "-id").values_list("at")[:1])
