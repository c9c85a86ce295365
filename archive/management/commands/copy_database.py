"""Move an archive to another database, such as from SQLite to PostgreSQL or back."""

import os
import re
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from archive.copying import Copying, Refused, prepare, target
from archive.management.commands.up import alone
from archive.settings import DATABASE_ADDRESS, BadAddress, database
from articles.failing import reason
from articles.history import last_change
from articles.management.progress import watched


class Command(BaseCommand):
    """Copy all rows into an empty database."""

    help = (
        "Copy the whole archive (articles, revisions, the change log with its numbers and marks, captures, accounts) "
        "into another, empty database: stop the archive, copy, set DATABASE_URL, start it again. The index goes on "
        "fitting; ARCHIVE_DATA with the originals stays. A password may be left to PGPASSWORD or ~/.pgpass."
    )

    def add_arguments(self, parser):
        """Take the address of the target."""
        parser.add_argument("url", metavar="URL", help=f"the target: {DATABASE_ADDRESS}")

    def handle(self, *, url, **options):
        """Copy everything, or end with status 1 and one sentence, and nothing copied."""
        os.umask(0o077)  # a file of SQLite's is its owner's alone
        try:
            config = database(url)
        except BadAddress as error:
            raise CommandError(f"This address {error}") from None
        copying, began = Copying(), time.monotonic()
        try:
            with alone(), target(config):
                prepare()
                with copying.begun():
                    rows = total = copying.count()
                    for _ in watched(copying.rows(), total=total, what="copied", out=self.stderr):
                        pass
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was copied ({reason(error)}).") from error
        self._tell(rows, time.monotonic() - began, copying.mending.mended, url)

    def _tell(self, rows, seconds, mended, url):
        self.stdout.write(f"Copied {rows:,} rows in {seconds:.0f} s, up to change {last_change()[0]:,}; counts agree.")
        if mended:
            self.stdout.write(f"In {mended:,} values U+FFFD stands for NUL or half a character, which is not kept.")
        self.stdout.write(f"From now on: DATABASE_URL={without_password(url)}")


def without_password(url):
    """Return an address as it may be shown; that of a file as it was given."""
    if url.startswith("sqlite:"):
        return url
    return re.sub(r"(//[^:/@]*):.*@", r"\1:…@", re.sub(r"\b(password=)[^&]*", r"\1…", url))
