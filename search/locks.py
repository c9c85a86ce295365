"""One writer at a time: the lock that every commit to an index is made under.

It is a file in `ARCHIVE_DATA`, which the system frees when its process ends in whatever way. With PostgreSQL it is an
advisory lock as well, so that it holds across machines. That alone would not do: where the connection is lost, another
process of this machine could begin a commit before the first has noticed.
"""

import fcntl
from contextlib import contextmanager, nullcontext, suppress
from zlib import crc32

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from search.engines.base import EngineError


class Busy(EngineError):
    """Somebody else holds the lock; the message names it."""


TAKEN = {"rebuild": "A rebuild of the index is running already; let it finish, or stop it first."}
"""Name of a lock → what to say when another holds it; of others only that they are held."""


@contextmanager
def lock(name, *, wait=True):
    """Hold the named lock; without `wait` raise `Busy` when another holds it."""
    across = _advisory(name, wait) if connection.vendor == "postgresql" else nullcontext()
    with _file(name, wait), across:
        yield


@contextmanager
def _file(name, wait):
    with (settings.ARCHIVE_DATA / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(TAKEN.get(name, f"Another process holds {file.name}.")) from None
        yield


@contextmanager
def _advisory(name, wait):
    key = crc32(f"news archive {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [key])
        if cursor.fetchone()[0] is False:
            raise Busy(TAKEN.get(name, f"Another process holds the lock “{name}” in the database."))
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:  # it goes with the connection
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
