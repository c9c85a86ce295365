"""Articles like another one: those that share its rarest words."""

import heapq
from collections import Counter
from math import log

from articles import shapes
from articles.models import Article
from articles.parameters import Parameters, Whole
from search import backend
from search.analysis import words
from search.engines.base import RELEVANCE, Engine, Query
from search.query.nodes import And, Ids, Not, Or, Stem

WORDS = 25
"""Words by which articles are compared: more find nothing else, and take longer."""

SCANNED = 20_000
"""Characters of an article that its words are taken from: a page of a newspaper."""

LARGE_PART, FEW = 0.1, 10
"""A word that stands in a larger part of all articles says nothing of what one is about, unless they are few."""


class SimilarParameters(Parameters):
    """What `similar/` takes."""

    page_size = Whole("How many articles.", least=1, most=100, default=10)


def similar(article: Article, size: int, engine: Engine) -> list[dict]:
    """Return at most `size` articles that are most like a public one, as items of a list. Raises `EngineError`."""
    stems = telling(article, engine)
    if not stems:
        return []
    where = And((Or(tuple(map(Stem, stems))), Not(Ids((article.pk,)))))
    hits = engine.search(Query(where=where, sort=RELEVANCE), size=size).hits
    items = {one["id"]: one for one in shapes.items(Article.objects.public().filter(pk__in=[hit.id for hit in hits]))}
    return [items[hit.id] for hit in hits if hit.id in items]


def telling(article: Article, engine: Engine, *, least: int = 2) -> list[str]:
    """Return the stems that tell an article from others, but not from all others: by tf·idf, the best first.

    A stem counts that stands in `least` articles: 2 where this one is among them, else 1.
    """
    counts = stems_of(article)
    documents = engine.serving().documents
    most = max(FEW, LARGE_PART * documents)
    worth = {
        stem: counts[stem] * log((documents + 1) / found)
        for stem, found in engine.frequencies(counts).items()
        if least <= found <= most
    }
    return heapq.nlargest(WORDS, worth, key=worth.get)


def stems_of(article: Article) -> Counter:
    """Return how often each stem of the article's language stands in it.

    Function words say nothing, and numbers are shared by chance.
    """
    analysis = backend.analysis()
    forms, idle = analysis.forms(article.language), analysis.function_words
    text = f"{article.headline}\n\n{article.text[:SCANNED]}"
    return Counter(stem for stem, word in map(forms, words(text)) if word not in idle and not word[0].isdigit())
