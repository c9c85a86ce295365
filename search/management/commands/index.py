"""Bring the index up to date with the change log, once or for ever."""

import logging
import os
import signal
import threading

from django.core.management.base import BaseCommand

from articles.garbage import collect_seldom
from search import backend, indexing
from search.following import Follower
from search.management.failing import one_sentence

logger = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds after Ctrl-C or SIGTERM for what is under way: most commits take less than one."""


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
    """Return an event that Ctrl-C and SIGTERM set, so that a commit under way is finished.

    It may wait much longer than whoever stops it: for a server that hangs, or for another writer.
    """
    stop = threading.Event()

    def heard(*_):
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    signal.signal(signal.SIGALRM, end)
    return stop


def end(*_):
    """End at once, as if killed: what was committed stands, and the rest is in the change log."""
    logger.warning("Stopped without waiting any longer: what is not in the index yet is in the change log.")
    os._exit(0)
