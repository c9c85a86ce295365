"""Stores drafts: batch by batch, each in one transaction, each article with exactly one change.

What came in before changes nothing; what was deleted for good stays away; two imports at once take turns,
because all is looked up inside the act, under its lock.
"""

from dataclasses import dataclass, field

from articles import addresses, originals
from articles.importing import revising, rows
from articles.importing.draft import Draft, Rejected
from articles.importing.identity import Identity, identity_of
from articles.models import Address, Article, Capture, Status
from articles.recording import act

BATCH = 500
"""Records in one transaction: few enough that others wait for a fraction of a second, many enough to share an fsync."""

NEW, KNOWN, SAME, LEFT, REJECTED = "new", "known", "same", "left alone", "rejected"
"""Fates: a new article; new bytes for one that is kept; bytes that it has; deleted for good; no article at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one record.

    `verdict` is published, draft or rejected for what is new; revised, or captured where new bytes say the
    same; unchanged; or left alone, because it was deleted for good.
    """

    file: str
    position: str
    verdict: str
    article: int | None = None
    reasons: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(kw_only=True, slots=True)
class Entry:
    """One record of a batch on its way: what was read, who it is, the article that it belongs to, its fate."""

    found: Draft | Rejected
    identity: Identity
    article: int | None = None
    fate: str = ""
    new_names: tuple = ()
    outcome: Outcome | None = None

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
        )


@dataclass(kw_only=True)
class Store:
    """Where drafts go. `publish=False` keeps complete ones as drafts; `dry=True` writes nothing and only says."""

    by: str = "import_articles"
    publish: bool = True
    dry: bool = False
    seen: set = field(default_factory=set)

    def store(self, batch):
        """Store some drafts and rejected records; returns their outcomes in order."""
        entries = [Entry(found=found, identity=identity_of(found)) for found in batch]
        firsts = {}
        for entry in entries:
            firsts.setdefault(entry.identity.sha256, entry)
        waiting = list(firsts.values())
        while waiting:
            now, later = _apart(waiting)
            waiting = [*(self._pretend(now) if self.dry else self._write(now)), *later]
        for entry in entries:
            if entry.outcome is None:
                _settle_twin(entry, firsts[entry.identity.sha256])
        return [entry.outcome for entry in entries]

    def status_of(self, draft):
        """What a draft becomes: public if it is complete."""
        return Status.PUBLISHED if self.publish and not draft.problems else Status.DRAFT

    def _write(self, entries):
        """Keep the bytes, then write all rows that name them; returns entries that must wait for another round."""
        if not all(entry.found.record.container for entry in entries):
            _look_up(entries)
            _keep(entries)
        with act(by=self.by) as current:
            _look_up(entries)
            _keep(entries, missing_only=True)
            entries, waiting = _one_an_article(entries)
            plans = self._plans(entries)
            names = rows.Names([one.found for one in entries if one.fate == NEW or one.article in plans])
            self._insert([one for one in entries if one.fate == NEW], names)
            self._carry_out(plans, [one for one in entries if one.article in plans], names, current)
            self._capture(entries)
        self._settle(entries, plans)
        return waiting

    def _insert(self, entries, names):
        articles = rows.insert([entry.found for entry in entries], names, status=self.status_of)
        for article, entry in zip(articles, entries, strict=True):
            entry.article = article.pk
        rows.insert_addresses([(entry.article, entry.new_names) for entry in entries])

    def _plans(self, entries):
        """{article id: what its entry changes in it}; bytes that an article has may complete it if it is a draft."""
        known = {entry.article: entry for entry in entries if entry.fate == KNOWN}
        same = {entry.article: entry for entry in entries if entry.fate == SAME}
        articles = [*Article.objects.with_parts().filter(pk__in=known), *_open_drafts(same)]
        curated = revising.curated_fields(articles)
        return {
            one.pk: revising.plan(one, (known | same)[one.pk].found, curated=curated[one.pk], publish=self.publish)
            for one in articles
        }

    def _carry_out(self, plans, entries, names, current):
        """Write the plans that change something, and addresses that articles were not known by."""
        changed = [one for one in entries if not plans[one.article].is_empty or (one.fate == KNOWN and one.new_names)]
        current.touch(*(entry.article for entry in changed))
        for entry in changed:
            if not plans[entry.article].is_empty:
                revising.carry_out(plans[entry.article], names)
        rows.insert_addresses([(entry.article, entry.new_names) for entry in changed])
        for entry in changed:
            if entry.fate == SAME:
                rows.reread_capture(entry.article, entry.found, entry.identity.sha256, publish=self.publish)

    def _capture(self, entries):
        """Add a capture for all bytes that are new to their article; rejected ones once."""
        rejected = [one for one in entries if one.fate == REJECTED and not one.found.lost]
        hashes = [entry.identity.sha256 for entry in rejected]
        known = set(Capture.objects.filter(sha256__in=hashes, article=None).values_list("sha256", flat=True))
        new = [one for one in entries if one.fate in (NEW, KNOWN)]
        new += [one for one in rejected if one.identity.sha256 not in known]
        rows.insert_captures([(one.article, one.found, one.identity.sha256) for one in new], publish=self.publish)

    def _settle(self, entries, plans):
        for entry in entries:
            if entry.fate == NEW:
                entry.settle(self.status_of(entry.found), entry.found.problems)
            elif entry.fate == REJECTED:
                entry.settle("rejected", [entry.found.reason])
            elif entry.fate == LEFT:
                entry.settle("left alone", ["It was deleted for good."])
            elif entry.fate == SAME and (entry.article not in plans or plans[entry.article].is_empty):
                entry.settle("unchanged")
            else:
                entry.settle(plans[entry.article].verdict, plans[entry.article].problems)

    def _pretend(self, entries):
        """Say what would become of records, taking those of this run for kept."""
        _look_up(entries)
        for entry in entries:
            keys = set(map(hash, entry.identity.keys))
            if entry.fate == NEW and not self.seen.isdisjoint(keys):
                entry.settle("revised", entry.found.problems)
            self.seen |= keys
        left = [entry for entry in entries if entry.outcome is None]
        self._settle(left, self._plans(left))
        return []


# --- which records go together ------------------------------------------------------------------


def _apart(entries):
    """Part entries into those that share no key, and those that must wait for one before them."""
    used, now, later = set(), [], []
    for entry in entries:
        keys = {name.key for name in entry.identity.names}
        (now if used.isdisjoint(keys) else later).append(entry)
        used |= keys
    return now, later


def _one_an_article(entries):
    """Part entries so that no two of one round are for the same article: each needs a change of its own."""
    held, now, later = set(), [], []
    for entry in entries:
        (later if entry.article in held else now).append(entry)
        held |= {entry.article} - {None}
    return now, later


def _settle_twin(entry, first):
    """The same bytes twice in one batch: the second time they change nothing."""
    entry.article = first.article
    if first.fate == REJECTED:
        entry.settle("rejected", first.outcome.reasons)
    else:
        entry.settle("left alone" if first.fate == LEFT else "unchanged", first.outcome.reasons)


# --- who they are -------------------------------------------------------------------------------


def _look_up(entries):
    """Find out for each entry whether its article is kept, was deleted for good, or is new."""
    keys = {key for entry in entries for key in entry.identity.keys}
    by_key = dict(Address.objects.filter(key__in=keys).values_list("key", "article_id"))
    by_bytes = _captured(entries)
    gone = addresses.forgotten(keys)
    for entry in entries:
        _decide(entry, by_key, by_bytes.get(entry.identity.sha256, ()), gone)


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
        entry.fate = NEW if gone.isdisjoint(entry.identity.keys) else LEFT
    else:
        entry.fate = SAME if entry.article in captured else KNOWN


def _open_drafts(entries):
    """Those drafts with problems, of {article id: entry}, whose latest bytes are now read with fewer of them."""
    drafts = Article.objects.with_parts().filter(pk__in=entries, status=Status.DRAFT).exclude(problems=[])
    for article in drafts:
        entry = entries[article.pk]
        latest = article.captures.order_by("-id").values_list("sha256", flat=True).first()
        if latest == entry.identity.sha256 and len(_problems(entry.found)) < len(article.problems):
            yield article


def _problems(found):
    return found.problems if isinstance(found, Draft) else (found.reason,)


# --- what is written ----------------------------------------------------------------------------


def _keep(entries, *, missing_only=False):
    """Keep the bytes of records that are files of their own and will be named by a capture."""
    wanted = {entry.identity.sha256: entry.found.record.data for entry in entries if _is_file_to_keep(entry)}
    hashes = originals.missing(wanted) if missing_only else wanted
    originals.keep_all([wanted[sha256] for sha256 in hashes])


def _is_file_to_keep(entry):
    lost = isinstance(entry.found, Rejected) and entry.found.lost
    return entry.fate in (NEW, KNOWN, REJECTED) and not entry.found.record.container and not lost
