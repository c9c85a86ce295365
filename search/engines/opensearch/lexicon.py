"""Lists and counts words: those of living documents only, and exactly."""

from search.engines.opensearch.layout import LEXICON, PRINT
from search.engines.opensearch.packing import term

MOST = 60_000
"""Words in one answer; OpenSearch refuses 65,536 (`search.max_buckets`)."""

COUNTED = 500
"""Words in one request for frequencies."""

SHOWN = "timed_out,_shards.failed,aggregations.words.buckets.key,aggregations.words.buckets.doc_count"


def words(ask, prefix: str, limit: int, keep) -> list[tuple[str, int]]:
    """Return the most frequent words with a prefix; `ask(body, params)` puts a question to the index."""
    found = listed(ask, prefix, MOST if keep else limit)
    if keep:
        kept = set(keep("\n".join(word for word, _ in found)))
        found = [pair for pair in found if pair[0] in kept]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]


def listed(ask, prefix, size):
    """Return words with a prefix, and in how many documents each stands."""
    count = {"field": LEXICON, "size": size, "shard_size": MOST}
    if prefix:
        count["include"] = "".join(escaped(letter) for letter in prefix) + ".*"
    body = {"size": 0, "track_total_hits": False, "aggs": {"words": {"terms": count}}}
    if prefix:
        body["query"] = {"prefix": {LEXICON: prefix}}
    found = ask(body, {"filter_path": SHOWN}).get("aggregations", {}).get("words", {}).get("buckets", ())
    return [(bucket["key"], bucket["doc_count"]) for bucket in found]


def escaped(letter: str) -> str:
    """Return a letter that means itself in Lucene's regular expressions."""
    return letter if letter.isalnum() else f"\\{letter}"


def counting(word: str) -> dict:
    """Return the question that counts the documents with a stem (with a colon) or a plain word in print."""
    field = "stems" if ":" in word else "words"
    return {"query": {"term": {f"{field}.{PRINT}": term(word)}}, "size": 0, "track_total_hits": True}
