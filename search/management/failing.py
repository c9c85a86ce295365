"""How a command of search ends where the engine or the database fails."""

from contextlib import contextmanager

from django.core.management.base import CommandError

from articles.failing import UNANSWERED, sentence
from search.engines.base import EngineError


@contextmanager
def one_sentence():
    """End with status 1 and one sentence, also where another writer is waited for in vain."""
    try:
        yield
    except EngineError as error:
        raise CommandError(str(error)) from error
    except UNANSWERED as error:
        if not sentence(error):
            raise
        raise CommandError(sentence(error)) from error
