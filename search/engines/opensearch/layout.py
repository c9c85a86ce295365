"""What an index holds: settings, mapping, and the ranking formula in OpenSearch's own script language.

Texts come as ready words: the analyzer parts them at the space and does nothing else. Every document has a `MARK`
in every field of text, so that OpenSearch's count of documents with the field is that of all documents; the
formula takes it off every length again.

What print holds and no other printed field, the body holds: so of the body's stems only those are kept that it has in
common with another printed field, where they stand.
"""

from search.engines.base import BODY, FACETS, K1, RUN_GAP, B
from search.query.nodes import FIELDS

LIBRARY = "opensearch-4"
"""Another number for another mapping."""

MADE_BY = "news-archive"
"""Stands in the `_meta` of every index of ours; nothing without it is ever changed or deleted."""

PRINT = "print"
"""All that was printed, as if it were one more field."""

LEXICON = "lexicon"
"""The plain words of all fields, in columns: to be listed and counted, not to be looked for.

To list words takes as long as it takes to read the column, in every document. So there are many, for words by their
first two characters: whoever asks for what begins with `ce` reads a word or two of each article, not all of them."""

FIRST, SECOND = 32, 8
"""Columns of the lexicon: so many for the first character of a word, times so many for the second."""

MARK = "·"
FILLER = "-"
"""Stands in the body for each stem that is not kept; no stem is so short."""

STATE = "state"
"""The id of the document that has the position; no document of the archive has such an id, nor any of its fields."""

LONGEST = 8_000
"""Characters of a word that are kept as they are: Lucene takes 32,766 bytes, and one character may have four."""

MOST_HITS = 100_000
"""Hits on one page; OpenSearch's own limit is 10,000 unless it is told another."""

WEIGHT = "return query.boost * Math.log(1.0 + (field.docCount - term.docFreq + 0.5) / (term.docFreq + 0.5));"
SCORE = (
    "double average = Math.max((double) field.sumTotalTermFreq / field.docCount - 1.0, 0.001); "
    f"return weight * doc.freq / (doc.freq + {K1} * ({1 - B} + {B} * Math.max(doc.length - 1.0, 0.0) / average));"
)


def settings(shards: int, replicas: int) -> dict:
    """Return the settings of a new index."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "translog.durability": "request",
        "gc_deletes": "10m",  # a late request for what was removed is still known to be late
        "max_result_window": MOST_HITS + 1,
        "merge.policy.expunge_deletes_allowed": 0,
        "merge.policy.deletes_pct_allowed": 10,
        "analysis": {
            "analyzer": {
                "ready": {"type": "custom", "tokenizer": "spaces"},
                "sparse": {"type": "custom", "tokenizer": "spaces", "filter": ["fillers"]},
            },
            "tokenizer": {
                "spaces": {"type": "char_group", "tokenize_on_chars": [" "], "max_token_length": 2 * LONGEST}
            },
            "filter": {"fillers": {"type": "stop", "stopwords": [FILLER]}},
        },
        "similarity": {
            "archive": {"type": "scripted", "weight_script": {"source": WEIGHT}, "script": {"source": SCORE}}
        },
    }


def columns(prefix: str) -> list[str]:
    """Return the columns of the lexicon that hold the words with a prefix: one, where it has two characters.

    >>> columns("wheat"), columns("wh"), len(columns("w")), len(columns(""))
    (['c23_0'], ['c23_0'], 8, 256)
    """
    firsts = prefix[0] if prefix else [*map(chr, range(FIRST))]
    seconds = prefix[1] if prefix[1:] else [*map(chr, range(SECOND))]
    return [column(first + second) for first in firsts for second in seconds]


def column(word: str) -> str:
    """Return the column of the lexicon that holds a word."""
    return f"c{ord(word[0]) % FIRST}_{ord(word[1]) % SECOND if word[1:] else 0}"


def properties() -> dict:
    """Return the fields of the mapping."""
    kept = {"doc_values": True, "index": False}
    return {
        "id": {"type": "long"},
        "digest": {"type": "keyword", **kept},
        "published": {"type": "date", "format": "epoch_millis"},
        "has": {"type": "keyword", "doc_values": False},
        "tongue": {"type": "keyword", "doc_values": False},
        "values": {"properties": {name: {"type": "keyword"} for name in FACETS}},
        "stems": {"properties": {name: _stems(name) for name in (*FIELDS, PRINT)}},
        "words": {"properties": {name: _words(name) for name in (*FIELDS, PRINT)}},
        LEXICON: {"properties": {name: {"type": "keyword", **kept} for name in columns("")}},
        STATE: {
            "properties": {
                "position": {"type": "long", **kept},
                "mark": {"type": "keyword", **kept},
                "fingerprint": {"type": "keyword", **kept},
            }
        },
    }


def _stems(name):
    scored = {"analyzer": "sparse", "norms": False} if name == BODY else {"analyzer": "ready", "similarity": "archive"}
    return {"type": "text", "position_increment_gap": RUN_GAP} | scored


def _words(name):
    return {"type": "text", "analyzer": "ready", "similarity": "archive", "index_options": "docs"}


def mapping(name: str, fingerprint: str) -> dict:
    """Return the mapping of a new index behind the alias `name`."""
    meta = {"made_by": MADE_BY, "name": name, "fingerprint": fingerprint, "library": LIBRARY}
    return {"dynamic": "strict", "_source": {"enabled": False}, "_meta": meta, "properties": properties()}


def differs(found: dict) -> bool:
    """Tell whether the mapping of an index is another than what is made here; what a server adds does not count."""
    return not _holds(found.get("properties", {}), properties()) or str(found.get("dynamic")) != "strict"


def _holds(found, wanted):
    if not isinstance(wanted, dict):
        return str(found).lower() == str(wanted).lower()
    return isinstance(found, dict) and all(
        _holds(found[name], value) if name in found else value == _DEFAULTS.get(name) for name, value in wanted.items()
    )


_DEFAULTS = {"doc_values": True, "index": True, "type": "object"}
"""What a server leaves out when it tells a mapping, because it is so anyway."""
