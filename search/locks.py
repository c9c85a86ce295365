"""One writer at a time: the lock that every commit to an index is made under."""

from articles import locks
from search.engines.base import EngineError


class Busy(EngineError):
    """Somebody else holds the lock; the message names it."""


TAKEN = {
    "rebuild": "A rebuild of the index is running already; let it finish, or stop it first.",
    "rebuild-desk": "A rebuild of the desk's index is running already; let it finish, or stop it first.",
}
"""Name of a lock → what to say when another holds it; of others only that they are held."""


def lock(name, *, wait=True):
    """Hold the named lock; without `wait` raise `Busy` when another holds it."""
    return locks.lock(name, wait=wait, busy=lambda sentence: Busy(TAKEN.get(name, sentence)))
