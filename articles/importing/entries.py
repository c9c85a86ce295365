"""The records of a batch on their way: who each is, which article it belongs to, what becomes of it."""

from dataclasses import dataclass

from articles import addresses
from articles.importing.arrivals import Arrival
from articles.importing.draft import Rejected
from articles.models import Address, Capture, Status

NEW, KNOWN, SAME, LEFT, REJECTED = "new", "known", "same", "left alone", "rejected"
"""Fates: a new article; new bytes for one that is kept; bytes that it has; deleted for good; no article at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one record.

    `verdict` is published, draft or rejected for what is new; revised, or captured where new bytes say the
    same; unchanged; or left alone, because it was deleted for good. `size` bytes from `start` of the (decompressed)
    file are the record.
    """

    file: str
    position: str
    verdict: str
    article: int | None = None
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    headline: str = ""
    start: int = 0
    size: int = 0
    media_type: str = ""


@dataclass(kw_only=True, slots=True)
class Entry:
    """One record of a batch on its way: what was read, who it is, the article that it belongs to, its fate."""

    arrival: Arrival
    article: int | None = None
    fate: str = ""
    new_names: tuple = ()
    outcome: Outcome | None = None

    @property
    def found(self):
        """What was read."""
        return self.arrival.found

    @property
    def identity(self):
        """Who it is."""
        return self.arrival.identity

    def settle(self, verdict, reasons=()):
        """Say what became of it."""
        record, unread = self.found.record, getattr(self.found, "unread", ())
        self.outcome = Outcome(
            file=record.file,
            position=record.position,
            verdict=str(verdict),
            article=self.article,
            reasons=tuple(reasons),
            unread=unread,
            headline=getattr(self.found, "headline", ""),
            start=record.start,
            size=self.arrival.size,
            media_type=record.media_type,
        )


def look_up(entries):
    """Find out for each entry whether its article is kept, was deleted for good, or is new."""
    keys = {key for entry in entries for key in entry.identity.keys}
    by_key = dict(Address.objects.filter(key__in=keys).values_list("key", "article_id"))
    by_bytes = _captured(entries)
    gone = addresses.forgotten({key for entry in entries for key in entry.identity.barring})
    for entry in entries:
        _decide(entry, by_key, by_bytes.get(entry.identity.sha256, ()), gone)


def held(hashes):
    """{SHA-256: article} of bytes that an article has; reading them again could change nothing.

    Those of drafts with problems are left out: read with other options, they may be complete.
    """
    rows = Capture.objects.filter(sha256__in=hashes, article__isnull=False)
    rows = rows.order_by("-id").values_list("sha256", "article_id", "article__status", "article__problems")
    open_ones = {sha256 for sha256, _, status, problems in rows if status == Status.DRAFT and problems}
    return {sha256: article for sha256, article, *_ in rows if sha256 not in open_ones}


def _captured(entries):
    """{SHA-256: ids of the articles that have these bytes; None for rejected ones}."""
    hashes = [entry.identity.sha256 for entry in entries]
    found = {}
    for sha256, article in Capture.objects.filter(sha256__in=hashes).values_list("sha256", "article_id").order_by("id"):
        found.setdefault(sha256, []).append(article)
    return found


def _decide(entry, by_key, captured, gone):
    holders = [by_key[key] for key in entry.identity.keys if key in by_key]
    holders += [article for article in captured if article is not None]
    entry.article = holders[0] if holders else None
    entry.new_names = tuple(name for name in entry.identity.names if name.key not in by_key)
    if isinstance(entry.found, Rejected):
        entry.article, entry.fate = None, REJECTED
    elif entry.article is None:
        entry.fate = NEW if gone.isdisjoint(entry.identity.barring) else LEFT
    else:
        entry.fate = SAME if entry.article in captured else KNOWN
