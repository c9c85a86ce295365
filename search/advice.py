"""What to change when little or nothing is found: each piece of advice was tried."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.parameters import BadParameters
from search import backend
from search.asking import Found, prepare
from search.correcting import corrections
from search.engines.base import Engine
from search.loosening import Other, others
from search.pagination import END_OF_RELEVANCE
from search.parameters import SearchParameters
from search.query.errors import QueryError
from search.query.explain import understood
from search.query.nodes import Everything
from search.query.parser import parse

LITTLE = 6
"""From so many found on there is nothing to advise."""

MOST_TRIED = 40
LONGEST = 0.2
"""Seconds after which nothing more is tried: the reader has waited for the answer itself already.

Half of them are for other spellings of the words, so that there is time to try the questions that these make."""

MOST_GIVEN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """A sentence, and a question with the number of articles that it finds.

    `leads` tells whether it is another question, `spelling` that it differs in how words are spelt; `without` names the
    parameters that it leaves out.
    """

    message: str
    q: str
    total: int
    leads: bool = True
    spelling: bool = False
    without: tuple[str, ...] = ()

    def shown(self) -> dict:
        """The advice as answers show it."""
        return {"message": self.message, "q": self.q, "total": self.total}


def advice(asked: SearchParameters, found: Found, engine: Engine) -> list[Advice]:
    """Return what to change, or to know, the best first."""
    total = found.results.total
    given = [Advice(message=message, q=asked.q, total=total, leads=False) for message in limits(asked, found)]
    return given + (better(asked, found, engine) if total < LITTLE else [])


def limits(asked, found) -> Iterator[str]:
    """Say where the answer is not all of it."""
    for leaf in found.ready.cut:
        sentence = _(
            "{word} stands for more words than are looked for: only the most frequent are, write more letters."
        )
        yield sentence.format(word=leaf)
    if asked.ended_early(found.results):
        sentence = _("By relevance only the first {count} are shown: sort=newest goes on to the end.")
        yield sentence.format(count=number_format(END_OF_RELEVANCE, force_grouping=True))


def better(asked, found, engine) -> list[Advice]:
    """Return other questions that find more: what was probably meant, then what keeps all words, then the rest."""
    ends, least = time.monotonic() + LONGEST, found.results.total
    counting = replace(asked.query(Everything()), facets=(), histogram=None)
    meant = [*tried(spelt(asked, found.typed, counting, engine, ends - LONGEST / 2), engine, least, ends)]
    looser = [*tried(others(found.typed, counting), engine, least, ends)]
    best = sorted(meant, key=lambda pair: -pair[1])[:1]
    best += sorted(looser, key=lambda pair: (pair[0].loses, -pair[1]))
    return [told(*pair) for pair in best[:MOST_GIVEN]]


def tried(questions: Iterator[Other], engine, least, ends) -> Iterator[tuple[Other, int]]:
    """Yield the questions that find more than `least`, with their totals, until it took too long."""
    for other in islice(questions, MOST_TRIED):
        if time.monotonic() > ends:
            return
        try:
            where = prepare(other.tree, engine).tree
        except BadParameters:
            continue  # it would cost more than a question may
        total = engine.search(replace(other.query, where=where), size=0).total
        if total > least:
            yield other, total


def spelt(asked, typed, query, engine, ends) -> Iterator[Other]:
    """Yield the question in other spellings, which are looked for until `ends`."""
    for q in corrections(asked.q, typed, engine, ends):
        try:
            tree = parse(q, match=asked.match, function_words=backend.analysis().function_words)
        except QueryError:
            continue  # longer than a question may be
        yield Other(message=_("Did you mean “{q}”?").format(q=q), tree=tree, query=query, q=q)


def told(other: Other, total: int) -> Advice:
    """Return a question that was tried as advice."""
    if other.q:
        return Advice(message=other.message, q=other.q, total=total, spelling=True)
    message = _("{message}: {total}.").format(message=other.message, total=number_format(total, force_grouping=True))
    return Advice(message=message, q=understood(other.tree), total=total, without=other.without)
