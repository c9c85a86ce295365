"""The names that public articles show as a book's index has them: which letters there are, and which names begin so."""

import unicodedata
from functools import lru_cache

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Left

from articles.models import Article, Author, Source, Topic

KINDS = {"source": (Source, "source"), "author": (Author, "authors"), "topic": (Topic, "topics")}
"""{filter that takes the name: (model, the way there from an article)}."""

OTHERS = "#"
"""The letter of what begins with none."""

CHINESE = "漢"
"""The letter of all names in Chinese characters, of which there are too many to be letters."""


def letter_of(initial: str) -> str:
    """Return the letter under which an initial stands: as capitals, without accents; any alphabet has its own."""
    base = next((one for one in unicodedata.normalize("NFKD", initial) if one.isalpha()), "")
    if not base:
        return OTHERS
    if unicodedata.name(base, "").startswith("CJK"):
        return CHINESE
    return base.upper()[0]


def letters(kind: str, version) -> dict[str, tuple[str, ...]]:
    """Return the letters of all names that public articles show, each with the initials that stand for it.

    `version` is another one whenever the archive has changed. One query, unless the last few versions were asked for.
    """
    return _letters(kind, version)


@lru_cache(32)
def _letters(kind, version):
    found = {}
    for initial in (
        shown(kind).annotate(initial=Left("name", 1)).order_by().values_list("initial", flat=True).distinct()
    ):
        found.setdefault(letter_of(initial), []).append(initial)
    return {letter: tuple(found[letter]) for letter in sorted(found, key=lambda one: (one == OTHERS, one))}


def shown(kind: str):
    """Return the names of a kind that public articles show."""
    model, way = KINDS[kind]
    return model.objects.filter(Exists(Article.objects.public().filter(**{way: OuterRef("pk")})))


def beginning(names, initials):
    """Return those of these names that begin with one of these characters, exactly."""
    return names.annotate(initial=Left("name", 1)).filter(initial__in=initials)


def with_span(sources):
    """Return sources, each with the dates of its first and last public article; an index has both at hand."""
    of_source = Article.objects.public().filter(source=OuterRef("pk")).values("published_at")
    first, last = of_source.order_by("published_at", "id")[:1], of_source.order_by("-published_at", "-id")[:1]
    return sources.annotate(first=Subquery(first), last=Subquery(last), value=F("key"))
