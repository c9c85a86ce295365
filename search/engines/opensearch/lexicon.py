"""Lists and counts words: those of living documents only, all of them, and exactly, in however many shards.

They are listed by columns, and in each in the order of their characters, a page at a time: each shard then gives every
word of a page that it has. Nothing is left out or rounded; what costs time is the number of words that documents have
in these columns, again each page.
"""

import heapq

from search.engines.opensearch.layout import LEXICON, PRINT, SECOND, columns
from search.engines.opensearch.packing import term

AT_ONCE, MOST = SECOND, 7_500
"""Columns read with one request, and words in a page of one: OpenSearch gives 65,535 in all (`search.max_buckets`)."""

SHORTENED = 40
"""Letters behind the prefix up to which a page is told where to begin; OpenSearch takes patterns of 1,000 characters.

Of words that have all of these in common no more than a page is listed."""

LAST = chr(0x10FFFF)

COUNTED = 500
"""Words in one request for frequencies."""

SHOWN = "timed_out,_shards,aggregations.*.buckets.key,aggregations.*.buckets.doc_count"


def words(ask, prefix: str, limit: int, keep) -> list[tuple[str, int]]:
    """Return the most frequent words with a prefix; `ask(body, params)` puts a question to the index."""
    found = listed(ask, prefix)
    if keep:
        found = {word: found[word] for word in keep("\n".join(found)) if word in found}
    return heapq.nsmallest(limit, found.items(), key=lambda pair: (-pair[1], pair[0]))


def listed(ask, prefix) -> dict[str, int]:
    """Return words with a prefix, and in how many documents each stands."""
    found, names = {}, columns(prefix)
    for first in range(0, len(names), AT_ONCE):
        starts = dict.fromkeys(names[first : first + AT_ONCE], prefix)
        while starts:
            pages = _pages(ask, prefix, starts)
            for page in pages.values():
                found |= page
            starts = _following(prefix, starts, pages)
    return found


def _pages(ask, prefix, starts):
    """Ask each column for the first words with a prefix that do not stand before its start; returns these by column."""
    # By `map`, because OpenSearch 2.19 fails where a column of a shard has no word at all with its global ordinals.
    count = {"size": MOST, "shard_size": MOST, "order": {"_key": "asc"}, "execution_hint": "map"}
    counted = {
        name: {"terms": count | {"field": f"{LEXICON}.{name}", "include": pattern(prefix, start)}}
        for name, start in starts.items()
    }
    body = {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"should": [{"exists": {"field": f"{LEXICON}.{name}"}} for name in starts]}},
        "aggs": counted,
    }
    found = ask(body, {"filter_path": SHOWN, "preference": "words"}).get("aggregations", {})
    return {name: {one["key"]: one["doc_count"] for one in found.get(name, {}).get("buckets", ())} for name in starts}


def _following(prefix, starts, pages):
    """Return where the next page of each column starts that has one."""
    begins = {name: max(page, default=starts[name])[: len(prefix) + SHORTENED] for name, page in pages.items()}
    return {name: start for name, start in begins.items() if len(pages[name]) >= MOST and start != starts[name]}


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
