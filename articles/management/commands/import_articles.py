"""Take articles in: Markdown clippings and NDJSON, from files, folders and stdin."""

import signal
import time
from argparse import SUPPRESS, RawDescriptionHelpFormatter
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from articles.elsewhere import Died
from articles.garbage import collecting_seldom
from articles.importing import files, options, report
from articles.importing.entries import held
from articles.importing.paths import BadPath, find
from articles.importing.running import run
from articles.importing.store import Store
from articles.management.failing import one_sentence, stopping
from articles.management.progress import watched
from articles.moving import Failed, arriving
from articles.moving.folder import looks_like_one

MISUSE, REJECTED, INTERRUPTED = 2, 1, 130
"""Exit statuses: wrong options or paths, records rejected or not read, Ctrl-C."""

UNTOUCHED = {
    "format": "auto",
    "status": "published",
    "map": "",
    "set": [],
    "headline_from_body": False,
    "dates": "",
    "report": None,
}
"""Options that say how records are read, as they are when nobody gives any: a whole archive comes as it is."""

TOGETHER = 2.0
"""Seconds within which several SIGINTs are one."""

EXAMPLES = """examples:
  import_articles clippings/                     a folder of Markdown clippings
  import_articles dump.jsonl.gz --map id=key,title=headline,text=body,date=published_at,url=source_url
  import_articles /mnt/leaving                   the whole archive that export_articles wrote, into an empty one
  zcat dump.gz | import_articles - --set language=de --set published_at=2017 --headline-from-body
"""


class Command(BaseCommand):
    """Read, store, report."""

    help = (
        "Take articles in from files and folders, or from stdin (-). What came in before changes nothing: after an "
        "interruption the same command finishes the work. Status 1 when anything was rejected. A folder of "
        "export_articles is taken in whole or, where it is damaged or the archive not empty, not at all: status 1."
    )

    requires_system_checks = ()
    """They look at code, and at settings of search and web; that takes as long as to store a thousand records."""

    def add_arguments(self, parser):
        """What to read, and how."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for stdin")
        parser.add_argument("--format", choices=("auto", *files.FORMATS), default="auto")
        parser.add_argument("--status", choices=("published", "draft"), default="published", help="draft: look first")
        parser.add_argument("--map", default="", metavar="THEIRS=OURS,…", help="their names of our fields, for NDJSON")
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="for records that lack it"
        )
        parser.add_argument("--headline-from-body", action="store_true", help="the first sentence, where there is none")
        parser.add_argument("--dates", choices=options.ORDERS, default="", help="what 04/05/2015 means")
        parser.add_argument("--report", metavar="FILE", help="write what became of each record, as NDJSON")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--sample", action="store_true", help=SUPPRESS)

    def handle(self, *, paths, dry_run, sample, verbosity, **given):
        """Check everything that was given, then import."""
        if any(map(looks_like_one, map(Path, paths))):
            self._take_in_whole(paths, given, dry_run=dry_run, quiet=not verbosity)
            return
        reading, passed_over = self._reading(paths, given, keep=not dry_run)
        store = Store(by="sample" if sample else "import_articles", publish=given["status"] == "published", dry=dry_run)
        tally = report.Tally()
        try:
            with _one_interrupt(), _report(given["report"]) as write:
                self._run(reading, store, tally, write, quiet=not verbosity)
        except KeyboardInterrupt:
            raise CommandError(_stopped("Stopped", tally), returncode=INTERRUPTED) from None
        except (OSError, InterfaceError, OperationalError, Died) as error:
            why = " ".join(str(error).split())
            raise CommandError(_stopped(f"Stopped, because of this: {why}", tally), returncode=REJECTED) from error
        if verbosity:
            self.stdout.write("\n".join(tally.summary(dry=dry_run, passed_over=passed_over)))
        if rejected := tally.verdicts["rejected"]:
            raise CommandError(f"{rejected:,} of {tally.records:,} records were rejected.", returncode=REJECTED)

    def _take_in_whole(self, paths, given, *, dry_run, quiet):
        """Take in what `export_articles` wrote: the whole archive, or nothing."""
        if len(paths) > 1 or any(given[name] != default for name, default in UNTOUCHED.items()):
            sentence = "One of these paths is the export of a whole archive: name it alone, with --dry-run or nothing."
            raise CommandError(sentence, returncode=MISUSE)
        watch = (lambda items, **told: items) if quiet else partial(watched, out=self.stderr)
        with stopping("Stopped: nothing was taken in."), one_sentence(Failed):
            said = arriving.run(Path(paths[0]).resolve(), dry=dry_run, watch=watch)
        if not quiet:
            self.stdout.write(said)

    def _reading(self, paths, given, *, keep):
        """Make the stream of drafts, or end with status 2 and one sentence before anything is read."""
        try:
            found = find(paths, wanted=given["format"] != "auto")
            read_as = options.Options(
                mapping=options.parse_mapping(given["map"]),
                given=options.parse_given(given["set"], dates=given["dates"]),
                headline_from_body=given["headline_from_body"],
                dates=given["dates"],
            )
        except (BadPath, options.BadOption) as error:
            raise CommandError(str(error), returncode=MISUSE) from None
        wanted = "" if given["format"] == "auto" else given["format"]
        return files.Reading(files=found.files, options=read_as, format=wanted, keep=keep, held=held), found.passed_over

    def _run(self, reading, store, tally, write, *, quiet):
        """Store batch by batch."""
        total = sum(one.size for one in reading.files)
        with (
            report.progress(self.stdout, total, quiet=quiet) as update,
            closing(run(reading, store)) as stored,
            collecting_seldom(),
        ):
            for outcomes, done in stored:
                tally.add(outcomes)
                write(outcomes)
                update(tally.records, done)


@contextmanager
def _one_interrupt():
    """Take SIGINTs that come together as one: a second one would end the process while the first is being answered.

    `timeout -s INT` sends it to the process and to its group, a terminal to the group while a script sends its own.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    latest = -TOGETHER

    def interrupt(*_):
        nonlocal latest
        former, latest = latest, time.monotonic()
        if latest - former >= TOGETHER:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        after = signal.default_int_handler if latest < 0 else signal.SIG_IGN  # the process is ending
        signal.signal(signal.SIGINT, after)


@contextmanager
def _report(path):
    """Give a function that writes outcomes to the report, if there is to be one."""
    if not path:
        yield lambda outcomes: None
        return
    with _opened(path) as file:
        yield lambda outcomes: file.writelines(map(report.line, outcomes))


def _opened(path):
    try:
        return Path(path).open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The report “{path}” cannot be written: {error.strerror}.", returncode=MISUSE) from None


def _stopped(why, tally):
    return f"{why}. {tally.records:,} records are dealt with for good; the same command again goes on from there."
