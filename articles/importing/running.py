"""Runs a reading: reads ahead, stores batch by batch, and tells what became of each record."""

from collections.abc import Iterator
from contextlib import closing

from articles.importing.ahead import read_ahead
from articles.importing.entries import Outcome
from articles.importing.files import Reading
from articles.importing.store import BATCH, LARGE_BATCH, Store


def run(reading: Reading, store: Store) -> Iterator[tuple[list[Outcome], int]]:
    """Yield (outcomes, bytes read so far) for each batch, once it is stored. Whoever stops here has whole batches.

    Raises what reading and storing raise of the system and the database, and `elsewhere.Died`.
    """
    with closing(read_ahead(reading)) as chunks:
        for batch, done in batches(chunks):
            yield store.store(batch), done


def batches(chunks):
    """Join chunks to batches; each with the bytes read by then. What stops the reading waits for the last batch."""
    batch, size, done, stopped = [], 0, 0, None
    try:
        for arrivals, done in chunks:
            batch += arrivals
            size += sum(one.size for one in arrivals)
            if len(batch) >= BATCH or size >= LARGE_BATCH:
                yield batch, done
                batch, size = [], 0
    except Exception as error:  # raised below
        stopped = error
    if batch:
        yield batch, done
    if stopped:
        raise stopped
