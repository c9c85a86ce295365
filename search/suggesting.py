"""Completes what a reader types: its last word from the words of the index, and headlines that hold all of it."""

import re
from dataclasses import dataclass

from articles.compiled import Compiled
from articles.models import Article
from articles.parameters import Parameter, Parameters, Whole
from search import backend
from search.analysis import plain, tokens
from search.analysis.words import SINGLES
from search.asking import pointing_at
from search.engines.base import Engine, Query
from search.query.limits import check_words
from search.query.nodes import And, Plain, Word
from search.query.words import ready

SHORT, FEW, MOST = 3, 48, 128
"""So many continuations of a word are looked for in headlines, the most frequent ones: few for one of fewer letters
that stands alone, as others would not come among the first. Each costs time."""

PASSED_OVER = 40
"""Words that may begin so and are not suggested: at most as many function words has a language."""

_WHOLE = re.compile(f"[{SINGLES}]")


class SuggestParameters(Parameters):
    """What `suggest/` takes."""

    q = Parameter("What was typed so far, as plain words.", required=True)
    page_size = Whole("How many words, and how many headlines.", least=1, most=100, default=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What was typed: the complete words, and the beginning of one, folded, that the text ends with."""

    complete: tuple[str, ...]
    begun: str


def read(q: str) -> Typed:
    """Part what was typed; raises `BadParameters` for more words than a query may have."""
    found = list(tokens(q))
    with pointing_at("q"):
        check_words(len(found), found[-1][1] if found else 0)
    words = [word for word, _, _ in found]
    if not found or found[-1][2] < len(q) or _WHOLE.match(words[-1]):
        return Typed(complete=tuple(words), begun="")
    return Typed(complete=tuple(words[:-1]), begun=plain(words[-1]))


def suggest(asked: SuggestParameters, engine: Engine) -> dict:
    """Return what completes the text: words, the frequent first, and headlines, the newest first. One query."""
    typed = read(asked.q)
    words = continuations(typed, asked.page_size, engine)
    ids = with_headline(typed, words, asked.page_size, engine)
    return {"words": shown(words, asked.page_size, engine), "headlines": headlines(ids)}


def continuations(typed: Typed, size: int, engine: Engine) -> list[str]:
    """Return the words of the index that the last one may become."""
    if not typed.begun:
        return []
    few = len(typed.begun) < SHORT and not typed.complete
    most = max(FEW if few else MOST, size + PASSED_OVER)
    return [word for word, _ in engine.terms(typed.begun, limit=most)]


def shown(words: list[str], size: int, engine: Engine) -> list[dict]:
    """Return words with the articles that they find; letters and function words complete nothing."""
    idle = backend.analysis().function_words
    telling = [word for word in words if len(word) > 1 and word not in idle][: size + PASSED_OVER]
    found = [(-count, word) for word, count in engine.frequencies(telling).items() if count]
    return [{"word": word, "documents": -count} for count, word in sorted(found)[:size]]


def with_headline(typed: Typed, words: list[str], size: int, engine: Engine) -> list[int]:
    """Return the newest articles in whose headline all complete words stand and one that may become of the last."""
    parts = [Word(word, "headline") for word in typed.complete]
    parts += [Plain(tuple(words), "headline")] if typed.begun else []
    if not parts:
        return []
    where = ready(And(tuple(parts)), backend.analysis(), engine.terms).tree
    return [hit.id for hit in engine.search(Query(where=where), size=size).hits]


_headlines = Compiled(lambda ids: Article.objects.public().filter(pk__in=ids).order_by().values_list("pk", "headline"))


def headlines(ids: list[int]) -> list[dict]:
    """Return the headlines of those articles that are public now, in this order. One query, if there are any."""
    known = dict(_headlines(ids)) if ids else {}
    return [{"id": one, "headline": known[one]} for one in ids if one in known]
