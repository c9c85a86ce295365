"""Bring the index up to date with the change log, once or for ever."""

from django.core.management.base import BaseCommand

from articles.garbage import collect_seldom
from articles.history import last_change
from articles.stopping import stop_on_signals
from search import indexing
from search.desk.following import Beside
from search.desk.shelf import DESK, SHELVES
from search.desk.suspecting import Examiner
from search.following import Follower
from search.management.failing import one_sentence
from search.shelves import PUBLIC

LEFT = "what is not in the index yet is in the change log."


class Command(BaseCommand):
    """Apply what the change log holds and the index does not."""

    help = (
        "Bring the index up to date with the change log. With --follow go on until stopped: "
        "an article is found within two seconds of its commit."
    )

    def add_arguments(self, parser):
        """Take --follow."""
        parser.add_argument("--follow", action="store_true", help="go on until stopped by Ctrl-C or SIGTERM")

    def handle(self, *, follow, **options):
        """Index, or end with status 1 and one sentence."""
        with one_sentence():
            if follow:
                collect_seldom()
                follow_all(stop_on_signals(LEFT))
            else:
                for shelf in SHELVES:
                    self._catch_up(shelf)

    def _catch_up(self, shelf):
        engine, where = shelf.engine(), "" if shelf is PUBLIC else f" on the {shelf.name}"
        while count := indexing.catch_up(engine, shelf=shelf):
            self.stdout.write(f"Indexed {count:,} change{'s' * (count > 1)}{where}.")
        position = last_change()[0] if shelf.every else engine.state().position
        self.stdout.write(f"{shelf.title} contains all changes up to {position:,}.")


def follow_all(stop):
    """Follow the log for every index, the public one first."""
    beside = Beside(DESK.engine(), stop)
    try:
        Follower(PUBLIC.engine(), stop, beside=beside, idle=Examiner(stop)).run()
    finally:
        beside.end()
