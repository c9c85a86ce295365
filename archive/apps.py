"""The app that wires the others together, and judges the settings."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The project itself."""

    name = "archive"

    def ready(self):
        """Register the system checks."""
        from archive import checks  # noqa: F401
