"""Do once what web server and indexer need, where each runs alone."""

import os

from django.core.checks import Tags

from archive.checks import SETTINGS
from archive.management.commands.up import Command as Up
from archive.management.commands.up import alone
from archive.preparation import prepare


class Command(Up):
    """`manage.py prepare`."""

    help = (
        "Do what `up` does before it starts anything: check the settings, make or migrate the tables, collect style "
        "sheets, load the sample. Then `gunicorn --config python:archive.server archive.wsgi` and "
        "`manage.py index --follow` may run, each by itself."
    )

    def handle(self, **options):
        """Prepare, or end with status 1 and a sentence."""
        os.umask(0o077)
        self.refuse_mistakes(SETTINGS)
        with alone():
            self.refuse_mistakes(Tags.database)
            prepare(self.say)
