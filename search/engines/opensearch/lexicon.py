"""Lists and counts words: those of living documents only, all of them, and exactly, in however many shards.

They are listed in the order of their characters, a page at a time: each shard then gives every word of a page that it
has. Nothing is left out or rounded; what costs time is the number of documents that have such words, again each page.
"""

import heapq

from search.engines.opensearch.layout import LEXICON, PRINT
from search.engines.opensearch.packing import term
from search.query.nodes import FIELDS, PRINTED

MOST = 60_000
"""Words in one page; OpenSearch refuses 65,536 (`search.max_buckets`). Hardly any letter begins so many."""

SHORTENED = 40
"""Letters behind the prefix up to which a page is told where to begin; OpenSearch takes patterns of 1,000 characters.

Of words that have all of these in common no more than a page is listed."""

LAST = chr(0x10FFFF)

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
    found, start = {}, prefix
    while True:
        page = _page(ask, prefix, start)
        found |= page
        before, start = start, max(page, default=start)[: len(prefix) + SHORTENED]
        if len(page) < MOST or start == before:
            return found


def _page(ask, prefix, start):
    """Ask for the first words with a prefix that do not stand before `start`."""
    count = {"field": LEXICON, "size": MOST, "shard_size": MOST, "order": {"_key": "asc"}}
    body = {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"should": [{"prefix": {field: prefix}} for field in PLACES]}},
        "aggs": {"words": {"terms": count | {"include": pattern(prefix, start)}}},
    }
    found = (
        ask(body, {"filter_path": SHOWN, "preference": "words"})
        .get("aggregations", {})
        .get("words", {})
        .get("buckets", ())
    )
    return {bucket["key"]: bucket["doc_count"] for bucket in found}


def pattern(prefix: str, start: str) -> str:
    """Return Lucene's regular expression for words with a prefix that are `start`, begin so, or stand behind it."""
    behind = ".*"
    for letter in reversed(start[len(prefix) :]):
        same = escaped(letter) + behind
        behind = same if letter == LAST else f"({same}|({above(letter)}).*)"
    return "".join(map(escaped, prefix)) + behind


def above(letter: str) -> str:
    """Return the pattern of the characters behind one. A range cannot begin with what has a meaning in brackets."""
    alone, letter = [], following(letter)
    while letter in "\\]^-":
        alone.append(escaped(letter))
        letter = following(letter)
    return "|".join((*alone, f"[{letter}-{LAST}]"))


def following(letter: str) -> str:
    """Return the next character; surrogates are none."""
    number = ord(letter) + 1
    return chr(0xE000 if 0xD800 <= number < 0xE000 else number)


def escaped(letter: str) -> str:
    """Return a letter that means itself in Lucene's regular expressions."""
    return letter if letter.isalnum() else f"\\{letter}"


def counting(word: str) -> dict:
    """Return the question that counts the documents with a stem (with a colon) or a plain word in print."""
    field = "stems" if ":" in word else "words"
    return {"query": {"term": {f"{field}.{PRINT}": term(word)}}, "size": 0, "track_total_hits": True}
