"""Compare the index with the database."""

from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from search import backend, checking, indexing
from search.engines.base import NoIndex
from search.management.failing import one_sentence
from search.management.progress import watcher


class Command(BaseCommand):
    """Say what of the index differs from the database, and mend it if asked to."""

    help = (
        "Compare the index with the database, article by article: missing, surplus, no longer public, stale; another "
        "position, code or database; damaged or unreadable files. Ends with status 1 if something is wrong and was not "
        "repaired; that the index lacks the newest changes is told, and no fault of it."
    )

    def add_arguments(self, parser):
        """Take --repair."""
        parser.add_argument("--repair", action="store_true", help="mend what is wrong, by a rebuild if it must be")

    def handle(self, *, repair, **options):
        """Check, repair if asked to, and say what was found."""
        engine = backend.engine()
        watch = watcher(self.stderr, "checked", Article.objects.public().count)
        with one_sentence():
            try:
                findings = (checking.repair if repair else checking.check)(engine, watch=watch)
            except NoIndex as error:
                self._rebuild(engine, str(error), repair)
                return
        for sentence in findings.sentences():
            self.stdout.write(sentence)
        if findings.mismatch:
            self._rebuild(engine, findings.mismatch, repair)
        elif not findings.sound and not repair:
            raise CommandError("The index differs from the database: check_index --repair mends it.")
        else:
            done = "Repaired" if not findings.sound else "Sound"
            position = findings.state.position
            self.stdout.write(f"{done}: {findings.checked:,} articles compared, as of change {position:,}.")
            with one_sentence():
                self._tell_lag(indexing.lag(engine.state().position))

    def _tell_lag(self, lag):
        """Say what the indexer has still to do: status 0, for that is so during every import."""
        if lag:
            changes = f"{lag:,} change{'s' * (lag != 1)}"
            self.stdout.write(f"The index lacks {changes}: `manage.py index` applies them, as `manage.py up` does.")

    def _rebuild(self, engine, reason, repair):
        if not repair:
            raise CommandError(f"{reason} check_index --repair does it.")
        self.stdout.write(reason)
        with one_sentence():
            indexing.rebuild(engine, watch=watcher(self.stderr, "indexed", Article.objects.public().count))
        self.stdout.write("Rebuilt.")
