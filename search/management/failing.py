"""How a command of search ends where the engine or the database fails."""

from articles.management import failing
from search.engines.base import EngineError


def one_sentence():
    """End with status 1 and one sentence, also where another writer is waited for in vain."""
    return failing.one_sentence(EngineError)
