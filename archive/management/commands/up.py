"""Runs the whole archive: prepares what is missing, then keeps indexer, worker and web server until Ctrl-C."""

import fcntl
import os
import re
import shlex
import socket
import sys
from contextlib import closing, contextmanager

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from archive.checks import SETTINGS
from archive.preparation import prepare
from archive.supervisor import Child, keep


class Command(BaseCommand):
    """`manage.py up`."""

    help = "Prepare what is missing, then run indexer, worker and web server. Ctrl-C or SIGTERM stops all."
    requires_system_checks = ()  # its own way of telling: sentences, nothing else

    def handle(self, **options):
        """Run until stopped: status 0. Where nothing can be started: a sentence, status 1."""
        os.umask(0o077)  # what the archive keeps is its owner's alone
        try:
            self.refuse_mistakes(SETTINGS)
            with alone(), closing(listen(settings.BIND, settings.PORT)) as door:
                self.refuse_mistakes(checks.Tags.database)  # last: looking makes the file of an SQLite database
                prepare(self.say)
                self.say(welcome())
                connections.close_all()
                keep(children(door), before_stop=door.close)
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was started.", returncode=130) from None

    def say(self, line):
        """Print at once, wherever it goes."""
        self.stdout.write(line)
        self.stdout.flush()

    def refuse_mistakes(self, tag):
        """Print what the checks of a tag find; end with status 1 where it is an error.

        The checks of other tags judge code, which is not the owner's to mend, and load all of it.
        """
        found = checks.run_checks(tags=[tag], databases=["default"])
        errors = [one for one in found if one.is_serious()]
        for one in errors or found:
            self.stderr.write(" ".join(filter(None, (one.msg, one.hint))))
        if errors:
            sys.exit(1)


@contextmanager
def alone():
    """Be the only one that runs on this ARCHIVE_DATA; the system frees the lock however this process ends.

    The folder itself is locked, so that nothing is left in it by one that is then not started.
    """
    folder = os.open(settings.ARCHIVE_DATA, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"The archive in {settings.ARCHIVE_DATA} is running already: stop that one first, "
                "or give this one another ARCHIVE_DATA and PORT."
            ) from None
        yield
    finally:
        os.close(folder)


def listen(host, port):
    """Return the socket that the web server is handed, and handed again after it died: nobody is turned away.

    It listens from now on: whoever comes while the archive is being prepared waits, and is then answered.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        both = host == "::" and socket.has_dualstack_ipv6()  # every address of this machine, those of IPv4 too
        return socket.create_server(address, family=family, backlog=2048, dualstack_ipv6=both)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno)
        raise CommandError(
            f"Nothing can listen on {host}, port {port} ({why}): set BIND or PORT, such as PORT={port + 1}."
        ) from None


def children(door):
    """Return what is kept running. An index in memory is followed by the process that holds it: the web server."""
    in_memory = settings.SEARCH_URL.startswith("memory:")
    return [*([] if in_memory else [indexer()]), worker(), web_server(door)]


def indexer():
    """Follow the change log. What is checked here already would load all that only pages need, and keep it."""
    return Child("The indexer", manage("index", "--follow", "--skip-checks"), env=environment())


def worker():
    """Run the jobs that people start."""
    return Child("The worker", manage("work", "--follow"), env=environment())


def manage(*arguments):
    """Return how a command of the archive is called."""
    return [sys.executable, str(settings.ROOT / "manage.py"), *arguments]


def web_server(door):
    """Answer requests."""
    where = f"fd://{door.fileno()}"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:archive.server", "--bind", where, "archive.wsgi"]
    return Child("The web server", command, pass_fds=[door.fileno()], env=environment())


def environment():
    """Return what a child is given: what was given here, and where the code lies."""
    paths = filter(None, (str(settings.ROOT), os.environ.get("PYTHONPATH")))
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


def welcome():
    """Return the addresses worth opening, and what to do next."""
    lines = [
        "",
        f"{settings.ARCHIVE_NAME} is open:",
        f"  search     {settings.SITE_URL}/",
        f"  API        {settings.SITE_URL}/api/v1/docs/",
        f"  admin      {settings.SITE_URL}/admin/",
        *advice(),
        "Ctrl-C stops it.",
        "",
    ]
    return "\n".join(lines)


def advice():
    """Yield a question that has an answer here, and what this archive still needs from its owner."""
    from django.contrib.auth import get_user_model

    from articles.history import Change
    from articles.models import Article

    newest = Article.objects.public().order_by("-published_at", "-id").values_list("headline", flat=True).first()
    if newest is not None and settings.ARCHIVE_ACCESS == "public":
        yield f"  try        curl '{settings.SITE_URL}/api/v1/search/{question(newest)}'"
    if newest is None or not Change.objects.exclude(by="sample").exists():
        yield f"  import     {command('import_articles', 'FOLDER')}"
    if not get_user_model().objects.exists():
        yield f"  first user {command('createsuperuser')}"
    if settings.SITE_URL.startswith("https") and not settings.TRUST_PROXY:
        yield (
            "SITE_URL is https, which a proxy in front of the archive must speak; "
            "set TRUST_PROXY=1 once it is there, or browsers are redirected for ever."
        )
    if settings.BIND in {"0.0.0.0", "::"} and settings.BIND in settings.SITE_URL:  # noqa: S104
        yield f"BIND is {settings.BIND}: set SITE_URL to the address that others type, else they are refused."


def question(headline):
    """Return a question that finds this headline: its longest word, where that needs no quoting in a shell."""
    word = max(re.findall(r"\b[a-z]{4,}\b", headline.lower()), key=len, default="")
    return f"?q={word}" if word else "?sort=newest"


def command(*arguments):
    """Return a command of this archive as it is typed from where one stands."""
    near = os.path.relpath(sys.executable)
    return shlex.join([sys.executable if near.startswith("..") else near, sys.argv[0], *arguments])
