"""What narrows the list of articles; each asks the database for little, also when the archive is large."""

from django.contrib import admin

from articles.models import Source

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
        if self.value() == "some":
            return articles.exclude(problems=[])
        return articles.filter(problems=[]) if self.value() == "none" else articles


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
