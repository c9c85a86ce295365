"""One at a time: the locks that every commit to an index and every worker runs under.

It is a file in `ARCHIVE_DATA`, which the system frees when its process ends in whatever way. With PostgreSQL it is an
advisory lock as well, so that it holds across machines. That alone would not do: where the connection is lost, another
process of this machine could begin before the first has noticed.
"""

import fcntl
from contextlib import contextmanager, nullcontext, suppress
from zlib import crc32

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection


class Busy(Exception):
    """Somebody else holds the lock; the message names it."""


@contextmanager
def lock(name, *, wait=True, busy=Busy):
    """Hold the named lock; without `wait` raise what `busy` makes of a sentence when another holds it."""
    across = _advisory(name, wait, busy) if connection.vendor == "postgresql" else nullcontext()
    with _file(name, wait, busy), across:
        yield


@contextmanager
def _file(name, wait, busy):
    with (settings.ARCHIVE_DATA / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise busy(f"Another process holds {file.name}.") from None
        yield


@contextmanager
def _advisory(name, wait, busy):
    key = crc32(f"news archive {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [key])
        if cursor.fetchone()[0] is False:
            raise busy(f"Another process holds the lock “{name}” in the database.")
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:  # it goes with the connection
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
