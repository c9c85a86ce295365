"""The change feed: what became of every article that readers could see, and the proof that nothing is missing."""

from functools import lru_cache

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from articles import digests, serializers
from articles.endpoints import Endpoint, Listing, newest_change
from articles.history import Change
from articles.news import NEWS, Full
from articles.pagination import LARGEST_ID
from articles.parameters import BadParameters, Mistake, Parameters, Whole
from articles.turns import TURNS
from articles.versions import weak


class ChangeParameters(Parameters):
    """What `changes/` takes."""

    since = Whole(
        "The last change that you know: those after it are given, the oldest first.",
        least=0,
        most=LARGEST_ID,
        default=0,
    )
    limit = Whole("How many at most.", least=1, most=1000, default=100)
    wait = Whole("How many seconds to wait for one where there is none yet.", least=0, most=60, default=0)


class TooManyWait(APIException):
    """More wait for news than this process has threads for."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Too many wait for news here already: ask again in a few seconds, or without wait."
    wait = 5


class Changes(Listing):
    """What became of articles that readers could see before or after; ask for each, or take its digest as proof."""

    parameters = ChangeParameters
    shape = serializers.Changes

    def reply(self, asked):
        log = newest_change()
        refuse_unknown("since", asked.since, log)
        if asked.wait and not log_after(asked.since).exists():
            self.wait_for_news(asked)
            log = newest_change()
        return self.as_of(log, asked)

    def wait_for_news(self, asked):
        """Wait until there is a change after those that are known, or until the time is over."""
        try:
            NEWS.wait(asked.since, asked.wait)
        except Full:
            raise TooManyWait from None

    def answer(self, asked):
        rows = log_after(asked.since).values(*COLUMNS)[: asked.limit + 1]
        results = [shown(row) for row in rows]
        more = len(results) > asked.limit
        results = results[: asked.limit]
        return {"next": self.address_after(asked, results[-1]["seq"]) if more else None, "results": results}

    def address_after(self, asked, seq):
        """Return the address of the page behind this change."""
        return f"{settings.SITE_URL}{self.request.path}?{asked.query_string(since=seq)}"


COLUMNS = ("seq", "kind", "article_id", "revision", "at", "reason", "sha256")


def shown(row) -> dict:
    """Return one change as readers see it."""
    row["article"] = row.pop("article_id")
    row["sha256"] = None if row["sha256"] in {"", digests.UNKNOWN} else row["sha256"]
    return row


def log_after(seq):
    """The changes after this one that readers are told of, in the order in which they were made."""
    return Change.objects.filter(public=True, seq__gt=seq).order_by("seq")


def refuse_unknown(name, seq, log):
    """Refuse a change that never was: whoever knows it followed another archive, or this one before it was restored.

    `log` is the newest change that there is.
    """
    if seq > (newest := log["seq"] if log else 0):
        sentence = f"{name} is {seq}, but the newest change here is {newest}: this archive was restored from a backup, "
        raise BadParameters(Mistake(f"{sentence}or is another one. Make your copy anew, from since=0.", parameter=name))


class ChecksumParameters(Parameters):
    """What `changes/checksum/` takes."""

    upto = Whole("The change after which it is taken. Default: the newest.", least=0, most=LARGEST_ID)


class Checksum(Endpoint):
    """By which a mirror proves that it is complete: SHA-256 of a line `ID sha256` for each article public then.

    Lines are in the order of the ids, each ended by a line feed; sha256 is that of `changes/`.
    """

    parameters = ChecksumParameters
    shape = serializers.Checksum
    dated = False

    def reply(self, asked):
        log = newest_change()
        if asked.upto is not None:
            refuse_unknown("upto", asked.upto, log)
            log = Change.objects.filter(seq=asked.upto).values("seq", "mark").first()
        upto, mark = (log["seq"], log["mark"]) if log else (0, "")
        tag = weak(self.request.path, upto, mark)
        return self.unless_known(tag, None, lambda: Response(proof(upto, mark)))


@lru_cache(maxsize=64)
def proof(upto, mark) -> dict:
    """Return the checksum of what was public after a change; raises `BadParameters` where that is not known.

    It never becomes another one, so it is kept: many mirrors ask for the same. Of a large archive it takes a second,
    and is not to take all turns.
    """
    with TURNS.given_up(), TURNS.taken_for_more():
        count, sha256 = digests.checksum(upto)
    if sha256 is None:
        sentence = f"upto is {upto}, from when this archive kept no digests yet: name a later change, or none."
        raise BadParameters(Mistake(sentence, parameter="upto"))
    return {"upto": upto, "articles": count, "sha256": sha256}
