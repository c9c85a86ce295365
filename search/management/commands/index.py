"""Bring the index up to date with the change log, once or for ever."""

import signal
import threading

from django.core.management.base import BaseCommand

from articles.garbage import collect_seldom
from search import backend, indexing
from search.following import Follower
from search.management.failing import one_sentence


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
        engine = backend.engine()
        with one_sentence():
            if follow:
                collect_seldom()
                Follower(engine, stop_on_signals()).run()
            else:
                while count := indexing.catch_up(engine):
                    self.stdout.write(f"Indexed {count:,} change{'s' * (count > 1)}.")
                self.stdout.write(f"The index contains all changes up to {engine.state().position:,}.")


def stop_on_signals():
    """Return an event that Ctrl-C and SIGTERM set, so that a commit under way is finished."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
