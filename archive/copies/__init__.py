"""Safe copies of the archive: made while it runs, verified, restored.

A folder of backups holds `originals/`, which all of them share, and a folder for each backup, named by its time:
the database, the list of its originals (as `sha256sum -c` reads it), the secret key, and the manifest, written last.
The index is left out: it is a cache of the database.
"""

from django.db import connection


class Failed(Exception):
    """A copy that cannot be made or restored; the message is one sentence that says why and what to do."""


def database():
    """Return the module that copies the kind of database that the settings name."""
    from archive.copies import postgresql, sqlite

    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
