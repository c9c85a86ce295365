"""What the process has loaded that those of `forked.py` come from; nothing else imports it."""

import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
os.environ.pop("DATABASE_URL", None)

import django
from django.conf import settings
from django.core.management import get_commands, load_command_class

django.setup()
for name in ("backup", "restore", "migrate", "import_articles", "index", "check_index"):
    load_command_class(get_commands()[name], name)


def point_to(data):
    """Have the settings be those of the archive in this folder."""
    settings.ARCHIVE_DATA = Path(data)
    settings.ARCHIVE_DATA.mkdir(mode=0o700, exist_ok=True)
    settings.ARCHIVE_ORIGINALS = settings.ARCHIVE_DATA / "originals"
    settings.STATIC_ROOT = settings.ARCHIVE_DATA / "static"
    settings.DATABASES["default"]["NAME"] = f"{data}/archive.sqlite3"
    settings.SEARCH_URL = f"whoosh://{data}/index"
