"""Run the jobs that were started in the admin or over the API, once or for ever."""

import threading

from django.core.management.base import BaseCommand

from articles.garbage import collect_seldom
from articles.jobs.working import Worker
from articles.locks import Busy
from articles.management.failing import one_sentence
from articles.stopping import stop_on_signals

LEFT = "the job under way is run again from its start by the next worker."


class Command(BaseCommand):
    """Run what waits, one job after the other."""

    help = (
        "Run the jobs that wait: imports, rebuilds, acts on many articles. With --follow go on until stopped. "
        "One worker works at a time."
    )

    requires_system_checks = ()
    """They load what only web pages need, and this process lives long."""

    def add_arguments(self, parser):
        """Take --follow."""
        parser.add_argument("--follow", action="store_true", help="go on until stopped by Ctrl-C or SIGTERM")

    def handle(self, *, follow, **options):
        """Work, or end with status 1 and one sentence."""
        with one_sentence(Busy):
            if follow:
                collect_seldom()
                Worker(stop_on_signals(LEFT)).follow()
            elif not Worker(threading.Event(), self.stdout.write).run_waiting():
                self.stdout.write("No job waits.")
