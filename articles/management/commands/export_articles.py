"""Write the whole archive into a folder that any archive takes in again."""

import os
import time
from argparse import RawDescriptionHelpFormatter
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.management.failing import one_sentence, stopping
from articles.management.progress import watched
from articles.moving import Failed, leaving, writing

EXAMPLES = """examples:
  export_articles /mnt/leaving                       all of it, into a new folder
  export_articles /mnt/leaving --since 812           what became another since, into the same folder
  import_articles /mnt/leaving                       in an empty archive: the same again

Status 1 when an original is lost or damaged in the archive; it is named, and the rest is exported. Accounts, tokens,
jobs and uploads are no part of it: see docs/feeding.md.
"""


class Command(BaseCommand):
    """Export, while the archive runs."""

    help = (
        "Write everything that is kept of articles into DIR: drafts, what was withdrawn, history, captures, originals; "
        "and a manifest with the SHA-256 of every file. It holds what only staff may see. `import_articles DIR` takes "
        "it into an empty archive, on whatever database. The same state makes the same bytes."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take where to, and what is there already."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("folder", metavar="DIR", help="a new folder, or with --since that of the export")
        parser.add_argument(
            "--since", type=int, metavar="SEQ", help="add what changed after SEQ, the end of the export"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be written")

    def handle(self, *, folder, since, dry_run, verbosity, **options):
        """Write it, or end with status 1 and one sentence; with 130 after Ctrl-C."""
        os.umask(0o077)  # there is more in it than readers may see
        folder, began = Path(folder).expanduser().resolve(), time.monotonic()
        watch = partial(watched, out=self.stderr) if verbosity else lambda items, **told: items
        with stopping("Stopped: what was begun is no export; the same command begins anew."), one_sentence(Failed):
            if dry_run:
                self._try(folder, since)
                return
            part = leaving.export(folder, since, watch=watch)
            lost = leaving.lost(part.manifest) if part else []
        if part is None:
            self.stdout.write(f"No article changed after {since}: nothing was written.")
            return
        if verbosity:
            self.stdout.write(f"“{part.folder}” holds {part.manifest.told()}, in {time.monotonic() - began:.0f} s.")
        for sha256 in lost:
            self.stdout.write(f"The original {sha256} is lost or damaged in the archive.")
        if lost:
            raise CommandError(f"{len(lost):,} originals are not in the export: restore them from a backup.")

    def _try(self, folder, since):
        """Say what would be written."""
        leaving.plan(folder, since)
        counts = ", ".join(f"{count:,} {name}" for name, count in writing.size().items() if count)
        self.stdout.write(f"The archive has {counts or 'nothing'} (rows). Nothing was written: this was a dry run.")
