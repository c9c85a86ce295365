"""Takes every word of what is gone out of the files of the indexes, and tells when the last of them was out.

A commit marks what is gone as deleted; its words stay in files of the index, and in the generation before. So both
indexes are built anew, and all that was before is deleted. SQLite overwrites what is deleted (`secure_delete`), but its
write-ahead log keeps older pages until it is emptied (https://www.sqlite.org/wal.html).
"""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from articles.history import Change, Kind, last_change
from articles.jobs import Job
from articles.models import Article
from articles.models.article import IN_NO_INDEX
from articles.recording import lock_sequence
from search import indexing
from search.desk import SHELVES
from search.models import Purge

PATIENCE = 10
"""How often it is tried to empty the log of SQLite, each time for a second: whoever reads meanwhile keeps it."""


def rebuild_shelf(shelf, **options) -> None:
    """Rebuild the index of a shelf."""
    indexing.rebuild(shelf.engine(), shelf=shelf, **options)


def purge(*, rebuild: Callable = rebuild_shelf) -> Purge:
    """Build both indexes anew, delete all older generations, and keep when that was done. Raises `EngineError`.

    The log of the database is emptied too, unless somebody reads all the time: then the next purge does it.

    A process that has an older one open keeps its files until it looks at the index again: the indexer within a
    second, a web process at its next search.
    """
    position = _settled_position()
    for shelf in SHELVES:
        rebuild(shelf, keep_former=False)
        shelf.engine().serving()  # lets go of what this process has open of the former one
    done = Purge.objects.create(position=position)
    _empty_log()
    return done


def _empty_log():
    """Have SQLite's write-ahead log hold nothing. Writers wait for no longer than a second at a time."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 1000")
        try:
            for _ in range(PATIENCE):
                [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    break
                time.sleep(1)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _settled_position() -> int:
    """Return the position of the log once all acts that are under way have ended."""
    with transaction.atomic():
        lock_sequence(transaction.get_connection().alias)
        return last_change()[0]


def purge_if_owed(*, rebuild: Callable = rebuild_shelf) -> Purge | None:
    """Purge where that was not done since the last withdrawal or deletion that asks for it."""
    _settled_position()
    return purge(rebuild=rebuild) if owed() else None


def owed() -> bool:
    """Tell whether files may still hold what was withdrawn for a reason that leaves it in no index, or was deleted."""
    done = Purge.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return Change.objects.filter(Q(reason__in=IN_NO_INDEX) | Q(kind=Kind.DELETED), seq__gt=done).exists()


def _withdrawals():
    return Change.objects.filter(reason__in=IN_NO_INDEX)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Since when no file of an index holds the words of an article; `gone` is None while some still may.

    `purge` is where the job stands that is to take them out: waiting, running, or empty where there is none.
    """

    gone: datetime.datetime | None
    purge: str = ""

    @property
    def sentence(self) -> str:
        """What of this curators are told."""
        if self.gone:
            return f"Its words left the files of the index at {self.gone:%Y-%m-%d %H:%M:%S} UTC."
        done = f"a rebuild without them is {self.purge}" if self.purge else "run `manage.py rebuild_index --forget`"
        return f"Its words are found no more, and are still in the files of the index: {done}."


def standing(article: Article) -> Standing | None:
    """Return what is known of an article that must be in no index; None of any other."""
    if article.withdrawal_reason not in IN_NO_INDEX:
        return None
    withdrawn = _withdrawals().filter(article_id=article.pk).order_by("-seq").values_list("seq", flat=True).first() or 0
    done = Purge.objects.filter(position__gte=withdrawn).order_by("position").first()
    if done:
        return Standing(gone=done.at)
    job = Job.objects.unfinished().filter(kind="purge").order_by("-id").first()
    return Standing(gone=None, purge=job.status if job else "")
