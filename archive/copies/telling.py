"""How a command that copies tells how far it is, and ends where something fails: with one sentence, and a status."""

import sqlite3
from contextlib import contextmanager
from functools import partial

from django.core.management.base import CommandError
from django.db import Error

from archive.copies import Failed
from articles.management.progress import watched

INTERRUPTED = 130


def progress(out, *, quiet: bool):
    """Return what wraps a list to show how far its reader is; it shows nothing where it is to be quiet."""
    if quiet:
        return lambda items, **told: items
    return partial(watched, out=out)


def originals(number: int) -> str:
    """Say how many."""
    return f"{number:,} original{'s' * (number != 1)}"


@contextmanager
def one_sentence(stopped: str):
    """End with status 1 and one sentence, or with 130 and that of an interruption."""
    try:
        yield
    except Failed as reason:
        raise CommandError(str(reason)) from reason
    except KeyboardInterrupt:
        raise CommandError(stopped, returncode=INTERRUPTED) from None
    except (sqlite3.Error, Error) as error:
        raise CommandError(f"The database cannot be read or written ({str(error).strip()}).") from error
    except OSError as error:
        where = f"“{error.filename}”" if error.filename else "the disk"
        raise CommandError(f"Nothing more can be written or read ({error.strerror}, {where}).") from error
