"""Marks in a whole article what a search looks for, and makes each mark a way to the next, without a script.

A mark never breaks the page: it is written into text, between the tags of HTML that is clean already.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

from archive.errors import down
from articles.parameters import Parameters
from search import backend, indexing
from search.asking import pointing_at
from search.engines.base import EngineError
from search.highlighting import Highlighter
from search.parameters import Asked
from search.query.parser import parse
from search.query.words import ready

TAG = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')
"""A tag of HTML as nh3 and Django write it: quotes within values are escaped, < and > may stand there."""

INLINE = frozenset({"a", "br", "code", "em", "strong"})
"""Elements that part no words: a phrase may run from one into the other."""

LONGEST = 300_000
"""Characters of a text in which marks are looked for; a longer one is shown without."""

MOST = 500
"""Places that are marked, the first ones: more show nothing, and make a page that is slow to load."""

LISTED = 40
"""Places that are listed; the others are reached from one to the next."""


class Marked(Parameters):
    """What the page of an article takes: the words of the search that led to it."""

    q = Asked.declared["q"]
    match = Asked.declared["match"]


def marker_for(asked: Marked, language: str) -> "Marker":
    """Return what marks an article in this language. Raises `BadParameters`.

    An index is asked for nothing but prefixes and near spellings; where it cannot answer, these are not marked, and
    the marker says so.
    """
    if not asked.q.strip():
        return Marker(None, language)
    analysis = backend.analysis()
    with pointing_at("q"):
        tree = parse(asked.q, match=asked.match, function_words=analysis.function_words)
    terms = _Terms()
    highlighter = Highlighter(ready(tree, analysis, terms).tree, analysis)
    return Marker(highlighter, language, all_sought=terms.answered)


class _Terms:
    """Asks the index for words; `answered` is whether it always could."""

    answered = True

    def __call__(self, *given, **more):
        try:
            return indexing.searched().terms(*given, **more)
        except EngineError as error:
            down(error)
            self.answered = False
            return []


class Marker:
    """Marks the texts of one page, in the order in which they stand there. `count` is the number of places so far,
    `all_sought` whether all that was asked for was looked for in all of them.
    """

    def __init__(self, highlighter: Highlighter | None, language: str, *, all_sought: bool = True):
        self.count, self.all_sought = 0, all_sought
        self._highlighter, self._language = highlighter, language

    def text(self, name: str, text: str) -> str:
        """Return a text of a field, with its marks as HTML where it has any."""
        marks = self._marks(name, [text])[0]
        return mark_safe(self._written([("", text)], marks)) if marks else text  # noqa: S308 - escaped there

    def html(self, name: str, html: str) -> SafeString:
        """Return clean HTML of a field with its marks."""
        runs = [*_runs(html)]
        marks = self._marks(name, [run.text for run in runs])
        if not any(marks):
            return mark_safe(html)  # noqa: S308 - clean as it came
        written = (self._written(run.pieces, found) for run, found in zip(runs, marks, strict=True))
        return mark_safe("".join(written))  # noqa: S308 - tags as they came, text escaped

    @property
    def listed(self) -> range:
        """The numbers of the places that are listed."""
        return range(1, min(self.count, LISTED) + 1)

    @property
    def all_marked(self) -> bool:
        """Whether no more places are there than are marked, as far as that is known."""
        return self.count < MOST

    @property
    def after(self) -> int:
        """The number that the last mark leads to: that of what lists them."""
        return self.count + 1

    def _marks(self, name, texts):
        is_too_long = sum(map(len, texts)) > LONGEST
        self.all_sought = self.all_sought and not is_too_long
        if self._highlighter is None or is_too_long:
            return [[] for _ in texts]
        room, kept = MOST - self.count, []
        for found in self._highlighter.marks(name, texts, self._language):
            kept.append(found[:room])
            room -= len(kept[-1])
        return kept

    def _written(self, pieces, marks):
        """Write pieces of (tag, text) of one run of text, in which these places are marked."""
        first, at, linked, written = self.count + 1, 0, False, []
        self.count += len(marks)
        numbered = [*enumerate(marks, start=first)]
        for tag, text in pieces:
            linked = tag.startswith("<a ") or (linked and tag != "</a>")
            written.append(tag or _slices(text, at, numbered, linked))
            at += len(text)
        return "".join(written)


@dataclass(slots=True)
class _Run:
    """Text that no block parts: pieces of (tag, what it says) and ("", text)."""

    pieces: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self):
        return "".join(text for _, text in self.pieces)


def _runs(html):
    """Yield the runs of clean HTML, in order; put together again, their tags and texts are all of it."""
    run, at = _Run(), 0
    for found in TAG.finditer(html):
        if found.start() > at:
            run.pieces.append(("", unescape(html[at : found.start()])))
        at, name = found.end(), re.match("</?([a-z0-9]*)", found[0])[1]
        if name not in INLINE and run.pieces:
            yield run
            run = _Run()
        run.pieces.append((found[0], "\n" if name == "br" else ""))
    if at < len(html):
        run.pieces.append(("", unescape(html[at:])))
    yield run


def _slices(text, at, numbered, linked):
    """Write the text that begins at a place of its run, with what of the marks lies in it."""
    written, done, end = [], 0, at + len(text)
    for number, (start, stop) in numbered:
        if start < end and at < stop:
            begin, close = max(start, at) - at, min(stop, end) - at
            written += [escape(text[done:begin]), _mark(number, escape(text[begin:close]), start >= at, linked)]
            done = close
    return "".join([*written, escape(text[done:])])


def _mark(number, inside, begins, linked):
    """One mark: a way to the next, unless it stands in a link. Of one that tags part, the first piece has the name."""
    name = f' id="match-{number}"' if begins else ""
    return f"<mark{name}>{inside if linked else _way(number + 1, inside)}</mark>"


def _way(number, inside):
    return f'<a href="#match-{number}">{inside}</a>'
