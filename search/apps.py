"""The app that finds articles."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finds articles; keeps small tables of what an engine refused, and of what is gone from its files."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Make the kinds of jobs known."""
        from search import jobs  # noqa: F401
