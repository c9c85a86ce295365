"""Put a safe copy in the place of the archive."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.copies import restoring
from archive.copies.manifest import backups
from archive.copies.telling import one_sentence, originals, progress
from archive.management.commands.up import alone


class Command(BaseCommand):
    """Verify, then restore."""

    help = (
        "Put a backup in the place of this archive, which must be stopped: the newest in DIR, or DIR/NAME. All of it "
        "is read and compared first. The database is switched last, at once. Nothing is deleted: --replace keeps "
        "the former database beside it. Then start `up`, which migrates, and rebuilds the index where it does not fit."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the backup; what could hurt only when asked for."""
        parser.add_argument("backup", metavar="DIR", help="a folder of backups, or one backup in it")
        parser.add_argument("--replace", action="store_true", help="also where there are articles; they are kept aside")
        parser.add_argument("--dry-run", action="store_true", help="only verify, and say what would happen")
        parser.add_argument("--accept-losses", action="store_true", help="also where originals in DIR are damaged")

    def handle(self, *, backup, replace, dry_run, accept_losses, verbosity, **options):
        """Do it, or end with status 1 and one sentence."""
        os.umask(0o077)
        watch = progress(self.stderr, quiet=not verbosity)
        with one_sentence("Stopped: the archive is as it was."):
            chosen = backups(Path(backup).expanduser().resolve())[-1]
            if dry_run:
                self._try(self._read(chosen, accept_losses, watch), replace)
                return
            with alone():
                for sentence in restoring.hindrances(chosen, replace=replace):
                    raise CommandError(sentence)
                planned = self._read(chosen, accept_losses, watch)
                aside = restoring.restore(planned, watch=watch)
        self.stdout.write(f"Restored: {self._told(planned)}.")
        if missing := planned.manifest.missing:
            self.stdout.write(f"{originals(len(missing)).capitalize()} had been missing when the backup was made.")
        if aside:
            self.stdout.write(f"The former database is kept as {aside}: remove it when all is well.")
        self.stdout.write("Now start `manage.py up`: it migrates, and rebuilds the index where it does not fit.")

    def _read(self, chosen, accept_losses, watch):
        """Read all of a backup; end with status 1 where it is not whole, unless that is accepted."""
        planned = restoring.plan(chosen, watch=watch)
        for sha256, wrong in planned.wrong.items():
            self.stdout.write(f"The original {sha256} {wrong}.")
        if planned.wrong and not accept_losses:
            raise CommandError(
                f"The backup is not whole ({originals(len(planned.wrong))} lost or damaged): nothing was restored. "
                "--accept-losses restores the rest."
            )
        return planned

    def _try(self, planned, replace):
        """Say whether a backup that was read can be put here, and all that stands in the way: then status 1."""
        hindrances = [*_running(), *restoring.hindrances(planned.backup, replace=replace)]
        if not hindrances:
            self.stdout.write(f"It can be restored: {self._told(planned)}.")
            return
        self.stdout.write(f"All of it was read and compared: {self._told(planned)}.")
        raise CommandError(f"It cannot be restored here as things are. {' '.join(hindrances)}")

    def _told(self, planned):
        return f"{planned.backup}, up to change {planned.manifest.seq:,}, with {originals(len(planned.whole))}"


def _running():
    """Yield a sentence while the archive runs."""
    try:
        with alone():
            pass
    except CommandError as error:
        yield str(error)
