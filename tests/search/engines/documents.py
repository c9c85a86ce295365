"""Documents made of plain words, so that engines are tested without the analysis."""

import datetime

from search.engines.base import Document, Query, Text
from search.query.nodes import FIELDS, And, Or, Phrase, Plain, Stem


def text(value: str | list[str]) -> Text:
    """Make a field: a string is one run, a list one run each; the stem of `word` is `en:word`."""
    runs = [value] if isinstance(value, str) else value
    words = [run.split() for run in runs]
    return Text(
        runs=tuple(tuple(f"en:{word}" for word in run) for run in words),
        words=tuple(dict.fromkeys(word for run in words for word in run)),
    )


def doc(number: int, body: str | list[str] = "", *, published="2023-09-20", has=(), **fields) -> Document:
    """Make a document; `source="BBC"` is a filter's value and a field of text, as for all facets."""
    texts = {"body": body} | {name: value for name, value in fields.items() if name in FIELDS}
    values = {
        name: (fields[name],) if isinstance(fields[name], str) else tuple(fields[name])
        for name in ("source", "author", "topic", "section", "language")
        if name in fields
    }
    return Document(
        id=number,
        published=moment(published),
        texts={name: text(value) for name, value in texts.items() if value},
        has=frozenset(has),
        **values,
    )


def moment(value: str) -> datetime.datetime:
    """Read an ISO date, with or without a time, as UTC."""
    return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)


def word(text: str, field: str | None = None) -> Stem:
    return Stem(f"en:{text}", field)


def words(text: str) -> And:
    return And(tuple(map(word, text.split())))


def any_of(text: str) -> Or:
    return Or(tuple(map(word, text.split())))


def phrase(text: str, slop: int = 0, field: str | None = None) -> Phrase:
    return Phrase(tuple(f"en:{part}" for part in text.split()), slop, field)


def plain(text: str, field: str | None = None) -> Plain:
    return Plain(tuple(text.split()), field)


def found(engine, where, size: int = 1000, **query) -> list[int]:
    """Return the ids that a tree finds, upwards."""
    return sorted(hit.id for hit in engine.search(Query(where=where, **query), size=size).hits)


def ordered(engine, where, size: int = 1000, **query) -> list[int]:
    """Return the ids that a tree finds, in the order of the answer."""
    return [hit.id for hit in engine.search(Query(where=where, **query), size=size).hits]


def scores(engine, where) -> dict[int, float]:
    """Return {id: score} of what a tree finds."""
    return {hit.id: hit.score for hit in engine.search(Query(where=where, sort="relevance"), size=1000).hits}


def walk(engine, size: int, between=lambda: None, **query):
    """Yield the ids of all pages; `between` is called after each page."""
    after = None
    while True:
        page = engine.search(Query(**query), size=size, after=after)
        yield from (hit.id for hit in page.hits)
        if page.next is None:
            return
        after = page.next
        between()
