"""What the engine refused, as curators see it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from search.models import Refusal


@admin.register(Refusal)
class RefusalAdmin(admin.ModelAdmin):
    """Articles that are missing from search, and why. The indexer alone writes here."""

    list_display = ("article", "reason", "at")
    list_display_links = None
    actions = None

    @admin.display(description="article", ordering="article_id")
    def article(self, refusal):
        """Return a link to the article."""
        place = reverse("admin:articles_article_change", args=[refusal.article_id])
        return format_html('<a href="{}">{}</a>', place, refusal.article_id)

    def has_add_permission(self, request):
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Editing the article brings it back to the engine."""
        return False
