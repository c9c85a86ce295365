"""opensearch-py as its documentation shows: the server's English analyzer, `bulk`, one search with aggregations."""

from opensearchpy import helpers

from growth import on_server
from growth.asked import Asked
from growth.bare import month_of
from growth.ours import FACETS

NAME = "growth-bare"


class BareOpenSearch:
    """One index of one shard on the first node."""

    name = "opensearch-py"

    def __init__(self, folder: str):
        self.client = on_server.client()

    def fill(self, articles) -> None:
        keywords = {facet: {"type": "keyword"} for facet in FACETS}
        texts = {name: {"type": "text", "analyzer": "english"} for name in ("text", "headline")}
        numbers = {"published": {"type": "date"}, "month": {"type": "integer"}}
        settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}
        self.client.indices.delete(index=NAME, ignore_unavailable=True)
        mappings = {"properties": keywords | texts | numbers}
        self.client.indices.create(index=NAME, body={"settings": settings, "mappings": mappings})
        helpers.bulk(self.client, map(action, articles), chunk_size=1_000)
        self.client.indices.refresh(index=NAME)

    def prepare(self, asked: Asked):
        if asked.prefix:
            must = [{"prefix": {"text": asked.words[0]}}]
        elif asked.phrase:
            must = [{"match_phrase": {"text": " ".join(asked.words)}}]
        else:
            must = [scored(asked)] if asked.words else [{"match_all": {}}]
        parts = {"must": must, "must_not": [{"match": {"text": word}} for word in asked.without]}
        if asked.since:
            ends = {"gte": asked.since.isoformat()} | ({"lt": asked.until.isoformat()} if asked.until else {})
            parts["filter"] = [{"range": {"published": ends}}]
        counted = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}
        counted["months"] = {"date_histogram": {"field": "published", "calendar_interval": "month", "min_doc_count": 1}}
        order = {} if asked.words else {"sort": [{"published": "desc"}]}
        body = {"query": {"bool": parts}, "aggs": counted, "size": 20, "track_total_hits": True, "_source": False}
        return body | order

    def search(self, prepared):
        found = self.client.search(index=NAME, body=prepared)
        return found["hits"]["total"]["value"], [hit["_id"] for hit in found["hits"]["hits"]]

    def disk(self) -> int:
        return on_server.disk(NAME)

    def memory(self) -> int:
        return on_server.memory()

    def close(self) -> None:
        on_server.delete(NAME)


def scored(asked):
    operator = "or" if asked.any else "and"
    words = " ".join(asked.words)
    headline = {"match": {"headline": {"query": words, "boost": 0.35}}}
    return {
        "bool": {
            "must": [{"match": {"text": {"query": words, "operator": operator}}}],
            "should": [headline],
        }
    }


def action(article):
    """Return one line of `bulk`."""
    values = {facet: getattr(article, facet) for facet in FACETS}
    return {
        "_index": NAME,
        "_id": article.number,
        "text": f"{article.headline}\n\n{article.body}",
        "headline": article.headline,
        "published": article.published.isoformat(),
        "month": month_of(article.published),
    } | values
