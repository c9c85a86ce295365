"""How often somebody may ask: requests are counted in fixed windows, and every answer says how many are left."""

import ipaddress
import math
import os
import re
import sqlite3
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import OperationalError
from rest_framework.throttling import BaseThrottle

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
RATE = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(SECONDS)})")


@cache
def limit(rate: str) -> tuple[int, int]:
    """Read `40/minute` as (40, 60): so many requests in so many seconds. Raises ValueError with one sentence."""
    found = RATE.fullmatch(rate)
    if found is None:
        raise ValueError(f"“{rate}” is no limit: write such as 40/minute or 100000/day ({', '.join(SECONDS)}).")
    return int(found[1]), SECONDS[found[2]]


@dataclass(frozen=True, kw_only=True)
class Window:
    """How often one client has asked in the time that a limit is for, this request included; `left` in seconds."""

    most: int
    seconds: int
    number: int
    left: float

    @property
    def exceeded(self):
        """Whether that was too often."""
        return self.number > self.most

    @property
    def name(self):
        """By what the limit is called in the headers."""
        return next(name for name, seconds in SECONDS.items() if seconds == self.seconds)


class Throttle(BaseThrottle):
    """Counts requests of each client in fixed windows, by `THROTTLE_ANONYMOUS`; tokens and users by `THROTTLE_TOKEN`.

    All processes of a host count together. Several hosts behind one address each count their own. Raises
    `OperationalError` where the counts cannot be kept.
    """

    def allow_request(self, request, view):
        user = request.user
        if user and user.is_authenticated:
            return self.count(request, f"{user._meta.model_name} {user.pk}", settings.THROTTLE_TOKEN)
        return self.count_nobody(request)

    def count_nobody(self, request) -> bool:
        """Count a request of somebody who is not known, or not believed; returns whether it is within the limits."""
        return self.count(request, network(self.get_ident(request)), settings.THROTTLE_ANONYMOUS)

    def count(self, request, client, rates) -> bool:
        """Count a request of this client; returns whether it is within the limits."""
        self.windows = counted(client, map(limit, rates)) if rates else []
        getattr(request, "_request", request).limits = self.windows
        return not any(one.exceeded for one in self.windows)

    def wait(self):
        """Return the seconds until every exceeded window has passed."""
        return max((one.left for one in self.windows if one.exceeded), default=None)


def telling(get_response):
    """Say in every answer to what was counted how much is left (draft-ietf-httpapi-ratelimit-headers-10)."""

    def middleware(request):
        response = get_response(request)
        if windows := getattr(request, "limits", ()):
            response["RateLimit-Policy"] = ", ".join(f'"{one.name}";q={one.most};w={one.seconds}' for one in windows)
            response["RateLimit"] = ", ".join(
                f'"{one.name}";r={max(0, one.most - one.number)};t={math.ceil(one.left)}' for one in windows
            )
        return response

    return middleware


def network(address: str | None) -> str:
    """Return what one client is known by: an IPv4 address, or the /64 that IPv6 gives to each household.

    Behind a socket of the file system there is no address: then all are one client.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return str(address)[:64]
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


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
    counts = [one for client, rate in _guesses(request, name) for one in counted(client, [rate])]
    return max((one.left for one in counts if one.exceeded), default=0)


def forgive(request, name):
    """Take an attempt back that was right: only wrong ones count."""
    for client, rate in _guesses(request, name):
        counted(client, [rate], -1)


def _guesses(request, name):
    where = network(Throttle().get_ident(request))
    return [(f"sign-in {where}", OF_ALL_NAMES), (f"sign-in {where} {name.casefold()[:150]}", OF_ONE_NAME)]


# --- where it is counted ------------------------------------------------------------------------


def counted(client, limits, step=1) -> list[Window]:
    """Count one request for each limit; returns how often this client has asked. A step of -1 takes one back."""
    now = time.time()
    try:
        with COUNTS.opened() as store:
            return [_counted(store, client, most, seconds, now, step) for most, seconds in limits]
    except sqlite3.Error as error:
        COUNTS.close()
        raise OperationalError(f"Requests cannot be counted in {counted_in()} ({error}): delete it.") from error


def _counted(store, client, most, seconds, now, step):
    ends = (now // seconds + 1) * seconds
    number = count(store, f"{client} {seconds}", ends, now, step)
    return Window(most=most, seconds=seconds, number=number, left=ends - now)


def count(store, key, ends, now, step=1) -> int:
    """Count one request into the window that ends then; returns how many there are."""
    statement = "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + ? RETURNING number"
    [(number,)] = store.execute(statement, (key, ends, step, step)).fetchall()
    if number == 1:
        store.execute("DELETE FROM counts WHERE ends <= ?", (now,))
    return number


def counted_in():
    """Return the file of the counts, which can be deleted at any moment."""
    return settings.ARCHIVE_DATA / "throttle.sqlite3"


PREPARING = (
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE IF NOT EXISTS counts (key TEXT, ends REAL, number INTEGER, PRIMARY KEY (key, ends))",
    "CREATE INDEX IF NOT EXISTS by_end ON counts (ends)",
)


class Counts:
    """The counts that all processes share, opened once in each: to open them takes ten times as long as to count.

    A file of its own, never synced: Django's caches count in several steps, so that processes lose counts
    to each other, and its database cache would wait for an import to commit.
    """

    def __init__(self):
        self._lock, self._store, self._file = threading.Lock(), None, None

    @contextmanager
    def opened(self):
        """Give the connection to one thread at a time, a new one where the file is another; raises `sqlite3.Error`."""
        with self._lock:
            if self._store is None or self._file != self._identity():
                self._open()
            yield self._store

    def close(self):
        """Let go of the file; the next count opens it."""
        with self._lock:
            self._store = None

    def _open(self):
        self._store = None
        store = sqlite3.connect(counted_in(), timeout=1, isolation_level=None, check_same_thread=False)
        for statement in PREPARING:
            store.execute(statement)
        self._store, self._file = store, self._identity()

    def _identity(self):
        """What tells the file from one that was put in its place, and this process from the one that it came from."""
        try:
            found = os.stat(counted_in())
        except OSError:
            return None
        return os.getpid(), found.st_dev, found.st_ino


COUNTS = Counts()
"""Those of this process."""
