"""Finds what may be a duplicate of a new article: by its text, by its address, and by texts that are nearly the same.

Of an article's nearest, by the rarest words that both have, the sequences of three words are compared. Measured on
Reuters' stories of 1987 (2,500 of them, exact duplicates left out): of 57 pairs found, 54 to 56 are one story sent
twice. With `ALIKE` at 0.5, of ten more pairs six are; without `SEQUENCES` and `DAYS`, reports of prices, which have the
same words every day, are most of what is found.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone

from articles.addresses import Address
from articles.history import Change, Kind
from articles.models import Article, Examined, Status, Suspicion, SuspicionKind
from articles.recording import act
from articles.variants import story_of, variants_of
from search.desk.shelf import DESK
from search.engines.base import RELEVANCE, EngineError, Query
from search.following import LATER
from search.indexing import searched
from search.query.nodes import And, Ids, Not, Or, Stem
from search.shelves import PUBLIC
from search.similar import telling

logger = logging.getLogger(__name__)

ALIKE = 0.6
"""Share of all sequences of three words of two texts that stand in both, from which on they may be one."""

SEQUENCES = 60
"""Different sequences of a text at least: shorter reports are like each other by their form."""

DAYS = 7
"""Days at most from one publication to the other, where both are known."""

NEAREST = 5
"""Articles on each shelf that a text is compared with."""

COMPARED = 40_000
"""Characters of a text that are compared."""

TOGETHER, PIECE = 10, 0.2
"""Changes that are looked through at a time, and seconds after which the indexer looks at the log again."""

MANY, QUIET = 50, 5.0
"""Changes within so many seconds that only an import makes."""


class Examiner:
    """Looks through the log for new articles and what they may be duplicates of, while there is nothing to index."""

    def __init__(self, stop):
        self.stop, self._not_before = stop, 0.0

    def piece(self, is_needed: Callable[[], bool]) -> bool:
        """Examine for a fifth of a second; tell whether there is more. An engine that fails is asked again later."""
        if time.monotonic() < self._not_before or much_is_written():
            return False
        ends = time.monotonic() + PIECE
        try:
            while more := examine_next():
                if self.stop.is_set() or time.monotonic() > ends or is_needed():
                    break
        except EngineError as error:
            logger.warning("Duplicates are looked for later: %s", error)
            self._not_before = time.monotonic() + LATER
            return False
        return more


def much_is_written() -> bool:
    """Tell whether an import is under way, which needs the machine more."""
    newest = Change.objects.order_by("-seq").values_list("at", flat=True)
    at = newest[MANY : MANY + 1].first()
    return at is not None and (timezone.now() - at).total_seconds() < QUIET


def examine_next() -> bool:
    """Examine the next new articles of the log, and remember how far that is; tell whether there were any."""
    done, _ = Examined.objects.get_or_create(pk=1)
    created = Change.objects.filter(seq__gt=done.position, kind=Kind.CREATED)
    news = list(created.order_by("seq").values_list("seq", "article_id")[:TOGETHER])
    if news:
        examine(pk for _, pk in news)
        Examined.objects.filter(pk=1).update(position=news[-1][0])
    return bool(news)


def examine(article_ids: Iterable[int]) -> None:
    """Keep what these articles may be duplicates of; a pair that was found before stays as it is."""
    found = [pair for article in _examined(article_ids) for pair in suspicions(article)]
    if not found:
        return
    with act():  # nobody deletes one of them meanwhile
        ids = {pk for pair in found for pk in (pair.article_id, pair.other_id)}
        there = set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
        kept = [pair for pair in found if {pair.article_id, pair.other_id} <= there]
        Suspicion.objects.bulk_create(kept, ignore_conflicts=True)


def _examined(article_ids):
    return Article.objects.filter(pk__in=list(article_ids)).exclude(status=Status.MERGED).defer("body")


def suspicions(article: Article) -> Iterator[Suspicion]:
    """Yield what an article may be a duplicate of, each other article once: by the surest sign."""
    seen = set()
    for looks in (_by_hash, _by_address, _by_text):
        for other, kind, score in looks(article):
            if other not in seen:
                seen.add(other)
                earlier, later = sorted((other, article.pk))
                yield Suspicion(article_id=later, other_id=earlier, kind=kind, score=score)


def _by_hash(article):
    """The first article with the same text; of a hundred that have it, each is suspected once."""
    if article.text_hash is not None:
        same = Article.objects.filter(text_hash=article.text_hash).exclude(pk=article.pk).exclude(status=Status.MERGED)
        for pk in same.order_by("pk").values_list("pk", flat=True)[:1]:
            yield pk, SuspicionKind.HASH, 1.0


def _by_address(article):
    keys = list(Address.objects.filter(article=article).values_list("key", flat=True))
    variants = {variant for key in keys for variant in variants_of(key)} - {*keys}
    held = Address.objects.filter(key__in=variants).exclude(article=article).exclude(article__status=Status.MERGED)
    for pk in sorted(set(held.values_list("article", flat=True)))[:NEAREST]:
        yield pk, SuspicionKind.ADDRESS, 1.0


def _by_text(article):
    """Those of the nearest articles whose text is nearly the same, or whose address names the same story."""
    own, stories = sequences(article.text), stories_of([article.pk])
    near = Article.objects.filter(pk__in=nearest(article)).exclude(status=Status.MERGED).defer("body")
    named = stories_of([one.pk for one in near])
    for one in near:
        others = sequences(one.text)
        score = len(own & others) / (len(own | others) or 1)
        if stories.get(article.pk, set()) & named.get(one.pk, set()):
            yield one.pk, SuspicionKind.ADDRESS, score
        elif score >= ALIKE and min(len(own), len(others)) >= SEQUENCES and near_in_time(article, one):
            yield one.pk, SuspicionKind.SIMILAR, score


def nearest(article: Article) -> set[int]:
    """Return the ids of the articles on both shelves that share the rarest words with this one."""
    found = set()
    for shelf in (PUBLIC, DESK):
        engine = searched(shelf)
        holds_it = article.public == (shelf is PUBLIC)
        if stems := telling(article, engine, least=1 + holds_it):
            where = And((Or(tuple(map(Stem, stems))), Not(Ids((article.pk,)))))
            found |= {hit.id for hit in engine.search(Query(where=where, sort=RELEVANCE), size=NEAREST).hits}
    return found


def sequences(text: str) -> set[tuple[str, ...]]:
    """Return all runs of three words of a text."""
    words = re.findall(r"\w+", text[:COMPARED].casefold())
    return {*zip(words, words[1:], words[2:], strict=False)}


def stories_of(article_ids: Iterable[int]) -> dict[int, set]:
    """Return {id: the stories that its addresses name}."""
    stories = {}
    for pk, key in Address.objects.filter(article__in=list(article_ids)).values_list("article", "key"):
        if story := story_of(key):
            stories.setdefault(pk, set()).add(story)
    return stories


def near_in_time(one: Article, other: Article) -> bool:
    """Tell whether two articles may have been printed as one, by their dates."""
    if not (one.published_at and other.published_at):
        return True
    return abs((one.published_at - other.published_at).total_seconds()) <= DAYS * 86_400
