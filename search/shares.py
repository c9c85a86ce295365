"""The documents of a whole shelf: one after the other, or in shares for processes of their own."""

from articles.batching import batches
from articles.elsewhere import possible
from search import backend
from search import documents as reading
from search.processes import InProcesses
from search.shelves import PUBLIC, Shelf

WORTHWHILE = 5_000
"""Articles from which on other processes make the documents of a rebuild."""

PORTION = 10_000
"""Ids that are read with one query."""

BLOCK = 500
"""Neighbouring ids whose documents one process makes."""


def documents(article_ids=None, *, shelf: Shelf = PUBLIC, skip=frozenset()):
    """Yield the documents of those of these articles, or of all, that are on the shelf; in the order of their ids."""
    if article_ids is None:
        article_ids = ids_of(shelf)
    analysis = backend.analysis()
    for some in batches(article_ids):
        yield from (one for one in reading.documents(some, analysis, shelf) if one.id not in skip)


def all_documents(shelf: Shelf, *, skip=frozenset(), watch=iter):
    """Return the documents of all articles of the shelf, where there are many in shares for processes of their own."""
    total = shelf.articles().count()
    if total < WORTHWHILE or not possible():
        return watch(documents(shelf=shelf, skip=skip))

    def share(number, count):
        return documents(share_of(number, count, shelf), shelf=shelf, skip=skip)

    return InProcesses(share, total=total, watch=watch)


def share_of(number, count, shelf=PUBLIC):
    """Return the ids of one of so many shares. Each id stays in its own, though articles come and go."""
    return (pk for pk in ids_of(shelf) if pk // BLOCK % count == number)


def ids_of(shelf=PUBLIC):
    """Yield the ids of all articles of a shelf. No cursor stays open: SQLite could not empty its log."""
    last, there = -1, shelf.articles().order_by("pk").values_list("pk", flat=True)
    while some := list(there.filter(pk__gt=last)[:PORTION]):
        yield from some
        last = some[-1]
