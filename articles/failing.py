"""What a database that cannot answer is told as: one sentence, which never shows a password."""

import logging
import re

from django.db import DatabaseError, InterfaceError, NotSupportedError, OperationalError, ProgrammingError, connection

logger = logging.getLogger(__name__)

UNANSWERED = (OperationalError, InterfaceError, NotSupportedError, ProgrammingError)
"""What is raised where a database is away, refuses, is full, locked, too old, or has not our tables."""

LACKING = ("no such table", "no such column", "relation", "column")
"""How SQLite and PostgreSQL begin to say that tables were not made, or are those of another version."""

REFUSED = ("permission denied", "invalid connection option")
"""How PostgreSQL and its driver begin to say that somebody may not, or that DATABASE_URL ends in what is no option."""

UNWELCOME = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "does not exist")
"""What is in the refusals of PostgreSQL that are the same at every attempt: user, password or name are wrong."""

ATTEMPT = re.compile(r'connection to server (?:at|on socket) "[^"]*"(?: \([^)]*\))?(?:, port \d+)? failed: ')
AGAIN = re.compile(
    r"\s*(Multiple connection attempts failed. All failures were:)?(\s*- host: .*)?(connection failed:)?\s*$"
)
"""What the driver writes between one attempt and the next."""


BUSY = ("database is locked", "canceling statement due to lock timeout")
"""How SQLite and PostgreSQL say that somebody else wrote for longer than one waits."""


def is_busy(error: DatabaseError) -> bool:
    """Whether a database refused because others write: nothing is wrong, and the next attempt may be in luck."""
    return str(error).startswith(BUSY)


def reason(error: DatabaseError) -> str:
    """Return what a database says, on one line; once, where one attempt after the other met the same."""
    said = " ".join(str(error).split())
    if not (first := ATTEMPT.search(said)):
        return said
    reasons = (AGAIN.sub("", one) for one in ATTEMPT.split(said[first.end() :]))
    return said[: first.end()] + "; ".join(dict.fromkeys(filter(None, reasons)))


def sentence(error: DatabaseError) -> str:
    """Return what is wrong and what to do, on one line; "" where the statement itself is wrong, a fault of the code."""
    said = reason(error)
    if said.startswith(LACKING):
        return f"The tables are not those of this archive ({said.split(' LINE ')[0]}): run manage.py migrate, or up."
    if isinstance(error, ProgrammingError) and not said.startswith(REFUSED):
        return ""
    if ATTEMPT.search(said) and any(sign in said for sign in UNWELCOME):
        return f"The database lets nobody in ({said}): see user, password and name in DATABASE_URL."
    return f"The database cannot answer ({said}): try again in a few seconds, else see DATABASE_URL and its server."


AWAY = 1.0
"""Seconds between two attempts to reach a database that went away."""


def wait_for_database(error: DatabaseError, stop) -> None:
    """Wait until a database that went away is back, or the event `stop` is set."""
    logger.warning("%s", sentence(error))
    while not stop.is_set():
        connection.close()
        try:
            connection.ensure_connection()
            logger.warning("The database is back.")
            return
        except OperationalError:
            stop.wait(AWAY)
