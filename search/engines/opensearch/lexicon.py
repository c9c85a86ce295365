"""Lists and counts words: those of living documents only, and exactly."""

import heapq

from search.engines.opensearch.layout import LEXICON, PRINT
from search.engines.opensearch.packing import term
from search.query.nodes import FIELDS, PRINTED

MOST = 60_000
"""Words in one answer; OpenSearch refuses 65,536 (`search.max_buckets`)."""

COUNTED = 500
"""Words in one request for frequencies."""

PLACES = [f"words.{name}" for name in (PRINT, *FIELDS) if name not in PRINTED]
"""The fields of a document of which one at least has each of its words."""

SHOWN = "timed_out,_shards,aggregations.words.buckets.key,aggregations.words.buckets.doc_count"


def words(ask, prefix: str, limit: int, keep) -> list[tuple[str, int]]:
    """Return the most frequent words with a prefix; `ask(body, params)` puts a question to the index."""
    found = listed(ask, prefix)
    if keep:
        found = {word: found[word] for word in keep("\n".join(found)) if word in found}
    return heapq.nsmallest(limit, found.items(), key=lambda pair: (-pair[1], pair[0]))


def listed(ask, prefix) -> dict[str, int]:
    """Return words with a prefix, and in how many documents each stands."""
    count = {"field": LEXICON, "size": MOST, "shard_size": MOST, "include": "".join(map(escaped, prefix)) + ".*"}
    body = {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"should": [{"prefix": {field: prefix}} for field in PLACES]}},
        "aggs": {"words": {"terms": count}},
    }
    found = (
        ask(body, {"filter_path": SHOWN, "preference": "words"})
        .get("aggregations", {})
        .get("words", {})
        .get("buckets", ())
    )
    return {bucket["key"]: bucket["doc_count"] for bucket in found}


def escaped(letter: str) -> str:
    """Return a letter that means itself in Lucene's regular expressions."""
    return letter if letter.isalnum() else f"\\{letter}"


def counting(word: str) -> dict:
    """Return the question that counts the documents with a stem (with a colon) or a plain word in print."""
    field = "stems" if ":" in word else "words"
    return {"query": {"term": {f"{field}.{PRINT}": term(word)}}, "size": 0, "track_total_hits": True}
