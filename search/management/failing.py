"""How a command of search ends where the engine or the database fails."""

from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError

from search.engines.base import EngineError


@contextmanager
def one_sentence():
    """End with status 1 and one sentence, also where SQLite's only writer is waited for in vain."""
    try:
        yield
    except EngineError as error:
        raise CommandError(str(error)) from error
    except OperationalError as error:
        raise CommandError(f"The database cannot answer ({error}): try again in a few seconds.") from error
