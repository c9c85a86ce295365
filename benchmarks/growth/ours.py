"""Our engines, asked as the archive asks them."""

import datetime
import os
from contextlib import closing

from articles.garbage import collecting_seldom
from growth import on_server
from growth.asked import Asked
from search.analysis import for_languages
from search.engines import connect
from search.engines.base import NEWEST, RELEVANCE, Document, Query
from search.processes import InProcesses
from search.query.nodes import And, Not, Or, Phrase, Plain, Stem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")  # where a second process looks for databases

WORDS = for_languages(("en",))
FACETS = ("topic", "section", "source")
NAME = "growth"
"""Of our index on a server."""


class Ours:
    """One of our engines, by its address."""

    def __init__(self, url: str):
        self.url = url
        self.engine = connect(url, analysis=WORDS.name)

    @property
    def name(self):
        return f"our {type(self.engine).__name__}"

    def fill(self, articles) -> None:
        """Rebuild as the archive does, in as many processes."""

        def share(number, count):
            return map(document, articles.share(number, count))

        with collecting_seldom(), closing(InProcesses(share, total=len(articles))) as made:
            self.engine.rebuild(made, position=1)

    def disk(self) -> int:
        """Return the bytes that an index on a server takes."""
        return on_server.disk(f"{NAME}-*") if self.url.startswith("opensearch:") else 0

    def memory(self) -> int:
        """Return the bytes that a server holds in memory."""
        return on_server.memory() if self.url.startswith("opensearch:") else 0

    def close(self) -> None:
        """Delete an index on a server."""
        if self.url.startswith("opensearch:"):
            on_server.delete(f"{NAME}-*")

    def prepare(self, asked: Asked):
        """Return the ready query; prefixes are expanded by the engine each time, as in the archive."""
        bounds = {"published_after": asked.since, "published_before": asked.until}
        sort = RELEVANCE if asked.words else NEWEST
        return asked, Query(where=tree(asked), sort=sort, facets=FACETS, histogram="month", **bounds)

    def search(self, prepared):
        asked, query = prepared
        if asked.prefix:
            words = tuple(word for word, _ in self.engine.terms(asked.words[0], limit=256))
            query = Query(where=Plain(words), sort=RELEVANCE, facets=FACETS, histogram="month")
        results = self.engine.search(query, size=20)
        return results.total, [hit.id for hit in results.hits]


def document(article) -> Document:
    """Analyse an article: the cost of it counts, as it does for the bare libraries."""
    texts = {"headline": WORDS.text([article.headline], "en"), "body": WORDS.text([article.body], "en")}
    return Document(
        id=article.number,
        published=article.published,
        texts=texts,
        topic=(article.topic,),
        section=(article.section,),
        source=(article.source,),
    )


def tree(asked: Asked):
    """Return the tree that the query language would make."""
    stems = [WORDS.stem(word, "en") for word in asked.words]
    if asked.phrase:
        return Phrase(tuple(stems))
    parts = tuple(map(Stem, stems))
    if asked.any:
        return Or(parts)
    return And((*parts, *(Not(Stem(WORDS.stem(word, "en"))) for word in asked.without)))


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day begins."""
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
