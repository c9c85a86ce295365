"""What narrows the list of articles; each asks the database for little, also when the archive is large."""

from django.contrib import admin

from articles.models import Article, Source
from articles.queues import QUEUES, with_problems

MOST_SOURCES = 200
"""Sources offered beside the list; all others are reached from the list of sources."""


class ProblemFilter(admin.SimpleListFilter):
    """Articles with or without problems."""

    title = "problems"
    parameter_name = "problems"

    def lookups(self, request, model_admin):
        """With and without."""
        return (("some", "Some"), ("none", "None"))

    def queryset(self, request, articles):
        """Narrow to what was chosen."""
        some = Article.objects.filter(with_problems()).order_by().values("pk")
        if self.value() == "some":
            return articles.filter(pk__in=some)
        return articles.exclude(pk__in=some) if self.value() == "none" else articles


class QueueFilter(admin.SimpleListFilter):
    """Rows that wait for the same thing."""

    title = "what waits"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        """Every queue."""
        return [(queue.slug, queue.name) for queue in QUEUES.values() if queue.model is model_admin.model]

    def queryset(self, request, rows):
        """Narrow to the chosen queue."""
        queue = QUEUES.get(self.value())
        return rows.filter(queue.chosen()) if queue and queue.model is rows.model else rows


class SourceFilter(admin.SimpleListFilter):
    """Articles of one source."""

    title = "source"
    parameter_name = "source"

    def lookups(self, request, model_admin):
        """The first sources by name, and the chosen one."""
        first = list(Source.objects.values_list("pk", "name")[:MOST_SOURCES])
        chosen = [int(self.value())] if (self.value() or "").isdecimal() else []
        missing = set(chosen) - {pk for pk, _ in first}
        return first + list(Source.objects.filter(pk__in=missing).values_list("pk", "name"))

    def queryset(self, request, articles):
        """Narrow to the chosen source; what is no number finds nothing."""
        if self.value() is None:
            return articles
        return articles.filter(source=self.value()) if self.value().isdecimal() else articles.none()
