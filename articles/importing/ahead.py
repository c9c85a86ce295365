"""Reads in a second process while this one stores, where that is worth it."""

from articles.elsewhere import elsewhere, possible
from articles.importing.arrivals import arrival
from articles.importing.files import LARGE_CHUNK

WORTHWHILE = 2 << 20
"""Bytes of input under which starting a process costs more than it saves (about a thousand records)."""


def read_ahead(reading):
    """Yield ([`Arrival`], bytes read so far) until the inputs are read, in a process of its own where that helps."""
    if _is_worthwhile(reading):
        yield from elsewhere(lambda: _chunks(reading), alone=_is_large)
    else:
        yield from _chunks(reading)


def _is_worthwhile(reading):
    """Never for stdin, which another process would not have."""
    files = all(one.path is not None for one in reading.files)
    return files and sum(one.size for one in reading.files) >= WORTHWHILE and possible()


def _is_large(message):
    """Few large records may wait."""
    return sum(one.size for one in message[0]) >= LARGE_CHUNK


def _chunks(reading):
    for found in reading.chunks():
        yield list(map(_arrival, found)), reading.done


def _arrival(found):
    try:
        return arrival(found)
    except Exception as error:
        error.add_note(f"This happened with what was read from {found.record.place}.")
        raise
