"""Turns documents and terms into what OpenSearch takes: the same way for what is kept and for what is looked for."""

import hashlib

import orjson

from search.engines import days
from search.engines.base import BESIDE, BODY, FACETS, Document, Refused
from search.engines.opensearch.layout import FILLER, LEXICON, LONGEST, MARK, PRINT, column
from search.engines.scoring import fill
from search.query.nodes import FIELDS, PRINTED


def term(word: str) -> str:
    """Return a word as it is kept: what is longer than Lucene takes ends with a hash of the whole."""
    if len(word) <= LONGEST:
        return word
    return word[: LONGEST - 64] + hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def terms(words) -> list[str]:
    """Return words as they are kept."""
    return [word if len(word) <= LONGEST else term(word) for word in words]


def languages(tags) -> list[str]:
    """Return what a language is found by: `en-GB` by `en-gb` and `en`."""
    parts = [tag.lower().split("-") for tag in tags]
    return sorted({"-".join(part[:end]) for part in parts for end in range(1, len(part) + 1)})


def lexicon(words) -> dict[str, list[str]]:
    """Return words by the column that they are listed from."""
    held = {}
    for word in words:
        held.setdefault(column(word), []).append(word)
    return held


def stems(texts) -> dict[str, list[str]]:
    """Return the stems of each field, a text for each run; those of the body for print, and what it shares with it."""
    runs = {name: [terms(run) for run in text.runs] for name, text in texts.items()}
    body = runs.pop(BODY, [])
    beside = [run for name in BESIDE for run in runs.get(name, ())]
    fields = {name: marked(runs.get(name, [])) for name in FIELDS if name != BODY}
    return fields | {PRINT: marked([*beside, *body]), BODY: sparse(body, set().union(*beside))}


def marked(runs) -> list[str]:
    """Return runs as texts behind their mark, and so many more that Lucene keeps their length as well as it can.

    >>> marked([["en:a", "en:b"]])
    ['·', 'en:a en:b']
    """
    length = 1 + sum(map(len, runs))
    return [f"{MARK} " * fill(length) + MARK, *map(" ".join, runs)]


def sparse(runs, kept) -> list[str]:
    """Return runs as texts with a filler for each stem but those that are kept.

    >>> sparse([["en:a", "en:b", "en:a", "en:c"], ["en:c"]], {"en:b"})
    ['- en:b', '']
    """
    held = (" ".join([stem if stem in kept else FILLER for stem in run]) for run in runs) if kept else ()
    return [run.rstrip(f" {FILLER}") for run in held]


def packed(document: Document) -> bytes:
    """Return a document as a line of JSON. Raises `Refused` for text that is no Unicode."""
    words = dict.fromkeys(FIELDS, MARK)
    for name, text in document.texts.items():
        words[name] = " ".join((MARK, *terms(text.words)))
    printed = set().union(*(text.words for name, text in document.texts.items() if name in PRINTED))
    every = printed.union(*(text.words for name, text in document.texts.items() if name not in PRINTED))
    words[PRINT] = " ".join((MARK, *terms(printed)))
    fields = {
        "id": document.id,
        "digest": document.digest,
        "published": days.seconds(document.published) * 1000,
        "has": list(document.has),
        "tongue": languages(document.language),
        "values": {name: getattr(document, name) for name in FACETS},
        "stems": stems(document.texts),
        "words": words,
        LEXICON: lexicon(terms(every)),
    }
    try:
        return orjson.dumps(fields)
    except (TypeError, UnicodeEncodeError) as error:
        raise Refused(
            f"Document {document.id} was refused: it has text that is no Unicode ({error}).", document.id
        ) from error
