"""The admin of this archive: who may open it, and what the framework leaves to be filled in."""

from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.sites import AdminSite
from django.urls import path, reverse


class Desk(AdminSite):
    """Django's admin, open to curators and administrators without any flag."""

    def has_permission(self, request):
        """Let in whoever has work here."""
        from archive.roles import opens_desk

        return opens_desk(request.user)

    index_template = "admin/desk.html"

    def index(self, request, extra_context=None):
        """Show what waits for a curator and how the indexes stand, before all else."""
        context = {"waiting": waiting(request), "panel": indexes(request)} | (extra_context or {})
        return super().index(request, context)

    def get_urls(self):
        """Put the buttons of the first page before Django's own addresses, one of which takes any name."""
        from search.admin.panel import start_view

        start = path("index/<slug:kind>/", self.admin_view(start_view), name="start_index_job")
        return [start, *super().get_urls()]

    def password_change(self, request, extra_context=None):
        """Change one's own password; whoever guesses the old one has to wait."""
        from archive.accounts import PasswordChange

        context = self.each_context(request) | (extra_context or {})
        done = reverse("admin:password_change_done", current_app=self.name)
        return PasswordChange.as_view(success_url=done, extra_context=context)(request)


def waiting(request):
    """Return every queue that somebody may work through: {name, count, list, work}."""
    if not request.user.has_perm("articles.view_article"):
        return []
    from articles.admin import queues
    from search.models import Refusal

    refused = {
        "name": "Articles that the index refused",
        "count": queues.told(Refusal.objects.count()),
        "list": reverse("admin:search_refusal_changelist"),
        "work": "",
    }
    return [*queues.waiting(), refused]


def indexes(request):
    """Return how the indexes stand, for whoever keeps articles in order."""
    from search.admin.panel import may_start
    from search.panel import panel

    return panel() if may_start(request) else None


class DeskConfig(SimpleAdminConfig):
    """Puts `Desk` in the place of Django's own. What it shows is loaded with the addresses: commands do without."""

    default_site = "archive.desk.Desk"
