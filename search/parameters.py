"""What `search/` takes, and the question to an engine that it makes."""

from dataclasses import replace

from articles.filters import ArticleFilters, Filters
from articles.parameters import Choice, Choices, Parameter, Switch
from search.engines.base import FACETS, NEWEST, OLDEST, RELEVANCE, Query
from search.pagination import SearchPages

INTERVALS = ("year", "month", "day", "auto")


class Asked(Filters):
    """Which articles are asked for, by words and filters. Subclasses declare `sort`."""

    q = Parameter("What to look for, in the query language; everything when left out.", default="", longest=None)
    match = Choice("Whether words side by side must all be there.", "all", "any", default="all")

    @property
    def order(self):
        """The order asked for, or the one that fits."""
        return self.sort or NEWEST

    @property
    def filters(self):
        """The filters asked for: {facet: values}."""
        return {name: values for name in FACETS if (values := getattr(self, name))}

    def query(self, where) -> Query:
        """Return what to ask an engine, for a ready tree."""
        return Query(
            where=where,
            filters=self.filters,
            published_after=self.published_after,
            published_before=self.published_before,
            sort=self.order,
        )


class SearchParameters(SearchPages, Asked, ArticleFilters):
    """What `search/` takes."""

    sort = Choice("The order; relevance with `q`, else newest.", RELEVANCE, NEWEST, OLDEST)
    facets = Choices("What to count the articles by. By comma: several.", *FACETS, paging=True)
    histogram = Choice("Count the articles by year, month or day.", *INTERVALS, paging=True)
    explain = Switch("Say in words how the query was understood, and which words of it made each score.", paging=True)

    @property
    def order(self):
        """The order asked for, or the one that fits."""
        return self.sort or (RELEVANCE if self.q.strip() else NEWEST)

    def query(self, where):
        return replace(super().query(where), facets=self.facets, histogram=self.histogram)
