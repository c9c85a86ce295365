"""The app that finds articles."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finds articles; keeps one small table of what an engine refused."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"
