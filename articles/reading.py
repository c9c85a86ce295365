"""One article as readers may see it: the article, what is left of one that was taken back, or nothing."""

from collections.abc import Sequence

from rest_framework import status
from rest_framework.exceptions import APIException, NotFound

from articles.history import Change, Kind
from articles.models import Address, Article, Status

MOST_HOPS = 20
"""How far a chain of merged articles is followed; curators make them of two or three."""


class Gone(APIException):
    """The article was public and is not any more. `shown` is its tombstone: never a headline, never a note.

    `left` is what other shapes than JSON are made of: as the change log tells it, which is public too.
    """

    status_code = status.HTTP_410_GONE

    def __init__(self, reason, at, revision):
        super().__init__("This article was deleted." if reason == "deleted" else "This article was withdrawn.")
        self.shown = {"reason": reason, "withdrawn_at": at.date()}
        self.left = {"reason": reason, "at": at, "revision": revision}


class Moved(Exception):
    """The article was merged into the article `target`, which whoever asks may see."""

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


def held(article_id: int) -> Article:
    """Return an article `with_parts()`, public or not, for those who may write; raises `Gone` or `NotFound`."""
    article = Article.objects.with_parts().filter(pk=article_id).first()
    if article is None:
        raise absence(article_id)
    return article


def seen(article_id: int) -> Article:
    """Return an article `with_parts()`, public or a draft, for those who may write; raises as `readable` does."""
    article = held(article_id)
    if article.status == Status.MERGED and (final := end_of_chain(article_id)) and final["status"] == Status.DRAFT:
        raise Moved(final["id"])
    if article.status in {Status.WITHDRAWN, Status.MERGED}:
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
    log = list(Change.objects.filter(article_id=article_id).order_by("seq").values("kind", "public", "at", "revision"))
    newest = log[-1] if log else None
    if final is None and newest and newest["kind"] == Kind.DELETED and any(one["public"] for one in log):
        return Gone("deleted", newest["at"], newest["revision"])
    if final is not None and final["status"] == Status.PUBLISHED:
        return Moved(final["id"])
    if final is not None and final["status"] == Status.WITHDRAWN:
        return Gone(final["withdrawal_reason"], final["withdrawn_at"], newest["revision"])
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


def public_ends(article_ids) -> dict[int | None, int | None]:
    """Return {id: that of the public article which it is, or was merged into; None for all others}. A query a hop."""
    leads, asked = {None: None}, {*article_ids} - {None}
    merged, new = {}, asked
    for _ in range(MOST_HOPS):
        if not new:
            break
        for pk, now, into in Article.objects.filter(pk__in=new).values_list("pk", "status", "merged_into"):
            leads[pk] = pk if now == Status.PUBLISHED else None
            merged |= {pk: into} if now == Status.MERGED else {}
        new = {*merged.values()} - leads.keys()
    return {pk: leads.get(_end(pk, merged)) for pk in {*asked, None}}


def _end(article_id, merged):
    while article_id in merged:
        article_id = merged[article_id]
    return article_id
