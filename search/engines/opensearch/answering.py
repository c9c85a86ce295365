"""Asks one question and reads the answer: a page of hits, the total, counts by facet and by time."""

import calendar
import hashlib
from collections import Counter
from dataclasses import replace

from search.engines import base, days
from search.engines.base import FACET_LIMIT, Histogram, Hit, Query, Results
from search.engines.opensearch.finding import finding, published, scores, scoring
from search.query.nodes import And, Days

ORDERS = {
    base.RELEVANCE: [{"_score": "desc"}, {"id": "asc"}],
    base.NEWEST: [{"published": "desc"}, {"id": "desc"}],
    base.OLDEST: [{"published": "asc"}, {"id": "asc"}],
}

FROM_EACH_SHARD = 1_000
"""Values that each shard names of a facet at first; more where these turn out too few to be exact."""

MOST_FROM_EACH = 60_000
"""OpenSearch refuses 65,536 in one answer (`search.max_buckets`)."""

SHOWN = (
    "timed_out,_shards,hits.total.value,hits.hits.sort,"
    "aggregations.*.buckets.key,aggregations.*.buckets.doc_count,aggregations.*.doc_count_error_upper_bound,"
    "aggregations.*.of.buckets.key,aggregations.*.of.buckets.doc_count,aggregations.*.of.doc_count_error_upper_bound"
)

WINDOW = 50_000
"""Days of a histogram that are counted at once; OpenSearch refuses 65,536 in one answer."""

HISTOGRAM = "histogram by time"
"""The name of the histogram among the counts; no facet has one with a space."""


def answer(ask, query: Query, size: int, after, *, shards: int) -> Results:
    """Return one page. `ask(body, params)` puts a question to the index."""
    question = Question(query, shards)
    found = question.put(ask, size, after)
    rows = found["hits"].get("hits", [])
    page = rows[:size]
    ranked = query.sort == base.RELEVANCE
    hits = tuple(Hit(id=row["sort"][1], score=row["sort"][0] if ranked else None) for row in page)
    following = None
    if page and len(rows) > size:
        value, number = page[-1]["sort"]
        following = (value if ranked else value // 1000, number)
    return Results(
        hits=hits,
        total=found["hits"]["total"]["value"],
        facets={name: question.facet(found, name) for name in query.facets},
        histogram=question.histogram(ask, found) if query.histogram else None,
        next=following,
    )


class Question:
    """One query as OpenSearch takes it."""

    def __init__(self, query: Query, shards: int, interval: str | None = None):
        self.query, self.shards = query, shards
        self.apart = {name: values for name, values in query.filters.items() if name in query.facets}
        self.interval = interval or ("month" if query.histogram in ("auto", "day") else query.histogram)

    def put(self, ask, size, after):
        """Return the answer; asks again where a facet was not exact."""
        of_each = FROM_EACH_SHARD
        while True:
            found = ask(self.body(size, after, of_each), self.params())
            if self.shards == 1 or of_each >= MOST_FROM_EACH or all(self.exact(found, f) for f in self.query.facets):
                return found
            of_each = min(MOST_FROM_EACH, 8 * of_each)

    def params(self):
        """Return what goes into the address. The same question asks the same copies, for all of its pages."""
        query = self.query
        same = repr((query.where, query.filters, query.published_after, query.published_before, query.sort))
        params = {
            "preference": hashlib.blake2b(same.encode(errors="replace"), digest_size=8).hexdigest(),
            "filter_path": SHOWN,
        }
        if self.ranked and self.shards > 1:
            params["search_type"] = "dfs_query_then_fetch"
        return params

    @property
    def ranked(self):
        """Whether anything is scored at all."""
        return self.query.sort == base.RELEVANCE and scores(self.query.where)

    def body(self, size, after, of_each):
        """Return the question. One hit more than a page has tells whether there is another page."""
        body = {
            "query": self.where(),
            "size": size and size + 1,
            "track_total_hits": True,
            "_source": False,
            "stored_fields": "_none_",
            "sort": ORDERS[self.query.sort],
        }
        if size and after is not None:
            value, number = after
            body["search_after"] = [value if self.query.sort == base.RELEVANCE else int(value) * 1000, number]
        if self.apart:
            body["post_filter"] = self.filtered(self.apart)
        if counts := self.counts(of_each):
            body["aggs"] = counts
        return body

    def where(self):
        """Return tree, days, and those filters that hold for all counts."""
        query = self.query
        clauses = [is_any(name, values) for name, values in query.filters.items() if name not in self.apart]
        if query.published_after or query.published_before:
            clauses.append(published(query.published_after, query.published_before, after=0))
        if self.ranked:
            tree = scoring(query.where)
            return {"bool": {"must": [tree], "filter": clauses}} if clauses else tree
        return {"bool": {"filter": [finding(query.where), *clauses]}}

    def filtered(self, filters):
        return {"bool": {"filter": [is_any(name, values) for name, values in filters.items()]}}

    def counts(self, of_each):
        """Return the aggregations: each facet as if its own filter were not set."""
        counts = {}
        for name in self.query.facets:
            values = {"field": f"values.{name}", "size": FACET_LIMIT, "shard_size": of_each}
            others = {other: values for other, values in self.apart.items() if other != name}
            counts[name] = self.among(others, {"terms": values})
        if self.interval:
            counts[HISTOGRAM] = self.among(self.apart, by_time(self.interval))
        return counts

    def among(self, filters, count):
        return {"filter": self.filtered(filters), "aggs": {"of": count}} if filters else count

    # --- reading -------------------------------------------------------------------------------------

    def exact(self, found, name):
        """Tell whether no shard can have kept back a value that belongs among those shown, or a part of its count."""
        return not counted(found, name).get("doc_count_error_upper_bound", 0)

    def facet(self, found, name):
        return tuple((bucket["key"], bucket["doc_count"]) for bucket in counted(found, name).get("buckets", ()))

    def histogram(self, ask, found):
        """Return the counts by time. `day` and `auto` asked for months, which tell of which days to ask."""
        counts = buckets(found)
        if self.query.histogram == "day":
            return Histogram(interval="day", buckets=self.by_day(ask, counts))
        if self.query.histogram == "auto":
            return self.auto(ask, counts)
        return Histogram(interval=self.interval, buckets=counts)

    def auto(self, ask, months):
        """Return the counts by what can be read; days are asked for where these may be what is wanted."""
        if not months:
            return Histogram(interval="year")
        first, last = months[0][0], months[-1][0]
        interval = days.auto_interval(first, month_end(last))
        if interval == "day" or interval != days.auto_interval(min(month_end(first), last), last):
            by_day = self.by_day(ask, months)
            interval = days.auto_interval(by_day[0][0], by_day[-1][0]) if by_day else "day"
            if interval == "day":
                return Histogram(interval="day", buckets=by_day)
        return Histogram(interval=interval, buckets=gathered(months, interval))

    def by_day(self, ask, months):
        """Return the counts by day, of so many months at once as there are buckets for."""
        counts = ()
        for first, last in windows([day for day, _ in months]):
            where = And((self.query.where, Days(first, month_end(last))))
            query = replace(self.query, where=where, facets=(), sort=base.NEWEST)
            counts += buckets(Question(query, self.shards, "day").put(ask, 0, None))
        return counts


def windows(months):
    """Yield the first and the last of months, in order, whose days can be counted at once."""
    while months:
        inside = [month for month in months if (month_end(month) - months[0]).days < WINDOW]
        yield months[0], inside[-1]
        months = months[len(inside) :]


def is_any(name, values):
    """Return what finds documents with any of these values of a facet."""
    return {"terms": {f"values.{name}": list(values)}}


def by_time(interval):
    """Return the count of documents by year, month or day, in UTC."""
    return {"date_histogram": {"field": "published", "calendar_interval": interval, "min_doc_count": 1}}


def counted(found, name):
    """Return the count of this name, wherever a filter has put it."""
    count = found.get("aggregations", {}).get(name, {})
    return count.get("of", count)


def buckets(found):
    """Return the histogram as (first day, documents)."""
    return tuple(
        (days.day_of(bucket["key"] // 1000), bucket["doc_count"])
        for bucket in counted(found, HISTOGRAM).get("buckets", ())
    )


def gathered(months, interval):
    """Return counts by month as counts by this interval, month or year."""
    counts = Counter()
    for day, count in months:
        counts[days.start_of(day, interval)] += count
    return tuple(sorted(counts.items()))


def month_end(day):
    """Return the last day of the month that begins with this day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
