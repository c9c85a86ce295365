"""What an index holds: ready words in text fields, values in columns.

Each field of a document has its stems with positions and its set of plain words, and all that was printed has both
once more as a field of its own, over which scores are counted. Words come joined by spaces, at which Tantivy's
`whitespace` tokenizer parts them and does nothing else.
"""

import tantivy

from search.engines import days
from search.engines.base import FACETS, RUN_GAP, Document
from search.query.nodes import FIELDS, PRINTED

LAYOUT = 1
"""Raise this by one whenever an index made before could not be read any more."""

LIBRARY = f"tantivy-{LAYOUT}/{'.'.join(tantivy.__version__.split('.')[:2])}"

PRINT = "print"
"""All that was printed, as if it were one more field."""

UNPRINTED = "words_unprinted"
"""Plain words of a document that stand only in what was not printed: with those of print they are all it has."""

VALUES = (*FACETS, "has")


def stems(field: str | None) -> str:
    """Return the name of what holds the stems of a field or (None) of all print."""
    return f"stems_{field or PRINT}"


def words(field: str | None) -> str:
    """Return the name of what holds the plain words of a field or (None) of all print."""
    return f"words_{field or PRINT}"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("digest", fast=True)
    builder.add_integer_field("published", fast=True)  # seconds since 1970 UTC
    builder.add_integer_field("month", fast=True)  # since the year 0
    for field in (PRINT, *FIELDS):
        builder.add_text_field(stems(field), tokenizer_name="whitespace")
        builder.add_text_field(words(field), tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(UNPRINTED, tokenizer_name="whitespace", index_option="basic")
    for name in VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


SCHEMA = _schema()


def packed(document: Document) -> tantivy.Document:
    """Return a document as Tantivy takes it."""
    made = tantivy.Document()
    made.add_integer("id", document.id)
    made.add_integer("digest", int(document.digest, 16) - 2**63)
    made.add_integer("published", days.seconds(document.published))
    made.add_integer("month", month(days.day_of(days.seconds(document.published))))
    for name, text in document.texts.items():
        _add_runs(made, stems(name), text.runs)
        _add_words(made, words(name), text.words)
    _add_print(made, document)
    for name in VALUES:
        for value in dict.fromkeys(getattr(document, name)):
            made.add_text(name, value)
    return made


def _add_print(made, document):
    texts = [document.texts[name] for name in PRINTED if name in document.texts]
    _add_runs(made, stems(PRINT), [run for text in texts for run in text.runs])
    printed = frozenset().union(*(text.words for text in texts))
    others = [text.words for name, text in document.texts.items() if name not in PRINTED]
    _add_words(made, words(PRINT), printed)
    _add_words(made, UNPRINTED, frozenset().union(*others) - printed)


def _add_runs(made, field, runs):
    """Add stretches of stems, so far apart that no phrase leads from one into the next: the longest first.

    Only tokens that are made one by one can stand apart, and that takes long: the longest is split by Tantivy.
    """
    first, *others = sorted(filter(None, runs), key=len, reverse=True) or [()]
    if first:
        made.add_text(field, " ".join(first))
    for run in others:
        tokens = [tantivy.Token(stem, RUN_GAP + place, 0, 0) for place, stem in enumerate(run)]
        made.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))


def _add_words(made, field, plain):
    if plain:
        made.add_text(field, " ".join(plain))


def month(day) -> int:
    """Return the month of a day, counted from the year 0."""
    return 12 * day.year + day.month - 1
