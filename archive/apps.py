"""The app that wires the others together, and judges the settings."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ArchiveConfig(AppConfig):
    """The project itself."""

    name = "archive"

    def ready(self):
        """Register the system checks, and give the roles their rights whenever tables were made."""
        from archive import checks  # noqa: F401
        from archive.roles import ROLES, make_roles

        for label in {label for labels in ROLES.values() for label in labels}:
            post_migrate.connect(make_roles, sender=apps.get_app_config(label), dispatch_uid=f"roles in {label}")
