"""Many things, some at a time."""

from itertools import islice


def batches(items, size=500):
    """Lists of at most `size` items: what one SQL statement names comfortably."""
    items = iter(items)
    while some := list(islice(items, size)):
        yield some
