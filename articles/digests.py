"""By which a mirror proves that it is complete: digests of what was public after any change of the log."""

import hashlib

from django.db.models import Max, QuerySet
from django.db.transaction import atomic

from articles.exporting.ndjson import digests
from articles.history import Change, Kind
from articles.recording import lock_sequence

UNKNOWN = "?"
"""In place of a digest where an article was edited on before this archive kept digests."""


def checksum(upto: int) -> tuple[int, str | None]:
    """Return how many articles were public after the change `upto`, and the SHA-256 in hexadecimal digits.

    It is taken of a line `ID SP sha256 LF` for each of them, by id. None where digests were not kept yet.
    """
    count, summed = 0, hashlib.sha256()
    for article_id, digest in public_after(upto).iterator(chunk_size=10_000):
        if digest in {None, UNKNOWN}:
            return 0, None
        count += 1
        summed.update(f"{article_id} {digest}\n".encode())
    return count, summed.hexdigest()


def public_after(upto: int) -> QuerySet:
    """The (id, digest) of each article that was public after this change, by id."""
    seen = Change.objects.filter(public=True, seq__lte=upto).order_by()
    last = seen.values("article_id").annotate(last=Max("seq")).values("last")
    rows = Change.objects.filter(seq__in=last).exclude(sha256="")
    return rows.order_by("article_id").values_list("article_id", "sha256")


# --- an archive that is older than its digests ----------------------------------------------------


def undigested() -> QuerySet:
    """The changes that were written before this archive kept digests."""
    return Change.objects.filter(sha256__isnull=True).order_by("seq")


def complete() -> None:
    """Keep digests for what was written before: of what is public now. What an article was before is not to be had."""
    while some := list(undigested()[:500]):
        with atomic():
            lock_sequence(Change.objects.db)
            _complete(some)


def _complete(changes):
    ids = {one.article_id for one in changes}
    rows = Change.objects.filter(article_id__in=ids).order_by().values("article_id").annotate(last=Max("seq"))
    last = {row["last"] for row in rows}
    now = digests(ids)
    for one in changes:
        one.sha256 = now.get(one.article_id, "") if one.seq in last else UNKNOWN if _left_public(one) else ""
    QuerySet(Change).bulk_update(changes, ["sha256"])


def _left_public(change):
    return change.public and change.kind not in {Kind.WITHDRAWN, Kind.MERGED, Kind.DELETED}
