"""Read every original again and compare it with its hash."""

from django.core.management.base import BaseCommand, CommandError

from articles import carrying, originals
from articles.management.progress import watched
from articles.models import Capture


class Command(BaseCommand):
    """Say which originals are lost, damaged, or named by nothing."""

    help = (
        "Read every original again and compare it with its SHA-256. Status 1 when one is lost or damaged. Files that "
        "no capture names, as an interrupted import or deletion leaves them, are counted once they are a day old; "
        "--delete-unnamed removes them, so that what was deleted for good is gone."
    )

    def add_arguments(self, parser):
        """Nothing is removed unasked."""
        parser.add_argument("--delete-unnamed", action="store_true", help="remove files that no capture names")

    def handle(self, *, delete_unnamed, verbosity, **options):
        """Walk what captures name, then what lies in the folder."""
        named = list(originals.containers())
        reading = watched(named, total=len(named), what="originals read", out=self.stderr) if verbosity else named
        wrong = dict(carrying.wrong(reading))
        for sha256, why in wrong.items():
            what = f"Lost: {sha256}" if why == carrying.LOST else f"Damaged: {originals.path_of(sha256)}"
            self.stdout.write(f"{what}, {_named_by(sha256)}")
        self.stdout.write(f"{len(named) - len(wrong):,} of {len(named):,} originals are as they came.")
        if surplus := len(originals.unnamed()):
            named_by_none = "1 file is" if surplus == 1 else f"{surplus:,} files are"
            self.stdout.write(f"{named_by_none} named by no capture: --delete-unnamed removes what nothing names.")
        if delete_unnamed:
            self.stdout.write(f"Removed: {originals.remove_unnamed():,}.")
        if wrong:
            lost = sum(why == carrying.LOST for why in wrong.values())
            raise CommandError(
                f"{lost} originals are lost, {len(wrong) - lost} are damaged: restore them from a backup."
            )


def _named_by(sha256):
    """Where an original came from, and of which articles it is."""
    captures = Capture.objects.filter(container=sha256).order_by("id").values_list("file", "article_id")[:3]
    return "; ".join(f"{file} (article {article})" if article else file for file, article in captures)
