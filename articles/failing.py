"""What a database that cannot answer is told as: one sentence, which never shows a password."""

from django.db import DatabaseError, InterfaceError, NotSupportedError, OperationalError, ProgrammingError

UNANSWERED = (OperationalError, InterfaceError, NotSupportedError, ProgrammingError)
"""What is raised where a database is away, refuses, is full, locked, too old, or has not our tables."""

LACKING = ("no such table", "no such column", "relation", "column")
"""How SQLite and PostgreSQL begin to say that tables were not made, or are those of another version."""

REFUSED = ("permission denied", "invalid connection option")
"""How PostgreSQL and its driver begin to say that somebody may not, or that DATABASE_URL ends in what is no option."""


def sentence(error: DatabaseError) -> str:
    """Return what is wrong and what to do, on one line; "" where the statement itself is wrong, a fault of the code."""
    said = " ".join(str(error).split())
    if said.startswith(LACKING):
        return f"The tables are not those of this archive ({said.split(' LINE ')[0]}): run manage.py migrate, or up."
    if isinstance(error, ProgrammingError) and not said.startswith(REFUSED):
        return ""
    return f"The database cannot answer ({said}): try again in a few seconds, else see DATABASE_URL and its server."
