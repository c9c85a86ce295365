"""What an index holds: ready words in text fields, values in columns.

All that was printed has its stems with positions and its set of plain words, over which scores are counted, and each
field has both once more: but the body, which is most of print. What print holds and no other printed field, the body
holds; so of the body only those words are kept that it has in common with another printed field, where they stand.
That takes two fifths less room. Words come joined by spaces, at which Tantivy's `whitespace` tokenizer parts them
and does nothing else.
"""

import tantivy

from search.engines import days
from search.engines.base import BESIDE, BODY, FACETS, RUN_GAP, Document
from search.engines.scoring import fill
from search.query.nodes import FIELDS, PRINTED

LAYOUT = 2
"""Raise this by one whenever an index made before could not be read any more."""

LIBRARY = f"tantivy-{LAYOUT}/{'.'.join(tantivy.__version__.split('.')[:2])}"

PRINT = "print"
"""All that was printed, as if it were one more field."""

UNPRINTED = "words_unprinted"
"""Plain words of a document that stand only in what was not printed: with those of print they are all it has."""

VALUES = (*FACETS, "has")

FILLER = "·"
"""Stands behind a field to make it longer; no text has such a word."""


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
    published = days.seconds(document.published)
    made.add_integer("published", published)
    made.add_integer("month", month(days.day_of(published)))
    for name, text in document.texts.items():
        if name != BODY:
            _add_runs(made, stems(name), text.runs)
            _add_words(made, words(name), text.words)
    _add_print(made, document.texts)
    _add_body(made, document.texts)
    for name in VALUES:
        for value in dict.fromkeys(getattr(document, name)):
            made.add_text(name, value)
    return made


def _add_print(made, texts):
    printed = [texts[name] for name in PRINTED if name in texts]
    _add_runs(made, stems(PRINT), [run for text in printed for run in text.runs])
    plain = set().union(*(text.words for text in printed))
    others = set().union(*(text.words for name, text in texts.items() if name not in PRINTED))
    _add_words(made, words(PRINT), plain)
    _add_words(made, UNPRINTED, others - plain)


def _add_body(made, texts):
    """Add what the body has in common with other printed fields; its stems where they stand in it."""
    others, body = [texts[name] for name in BESIDE if name in texts], texts.get(BODY)
    if not body or not others:
        return
    runs = [run for text in others for run in text.runs]
    if tokens := _tokens_among(body.runs, frozenset().union(*runs)):
        made.add_pre_tokenized_text(stems(BODY), tantivy.PreTokenizedString("", tokens))
    _add_words(made, words(BODY), frozenset().union(*[text.words for text in others]).intersection(body.words))


def _tokens_among(runs, wanted):
    """Return those stems of all runs that are wanted, each with its place."""
    tokens, begin = [], 0
    for run in runs:
        tokens += [tantivy.Token(stem, place, 0, 0) for place, stem in enumerate(run, begin) if stem in wanted]
        begin += len(run) + RUN_GAP
    return tokens


def _add_runs(made, field, runs):
    """Add stretches of stems, so far apart that no phrase leads from one into the next: the longest first.

    Only tokens that are made one by one can stand apart, and that takes long: the longest is split by Tantivy.
    """
    first, *others = sorted(filter(None, runs), key=len, reverse=True) or [()]
    if first:
        made.add_text(field, " ".join(first) + f" {FILLER}" * fill(sum(map(len, runs))))
    for run in others:
        tokens = [tantivy.Token(stem, RUN_GAP + place, 0, 0) for place, stem in enumerate(run)]
        made.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))


def _add_words(made, field, plain):
    if plain:
        made.add_text(field, " ".join(plain))


def month(day) -> int:
    """Return the month of a day, counted from the year 0."""
    return 12 * day.year + day.month - 1
