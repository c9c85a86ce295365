"""Documents, trees and questions as Hypothesis draws them: few words and ids, so that they meet."""

import datetime

from hypothesis import strategies as some

from search.engines.base import Document, Query, Text
from search.query.nodes import FIELDS, And, Days, Everything, Has, Ids, Language, Not, Or, Phrase, Plain, Prefer, Stem

WORDS = ["a", "b", "c", "é"]
fields = some.sampled_from([None, "headline", "body", "caption", "author", "topic"])
runs = some.lists(some.lists(some.sampled_from([f"en:{word}" for word in WORDS]), max_size=8).map(tuple), max_size=3)
texts = some.builds(
    lambda runs, words: Text(runs=tuple(runs), words=tuple(sorted(words))), runs, some.sets(some.sampled_from(WORDS))
)
values = some.lists(some.sampled_from(["x", "y", "en", "en-gb"]), max_size=2).map(tuple)
moments = some.datetimes(
    datetime.datetime(1960, 1, 1), datetime.datetime(2030, 1, 1), timezones=some.just(datetime.UTC)
)
documents = some.builds(
    Document,
    id=some.integers(0, 9),
    published=moments,
    texts=some.dictionaries(some.sampled_from(FIELDS), texts, max_size=4),
    has=some.frozensets(some.sampled_from(["image", "related"])),
    **dict.fromkeys(("source", "author", "topic", "section", "language"), values),
)
stems = some.sampled_from([f"en:{word}" for word in [*WORDS, "absent"]])
dates = some.none() | some.dates(datetime.date(1959, 1, 1), datetime.date(2031, 1, 1))
leaves = some.one_of(
    some.builds(Stem, stems, fields),
    some.builds(Plain, some.lists(some.sampled_from(WORDS), max_size=3).map(tuple), fields),
    some.builds(Phrase, some.lists(stems, max_size=4).map(tuple), some.integers(0, 9), fields),
    some.builds(Days, dates, dates),
    some.builds(Has, some.sampled_from(["image", "related", "correction"])),
    some.builds(Language, some.sampled_from(["en", "en-gb", "x"])),
    some.builds(Ids, some.lists(some.integers(0, 12), max_size=4).map(tuple)),
    some.just(Everything()),
)
trees = some.recursive(
    leaves,
    lambda parts: some.one_of(
        some.builds(And, some.lists(parts, max_size=3).map(tuple)),
        some.builds(Or, some.lists(parts, max_size=3).map(tuple)),
        some.builds(Not, parts),
        some.builds(Prefer, parts, parts),
    ),
    max_leaves=6,
)
queries = some.builds(
    Query,
    where=trees,
    filters=some.dictionaries(some.sampled_from(["source", "topic"]), values, max_size=2),
    published_after=dates,
    published_before=dates,
    sort=some.sampled_from(["newest", "oldest", "relevance"]),
    facets=some.sets(some.sampled_from(["source", "topic", "language"])).map(tuple),
    histogram=some.sampled_from([None, "year", "month", "day", "auto"]),
)
batches = some.lists(
    some.tuples(some.lists(documents, max_size=4), some.lists(some.integers(0, 9), max_size=2)), max_size=4
)
