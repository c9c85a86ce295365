"""The shelves that articles stand on: each has an index of its own, and all are kept by the same code.

What readers find stands on `PUBLIC`. What curators alone find stands on the shelf of `search/desk/`, which no module
that serves readers may reach (`tests/test_layers.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from articles.history import Change
from articles.models import Article
from search import backend
from search.engines.base import Engine
from search.locks import lock


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Some of the articles, and the index that they are found by."""

    name: str
    articles: Callable[[], QuerySet]
    """Returns those that stand on it now."""

    changes: Callable[[], QuerySet]
    """Returns the changes after which an article may have come, gone, or become another one on it."""

    engine: Callable[[], Engine]
    """Returns the engine of its index, one a process."""

    every: int
    """How many changes that are not its own its position may be behind: a commit costs more than a look at the log."""

    def lock(self, name: str, **options):
        """Hold the named lock of this shelf alone."""
        return lock(f"{name}{self.suffix}", **options)

    @property
    def title(self) -> str:
        """What its index is called at the beginning of a sentence."""
        return f"The {self.name}’s index" if self.suffix else "The index"

    @property
    def suffix(self) -> str:
        """What is put behind the names of what belongs to this shelf; nothing for the public one."""
        return "" if self.name == "public" else f"-{self.name}"


PUBLIC = Shelf(
    name="public",
    articles=lambda: Article.objects.public(),
    changes=lambda: Change.objects.all(),
    engine=lambda: backend.engine(),
    every=0,
)
"""What anybody may find."""
