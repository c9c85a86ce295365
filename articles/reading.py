"""One article as readers may see it: the article, what is left of one that was taken back, or nothing."""

from collections.abc import Sequence

from rest_framework import status
from rest_framework.exceptions import APIException, NotFound

from articles.history import Change, Kind
from articles.models import Address, Article, Status

MOST_HOPS = 20
"""How far a chain of merged articles is followed; curators make them of two or three."""


class Gone(APIException):
    """The article was public and is not any more. `shown` is its tombstone: never a headline, never a note."""

    status_code = status.HTTP_410_GONE

    def __init__(self, reason, at):
        super().__init__("This article was deleted." if reason == "deleted" else "This article was withdrawn.")
        self.shown = {"reason": reason, "withdrawn_at": at.date()}


class Moved(Exception):
    """The article was merged into the public article `target`."""

    def __init__(self, target):
        super().__init__(f"Merged into article {target}.")
        self.target = target


def readable(article_id: int) -> Article:
    """Return a public article `with_parts()`; raises `Gone`, `Moved` or `NotFound`.

    What was never public, or is a draft now, takes the same queries and gives the same answer as what never was.
    """
    article = Article.objects.public().with_parts().filter(pk=article_id).first()
    if article is None:
        raise absence(article_id)
    return article


def known_at(keys: Sequence[str]) -> tuple[Article, str]:
    """Return the public article that has an address with the first of these keys that any has, and its kind.

    Raises as `readable` does.
    """
    held = {key: known for key, *known in Address.objects.filter(key__in=keys).values_list("key", "article_id", "kind")}
    article_id, kind = next((held[key] for key in keys if key in held), (0, ""))
    try:
        return readable(article_id), kind
    except Moved as moved:
        return readable(moved.target), "merged"


def absence(article_id: int) -> Exception:
    """Return what to raise for an article that is not public."""
    final = end_of_chain(article_id)
    log = list(Change.objects.filter(article_id=article_id).order_by("seq").values_list("kind", "public", "at"))
    if final is None and log and log[-1][0] == Kind.DELETED and any(public for _, public, _ in log):
        return Gone("deleted", log[-1][2])
    if final is not None and final["status"] == Status.PUBLISHED:
        return Moved(final["id"])
    if final is not None and final["status"] == Status.WITHDRAWN:
        return Gone(final["withdrawal_reason"], final["withdrawn_at"])
    return NotFound("There is no article here.")


def end_of_chain(article_id) -> dict | None:
    """Return id, status and withdrawal of the article, or of the one that it was merged into in the end."""
    columns = ("id", "status", "merged_into", "withdrawal_reason", "withdrawn_at")
    for _ in range(MOST_HOPS):
        row = Article.objects.filter(pk=article_id).values(*columns).first()
        if row is None or row["status"] != Status.MERGED:
            return row
        article_id = row["merged_into"]
    return None
