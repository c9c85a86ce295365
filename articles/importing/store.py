"""Stores drafts: batch by batch, each in one transaction, each article with exactly one change.

What came in before changes nothing; what was deleted for good stays away; two imports at once take turns,
because all is looked up inside the act, under its lock.
"""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from articles import originals
from articles.importing import revising, rows
from articles.importing.draft import Draft, Held, Rejected
from articles.importing.entries import KNOWN, LEFT, NEW, REJECTED, SAME, Entry, look_up
from articles.importing.waiting import patient_act
from articles.models import Article, Capture, Status

BATCH = 500
"""Records in one transaction: few enough that others wait for a fraction of a second, many enough to share an fsync."""

LARGE_BATCH = 4 << 20
"""Bytes of records that make a batch, however few they are."""

REMEMBERED = 300_000
"""Keys that a dry run remembers (30 MB): what comes again only later than that is taken for new."""


@dataclass(kw_only=True)
class Store:
    """Where drafts go. `publish=False` keeps complete ones as drafts; `dry=True` writes nothing and only says."""

    by: str = "import_articles"
    publish: bool = True
    dry: bool = False
    seen: set = field(default_factory=set)

    def store(self, batch):
        """Store some records, each an `Arrival`; returns their outcomes in order."""
        entries = [Entry(arrival=one) for one in batch]
        firsts = {}
        for entry in entries:
            _settle_unread(entry)
            if entry.outcome is None:
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
            look_up(entries)
            _keep(entries)
        with patient_act(by=self.by) as current:
            look_up(entries)
            _keep_again(entries)
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
            entry.article = article
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
                rows.reread_capture(entry.article, entry.arrival, publish=self.publish)

    def _capture(self, entries):
        """Add a capture for all bytes that are new to their article; rejected ones once."""
        rejected = [one for one in entries if one.fate == REJECTED]
        hashes = [entry.identity.sha256 for entry in rejected]
        known = set(Capture.objects.filter(sha256__in=hashes, article=None).values_list("sha256", flat=True))
        new = [one for one in entries if one.fate in (NEW, KNOWN)]
        new += [one for one in rejected if one.identity.sha256 not in known]
        rows.insert_captures([(one.article, one.arrival) for one in new], publish=self.publish)

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
        look_up(entries)
        for entry in entries:
            keys = set(map(hash, entry.identity.keys))
            if entry.fate == NEW and hash(entry.identity.keys[-1]) in self.seen:
                entry.settle("unchanged")  # its very bytes
            elif entry.fate == NEW and not self.seen.isdisjoint(keys):
                entry.settle("revised", entry.found.problems)
            if len(self.seen) > REMEMBERED:
                self.seen.clear()
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


def _settle_unread(entry):
    """What was not read is settled at once: an article has its bytes already, or there were none to read."""
    if isinstance(entry.found, Held):
        entry.article = entry.found.article
        entry.settle("unchanged")
    elif isinstance(entry.found, Rejected) and entry.found.lost:
        entry.settle("rejected", [entry.found.reason])


def _settle_twin(entry, first):
    """The same bytes twice in one batch: the second time they change nothing."""
    entry.article = first.article
    if first.fate == REJECTED:
        entry.settle("rejected", first.outcome.reasons)
    else:
        entry.settle("left alone" if first.fate == LEFT else "unchanged", first.outcome.reasons)


# --- what is written ----------------------------------------------------------------------------


def _open_drafts(entries):
    """Those drafts with problems, of {article id: entry}, whose latest bytes are now read with fewer of them."""
    latest = Capture.objects.filter(article=OuterRef("pk")).order_by("-id").values("sha256")[:1]
    drafts = Article.objects.filter(pk__in=entries, status=Status.DRAFT).exclude(problems=[])
    rows = drafts.values_list("pk", "problems", Subquery(latest))
    better = [
        pk
        for pk, had, sha256 in rows
        if sha256 == entries[pk].identity.sha256 and len(_problems(entries[pk].found)) < len(had)
    ]
    return Article.objects.with_parts().filter(pk__in=better)


def _problems(found):
    return found.problems if isinstance(found, Draft) else (found.reason,)


class Vanished(OSError):
    """A file that was kept is gone before a capture could name it; the message is one sentence."""


def _keep(entries):
    """Keep the bytes of records that are files of their own and will be named by a capture."""
    files = (entry for entry in entries if _is_named(entry) and not entry.found.record.container)
    originals.keep_all({entry.identity.sha256: entry.found.record.data for entry in files})


def _keep_again(entries):
    """Keep what somebody deleted for good since it was kept. Raises `Vanished` for a container: it is not at hand."""
    named = [entry for entry in entries if _is_named(entry)]
    lost = set(originals.missing({one.found.record.container or one.identity.sha256 for one in named}))
    for record in (entry.found.record for entry in named):
        if record.container in lost:
            raise Vanished(f"What was kept of {record.file} was deleted meanwhile")
    _keep([entry for entry in named if entry.identity.sha256 in lost])


def _is_named(entry):
    """Whether a capture will name its bytes."""
    return entry.fate in (NEW, KNOWN, REJECTED)
