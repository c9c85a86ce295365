"""Make a safe copy of the archive while it runs, or read one again."""

import os
import re
import time
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.copies import Failed, checking, making
from archive.copies.manifest import backups, pool_of
from archive.copies.telling import one_sentence, originals, progress
from articles import carrying


def number(value):
    """How many backups are kept: one at least."""
    if not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise ArgumentTypeError(f"“{value}” is no number of backups: write 1 or more")
    return int(value)


class Command(BaseCommand):
    """Copy, or verify."""

    help = (
        "Copy database, originals and secret key to a folder in DIR that is named by the time, while the archive runs. "
        "Originals that DIR has are not copied again: all its backups share DIR/originals. The index is left out, `up` "
        "builds it. Status 1 when the copy was not made, or when originals are missing in the archive itself."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the folder, --keep and --verify."""
        parser.add_argument("folder", metavar="DIR", help="a folder on another disk; with --verify one backup will do")
        parser.add_argument("--keep", type=number, metavar="N", help="then remove all but the newest N backups")
        parser.add_argument("--verify", action="store_true", help="copy nothing: read all that DIR has, and compare")

    def handle(self, *, folder, keep, verify, verbosity, **options):
        """Do it, or end with status 1 and one sentence."""
        os.umask(0o077)  # what the archive keeps is its owner's alone
        self.watch = progress(self.stderr, quiet=not verbosity)
        self.say = self.stdout.write if verbosity else str
        folder = Path(folder).expanduser().resolve()
        with one_sentence("Stopped: what has no manifest is no backup; the same again goes on from there."):
            if verify:
                self._verify(folder)
            else:
                self._make(folder, keep)

    def _make(self, folder, keep):
        began = time.monotonic()
        backup, manifest = making.make(folder, watch=self.watch)
        seconds = time.monotonic() - began
        self.say(f"{backup}: {_contents(manifest)}, in {seconds:.1f} s.")
        for name in making.prune(folder, keep) if keep else ():
            self.say(f"Removed: {name}.")
        lost = set(making.lost(manifest))
        for sha256 in manifest.missing:
            self.stdout.write(f"Not copied: {sha256}, {'lost or damaged' if sha256 in lost else 'deleted meanwhile'}.")
        if lost:
            raise CommandError(f"The backup lacks {originals(len(lost))} that the archive lost: see verify_originals.")

    def _verify(self, folder):
        bad, seen = 0, {}
        for backup in backups(folder):
            try:
                manifest, hashes = checking.check(backup)
            except Failed as reason:
                bad += 1
                self.stdout.write(str(reason))
                continue
            new = [sha256 for sha256 in hashes if sha256 not in seen]
            reading = self.watch(new, total=len(new), what="originals verified")
            seen |= dict.fromkeys(new) | dict(carrying.wrong(reading, pool_of(backup)))
            wrong = [sha256 for sha256 in hashes if seen[sha256]]
            bad += bool(wrong)
            for sha256 in wrong:
                self.stdout.write(f"The original {sha256} {seen[sha256]}, which {backup.name} lists.")
            if not wrong:
                self.say(f"{backup}: sound, {_contents(manifest)}.")
        if bad:
            raise CommandError(f"{bad} of {len(backups(folder))} backups are not whole: make a new one.")


def _contents(manifest):
    articles, size = sum(manifest.articles.values()), manifest.database_bytes + manifest.originals_bytes
    return f"{articles:,} articles up to change {manifest.seq:,}, {originals(manifest.originals)}, {size / 1e6:,.1f} MB"
