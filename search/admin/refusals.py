"""What the engine refused, as curators see it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.recorded import ReadOnlyAdmin
from search.models import Refusal


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    """Articles that are missing from search, and why. The indexer alone writes here: an edit is tried again."""

    list_display = ("article", "shelf", "reason", "at")
    list_display_links = None

    @admin.display(description="article", ordering="article_id")
    def article(self, refusal):
        """Return a link to the article."""
        place = reverse("admin:articles_article_change", args=[refusal.article_id])
        return format_html('<a href="{}">{}</a>', place, refusal.article_id)
