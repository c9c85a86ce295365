"""What happened to an article, and what it was before: its page of history, and the log as a list."""

import json

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.recorded import ReadOnlyAdmin
from articles.models import Article, Change, Revision

SHOWN = 100
"""Entries on one page of history: the newest."""

LONGEST = 120
"""Letters of a value shown beside its field; what is longer is only named."""


KNOWN_BY = ("name", "title", "note", "caption", "credit", "url")
"""What authors, sources, related links, corrections and pictures are known by."""


class HistoryPage:
    """The part of the admin of articles that shows their history in place of Django's own."""

    object_history_template = "admin/articles/article/history.html"

    def history_view(self, request, object_id, extra_context=None):
        """Show the log of the archive, which holds the acts of importers and commands as well."""
        article = self.get_object(request, object_id)
        entries = history_of(article) if article is not None else []
        return super().history_view(request, object_id, {"entries": entries, **(extra_context or {})})


def history_of(article):
    """Return the newest changes, newest first: {change, revision, fields}, the last two where fields were edited."""
    revisions = Revision.objects.filter(article_id=article.pk).order_by("-number")[:SHOWN]
    before = {(revision.number + 1, revision.at): revision for revision in revisions}
    after = Article.objects.with_parts().get(pk=article.pk).state()
    entries = []
    for change in Change.objects.filter(article_id=article.pk).order_by("-seq")[:SHOWN]:
        revision = before.get((change.revision, change.at))
        entries.append({"change": change, "revision": revision, "fields": []})
        if revision is not None:
            entries[-1]["fields"] = differences(revision.state, after)
            after = revision.state
    return entries


def differences(before, after):
    """Return (field, old value, new value) for what differs; values that are long are None."""
    names = [name for name in before if name not in {"status", "revision"} and before[name] != after.get(name)]
    return [(name.replace("_", " "), short(before[name]), short(after.get(name))) for name in names]


def short(value):
    """Return a value as one line, or None when it is too long for one."""
    line = "; ".join(map(named, value)) if isinstance(value, list) else named(value)
    return line if len(line) <= LONGEST and "\n" not in line else None


def named(value):
    """Return what people call a value: of a part of an article, such as a picture, what they would know it by."""
    if isinstance(value, dict):
        return next((str(value[name]) for name in KNOWN_BY if value.get(name)), "—")
    return "" if value is None else str(value)


def article_link(article_id):
    """Return a link to the page of an article, which may be gone."""
    return format_html('<a href="{}">{}</a>', reverse("admin:articles_article_change", args=[article_id]), article_id)


class LogAdmin(ReadOnlyAdmin):
    """What was written once, found by the number of an article or by who did it."""

    search_fields = ("article_id", "by")
    search_help_text = "The number of an article, or who."

    def get_search_results(self, request, queryset, search_term):
        """Find a number by the index."""
        term = search_term.strip()
        if term.isdecimal() and len(term) < 19:
            return queryset.filter(article_id=int(term)), False
        return (queryset.filter(by=term) if term else queryset), False


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """The log, newest first."""

    list_display = ("seq", "at", "kind", "article", "revision", "by", "reason", "note")
    list_filter = ("kind", "public")
    ordering = ("-seq",)

    @admin.display(description="article", ordering="article_id")
    def article(self, change):
        """Return a link to the article."""
        return article_link(change.article_id)


@admin.register(Revision)
class RevisionAdmin(LogAdmin):
    """What articles were before they were edited."""

    list_display = ("__str__", "article", "number", "at", "by", "note")
    ordering = ("-id",)
    fields = ("article", "number", "at", "by", "note", "as_it_was")

    def get_queryset(self, request):
        """The list never reads what is long."""
        rows = super().get_queryset(request)
        return rows.defer("state") if request.resolver_match.url_name.endswith("changelist") else rows

    @admin.display(description="article")
    def article(self, revision):
        """Return a link to the article."""
        return article_link(revision.article_id)

    @admin.display(description="as it was")
    def as_it_was(self, revision):
        """Return every field of the article before the edit."""
        text = json.dumps(revision.state, ensure_ascii=False, indent=2)
        return format_html('<pre class="state" tabindex="0" role="region" aria-label="As it was">{}</pre>', text)
