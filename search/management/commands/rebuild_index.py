"""Build the indexes anew from the database."""

from django.core.management.base import BaseCommand, CommandError

from articles.management.progress import watcher
from search import indexing
from search.desk import SHELVES
from search.management.failing import one_sentence
from search.purging import purge


class Command(BaseCommand):
    """Build a new generation of each index and switch to it."""

    help = (
        "Build the index anew from the database, then that of the desk. Searches see the old one until the new one is "
        "whole, compared with the database and switched to; others may write meanwhile. Stopped half way, nothing has "
        "changed."
    )

    def add_arguments(self, parser):
        """Take --shelf and --forget."""
        names = [shelf.name for shelf in SHELVES]
        parser.add_argument("--shelf", choices=names, help="rebuild this index alone")
        parser.add_argument(
            "--forget",
            action="store_true",
            help="delete all older generations of both, and with them every word of what was withdrawn or deleted",
        )

    def handle(self, *, shelf, forget, verbosity, **options):
        """Rebuild, or end with status 1 and one sentence."""
        if shelf and forget:
            raise CommandError("--forget is about both indexes: leave --shelf out.")
        self.verbosity = verbosity
        chosen = [one for one in SHELVES if shelf in (None, one.name)]
        try:
            with one_sentence():
                if forget:
                    purge(rebuild=self._rebuild)
                else:
                    for one in chosen:
                        self._rebuild(one)
        except KeyboardInterrupt:
            raise CommandError("Stopped: the old index goes on serving.", returncode=130) from None

    def _rebuild(self, shelf, **options):
        engine = shelf.engine()
        if self.verbosity:
            options["watch"] = watcher(self.stderr, f"indexed{shelf.suffix}", shelf.articles().count)
        indexing.rebuild(engine, shelf=shelf, **options)
        if not self.verbosity:
            return
        state = engine.state()
        self.stdout.write(
            f"{shelf.title} has {state.documents:,} articles, up to change {state.position:,}, "
            f"in generation {state.generation}."
        )
