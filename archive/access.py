"""Who may read, and how often."""

import ipaddress
import re
import sqlite3
import time
from contextlib import closing
from functools import cache

from django.conf import settings
from django.db import OperationalError
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle


class Session(SessionAuthentication):
    """Whoever is signed in to the site. Names itself, so that a refusal is 401: sign in, not 403: never."""

    def authenticate_header(self, request):
        return 'Session realm="archive"'


class MayRead(BasePermission):
    """Everybody, or, where `ARCHIVE_ACCESS` is `login`, whoever is signed in."""

    def has_permission(self, request, view):
        if may_read(request.user):
            return True
        view.check_throttles(request)  # what is refused counts too, and the framework only counts what is not
        raise NotAuthenticated("This archive is for its members: sign in at /login/.")


def may_read(user) -> bool:
    """Whether this user, who may be nobody, may read what is public."""
    return settings.ARCHIVE_ACCESS == "public" or bool(user and user.is_authenticated)


# --- how often ----------------------------------------------------------------------------------

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
RATE = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(SECONDS)})")


@cache
def limit(rate: str) -> tuple[int, int]:
    """Read `40/minute` as (40, 60): so many requests in so many seconds. Raises ValueError with one sentence."""
    found = RATE.fullmatch(rate)
    if found is None:
        raise ValueError(f"“{rate}” is no limit: write such as 40/minute or 100000/day ({', '.join(SECONDS)}).")
    return int(found[1]), SECONDS[found[2]]


class Throttle(BaseThrottle):
    """Counts requests of each client in fixed windows, by `THROTTLE_ANONYMOUS` or, signed in, `THROTTLE_TOKEN`.

    All processes of a host count together. Several hosts behind one address each count their own. Raises
    `OperationalError` where the counts cannot be kept.
    """

    def allow_request(self, request, view):
        user = request.user
        if user and user.is_authenticated:
            client, rates = f"user {user.pk}", settings.THROTTLE_TOKEN
        else:
            client, rates = network(self.get_ident(request)), settings.THROTTLE_ANONYMOUS
        self.waits = over(client, map(limit, rates)) if rates else []
        return not self.waits

    def wait(self):
        """Return the seconds until every exceeded window has passed."""
        return max(self.waits, default=None)


def network(address: str | None) -> str:
    """Return what one client is known by: an IPv4 address, or the /64 that IPv6 gives to each household.

    Behind a socket of the file system there is no address: then all are one client.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return str(address)[:64]
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


def over(client, limits, step=1) -> list[float]:
    """Count one request; return the seconds to wait for each limit that it goes beyond. A step of -1 takes it back."""
    now = time.time()
    try:
        with closing(counts()) as store:
            windows = [(most, f"{client} {seconds}", (now // seconds + 1) * seconds) for most, seconds in limits]
            return [ends - now for most, key, ends in windows if count(store, key, ends, now, step) > most]
    except sqlite3.Error as error:
        raise OperationalError(f"Requests cannot be counted in {counted_in()} ({error}): delete it.") from error


def count(store, key, ends, now, step=1) -> int:
    """Count one request into the window that ends then; returns how many there are."""
    statement = "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + ? RETURNING number"
    [(number,)] = store.execute(statement, (key, ends, step, step)).fetchall()
    if number == 1:
        store.execute("DELETE FROM counts WHERE ends <= ?", (now,))
    return number


# --- how often one may guess --------------------------------------------------------------------

OF_ONE_NAME, OF_ALL_NAMES = (10, 900), (100, 900)
"""Wrong passwords for (one account, all accounts) that may come from one network in so many seconds."""


def attempt(request, name) -> float:
    """Count an attempt to sign in, as a request like any other too; return the seconds to wait, 0 for none.

    By network as well as by name, so that nobody shuts somebody else out by guessing.
    """
    throttle = Throttle()
    if not throttle.allow_request(request, None):
        return throttle.wait()
    return max((wait for client, rate in _guesses(request, name) for wait in over(client, [rate])), default=0)


def forgive(request, name):
    """Take an attempt back that was right: only wrong ones count."""
    for client, rate in _guesses(request, name):
        over(client, [rate], -1)


def _guesses(request, name):
    where = network(Throttle().get_ident(request))
    return [(f"sign-in {where}", OF_ALL_NAMES), (f"sign-in {where} {name.casefold()[:150]}", OF_ONE_NAME)]


# --- where it is counted ------------------------------------------------------------------------


def counted_in():
    """Return the file of the counts, which can be deleted at any moment."""
    return settings.ARCHIVE_DATA / "throttle.sqlite3"


PREPARING = (
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE IF NOT EXISTS counts (key TEXT, ends REAL, number INTEGER, PRIMARY KEY (key, ends))",
    "CREATE INDEX IF NOT EXISTS by_end ON counts (ends)",
)


def counts() -> sqlite3.Connection:
    """Open the counts that all processes share.

    A file of its own, never synced: Django's caches count in several steps, so that processes lose counts
    to each other, and its database cache would wait for an import to commit.
    """
    store = sqlite3.connect(counted_in(), timeout=1, isolation_level=None)
    try:
        for statement in PREPARING:
            store.execute(statement)
    except sqlite3.Error:
        store.close()
        raise
    return store
