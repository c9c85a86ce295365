"""What waits for a curator: each queue a set of rows that is counted and walked by an index of its own.

SQLite uses a partial index only where the question says its condition in so many words, and values that Django hands
over are no words; so conditions with values are written out here, and the indexes are made of the same text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import BooleanField, F, Func, Q
from django.utils import timezone

from articles.models import Article, Capture, RelatedLink, Suspicion

SHORT = 50
"""Words under which a body may have been cut."""

COUNTED = 10_000
"""Rows up to which a queue is counted: nobody needs to know more exactly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """Rows of a model that wait for the same thing. `chosen()` narrows all rows to them."""

    slug: str
    name: str
    chosen: Callable
    model: type = Article

    def rows(self):
        """Those that wait now, by id."""
        return self.model.objects.filter(self.chosen()).order_by("pk")

    def count(self):
        """How many wait; `COUNTED` + 1 for more."""
        return self.rows().order_by()[: COUNTED + 1].count()

    def first(self):
        """The id of the first one; None where nothing waits."""
        return self.rows().values_list("pk", flat=True).first()

    def after(self, pk):
        """The id of the next one."""
        return self.rows().filter(pk__gt=pk).values_list("pk", flat=True).first()

    def before(self, pk):
        """The id of the one before."""
        return self.rows().filter(pk__lt=pk).reverse().values_list("pk", flat=True).first()


def with_problems():
    """Return what holds for articles with problems."""
    if connection.vendor == "postgresql":
        return ~Q(problems=[])
    return _literally("problems", "NOT (%(expressions)s = '[]')")


def _draft():
    return _literally("status", "%(expressions)s = 'draft'")


def _literally(column, condition):
    return Q(Func(F(column), template=condition, output_field=BooleanField()))


def _ahead():
    return _draft() & Q(published_at__gt=timezone.now() + timedelta(days=1))


def _dead_links():
    return Q(pk__in=RelatedLink.objects.filter(leads_nowhere=True).order_by().values("article"))


QUEUES = {
    queue.slug: queue
    for queue in (
        Queue(slug="undated", name="Drafts without a date", chosen=lambda: _draft() & Q(published_at=None)),
        Queue(slug="ahead", name="Drafts with a date in the future", chosen=_ahead),
        Queue(
            slug="address",
            name="Drafts with a doubtful or repaired address",
            chosen=lambda: _draft() & Q(doubtful_address=True),
        ),
        Queue(
            slug="short",
            name=f"Drafts with a body of under {SHORT} words",
            chosen=lambda: _draft() & _literally("word_count", f"%(expressions)s < {SHORT}"),
        ),
        Queue(slug="sourceless", name="Drafts of an unknown source", chosen=lambda: _draft() & Q(source=None)),
        Queue(slug="drafts", name="All drafts", chosen=_draft),
        Queue(slug="duplicates", name="Suspected duplicates", chosen=Suspicion.open, model=Suspicion),
        Queue(slug="links", name="Articles with related links that lead nowhere yet", chosen=_dead_links),
        Queue(
            slug="rejected", name="Rejected imports", chosen=lambda: Q(article=None, put_aside_at=None), model=Capture
        ),
    )
}
"""Every queue by its name in addresses, in the order shown."""
