"""Help with asking: an example of each way to ask, made of the archive's own words, so that each finds something.

Nothing is looked up for it but how frequent some words are: the newest articles and the counts stand on the page
anyway.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from django.utils.translation import gettext_lazy as _

from archive.pages.question import written
from search import backend
from search.analysis import plain, tokens
from search.engines.base import Engine
from search.query.excluding import exclusion

SHORTEST, LONGEST = 5, 14
"""Letters of a word that tells something, and that is quickly read."""

MOST_WORDS = 40
"""Words of headlines that are looked at."""

FIELDS = {
    "source": _("from this source"),
    "author": _("by this author"),
    "topic": _("on this topic"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """A word of a headline that tells something, with the next one where that does as well, and its articles:
    at least so many by one language's stem of it, and at most so many by all of them.
    """

    text: str
    phrase: str
    least: int
    most: int


def examples(rows, counted, engine: Engine) -> list[dict]:
    """Return questions that find something, each with what it means and its link.

    `rows` are articles that were just found, the newest first; `counted` are facets of all articles.
    """
    rows = list(rows)
    made = [*of_words(telling(rows, engine)), *of_facets(counted), *of_articles(rows)]
    return [{"q": q, "meaning": meaning, "link": written([("q", q)])} for q, meaning in made]


def of_words(words: list[Telling]) -> Iterator[tuple[str, str]]:
    """Yield questions for words, each with what it means."""
    if not words:
        return
    first, *others = words
    phrase = next((one.phrase for one in words if one.phrase), "")
    yield first.text, _("this word, in any of its forms")
    if phrase:
        yield f'"{phrase}"', _("these words, side by side")
        yield phrase, _("both words, wherever they stand")
    if others:
        yield f"{first.text} OR {others[0].text}", _("either word, or both")
    if rarer := next((one for one in others if one.most < first.least), None):
        yield f"{first.text} -{rarer.text}", _("the first word, without the second")
    yield f"headline:{first.text}", _("in the headline")
    longest = max(words, key=lambda one: len(one.text)).text
    yield f"{longest[:SHORTEST]}*", _("every word that begins so")
    if swapped := misspelt(longest):
        yield f"{swapped}~", _("words that are spelt almost so")
    yield f"={longest}", _("this word as it is written, in no other form")


def of_facets(counted) -> Iterator[tuple[str, str]]:
    """Yield questions for the most frequent source, author and topic."""
    for name, meaning in FIELDS.items():
        sayings = (exclusion(name, one["value"]) for one in counted.get(name, []))
        if said := next(filter(None, sayings), None):
            yield said.removeprefix("-"), meaning


def of_articles(rows) -> Iterator[tuple[str, str]]:
    """Yield questions for when articles were published, and for what stands beside their text."""
    if rows:
        at = rows[0]["published_at"]
        yield f"date:{at:%Y-%m}", _("published in this month")
        yield f"date:{at.year - 10}..{at.year}", _("published in these years")
    if any(row["pictured"] for row in rows):
        yield "has:image", _("with a picture")


def misspelt(word: str) -> str | None:
    """Return a word with its third letter before its second; None where these are the same."""
    return None if word[1] == word[2] else word[0] + word[2] + word[1] + word[3:]


def telling(rows, engine: Engine) -> list[Telling]:
    """Return words of headlines that the index knows, the most frequent first, each once."""
    analysis = backend.analysis()
    found = {plain(word): (word, phrase) for word, phrase in islice(in_headlines(rows), MOST_WORDS)}
    stems = {folded: analysis.stems(word) for folded, (word, _phrase) in found.items()}
    known = engine.frequencies(stem for some in stems.values() for stem in some)
    words = []
    for folded, (word, phrase) in found.items():
        counts = [known[stem] for stem in stems[folded]]
        words.append(Telling(text=word, phrase=phrase, least=max(counts), most=sum(counts)))
    return sorted((one for one in words if one.least), key=lambda one: -one.least)


def in_headlines(rows) -> Iterator[tuple[str, str]]:
    """Yield words of headlines, in small letters, each with itself and the next one where both tell something."""
    for row in rows:
        found = [*tokens(row["headline"])]
        for (word, _start, end), (next_word, next_start, _end) in pairwise([*found, ("", 0, 0)]):
            if tells(word):
                beside = tells(next_word) and re.fullmatch(r"\s", row["headline"][end:next_start])
                yield word.lower(), f"{word} {next_word}".lower() if beside else ""


def tells(word: str) -> bool:
    """Whether a word says by itself what an article is about."""
    is_fit = SHORTEST <= len(word) <= LONGEST and word.isalpha()
    return is_fit and word.lower() not in backend.analysis().function_words
