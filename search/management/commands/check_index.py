"""Compare the indexes with the database."""

from django.core.management.base import BaseCommand, CommandError

from articles.management.progress import watcher
from search import checking, indexing
from search.desk import SHELVES
from search.engines.base import NoIndex
from search.management.failing import one_sentence
from search.shelves import PUBLIC


class Command(BaseCommand):
    """Say what of the indexes differs from the database, and mend it if asked to."""

    help = (
        "Compare the index with the database, article by article, and then that of the desk: missing, surplus, "
        "misplaced (no longer public, or no longer on the desk), stale; another position, code or database; damaged or "
        "unreadable files. Ends with status 1 if something is wrong and was not repaired; that an index lacks the "
        "newest changes is told, and no fault of it."
    )

    def add_arguments(self, parser):
        """Take --repair."""
        parser.add_argument("--repair", action="store_true", help="mend what is wrong, by a rebuild if it must be")

    def handle(self, *, repair, **options):
        """Check both, repair if asked to, and say what was found."""
        wrong = [sentence for shelf in SHELVES if (sentence := self._check(shelf, repair))]
        if wrong:
            raise CommandError("\n".join(wrong))

    def _check(self, shelf, repair):
        """Say what was found; returns what is to be done about it, if it was not."""
        engine = shelf.engine()
        watch = watcher(self.stderr, f"checked{shelf.suffix}", shelf.articles().count)
        with one_sentence():
            try:
                findings = (checking.repair if repair else checking.check)(engine, shelf=shelf, watch=watch)
            except NoIndex as error:
                return self._rebuild(shelf, str(error), repair)
        for sentence in findings.sentences():
            self.stdout.write(f"{self._of(shelf)}{sentence}")
        if findings.mismatch:
            return self._rebuild(shelf, findings.mismatch, repair)
        if not findings.sound and not repair:
            return f"{shelf.title} differs from the database: check_index --repair mends it."
        self._tell(shelf, "Repaired" if not findings.sound else "Sound", findings)
        return ""

    def _tell(self, shelf, done, findings):
        position = findings.state.position
        self.stdout.write(
            f"{self._of(shelf)}{done}: {findings.checked:,} articles compared, as of change {position:,}."
        )
        with one_sentence():
            self._tell_lag(shelf, indexing.lag(shelf.engine().state().position, shelf=shelf))

    def _of(self, shelf):
        return "" if shelf is PUBLIC else f"{shelf.name}: "

    def _tell_lag(self, shelf, lag):
        """Say what the indexer has still to do: status 0, for that is so during every import."""
        if lag:
            changes = f"{lag:,} change{'s' * (lag != 1)}"
            self.stdout.write(f"{shelf.title} lacks {changes}: `manage.py index` applies them, as `manage.py up` does.")

    def _rebuild(self, shelf, reason, repair):
        if not repair:
            return f"{self._of(shelf)}{reason} check_index --repair does it."
        self.stdout.write(f"{self._of(shelf)}{reason}")
        watch = watcher(self.stderr, f"indexed{shelf.suffix}", shelf.articles().count)
        with one_sentence():
            indexing.rebuild(shelf.engine(), shelf=shelf, watch=watch)
        self.stdout.write(f"{self._of(shelf)}Rebuilt.")
        return ""
