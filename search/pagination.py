"""How far the answers to a question can be walked: by date to the end, by relevance to the 10,000th."""

from articles.pagination import Cursor, Pages
from search.engines.base import RELEVANCE

END_OF_RELEVANCE = 10_000
"""Nobody reads further by relevance, and each page there costs more than the one before."""


class SearchCursor(Cursor):
    """A place is (sort value of the last hit, its id, how many were shown up to it)."""

    def __init__(self):
        super().__init__(float, int, int)

    def _fits(self, place):
        return super()._fits(place) and place[2] >= 0


class SearchPages(Pages):
    """Pages of hits. Subclasses declare what else they take, and the order as `order`."""

    cursor = SearchCursor()

    @property
    def after(self):
        """What engines take as `after`."""
        return self.cursor and self.cursor[1][:2]

    @property
    def seen(self):
        """How many hits the pages before have shown."""
        return self.cursor[1][2] if self.cursor else 0

    @property
    def size(self):
        """How many hits to ask for."""
        if self.order != RELEVANCE:
            return self.page_size
        return max(0, min(self.page_size, END_OF_RELEVANCE - self.seen))

    def ended_early(self, results) -> bool:
        """Whether there are more hits, but none that relevance goes on to."""
        reached = self.seen + len(results.hits) >= END_OF_RELEVANCE
        return self.order == RELEVANCE and reached and results.total > END_OF_RELEVANCE

    def next_address(self, request, results):
        """Return the address of the next page, or None."""
        if results.next is None or self.ended_early(results):
            return None
        return self.next_page(request, *results.next, self.seen + len(results.hits))
