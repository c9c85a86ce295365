"""Compares an index with the database, article by article, and mends what differs."""

from dataclasses import dataclass, field

from django.db import transaction

from articles.batching import batches
from articles.models import Article
from articles.recording import lock_sequence
from search.engines.base import Engine, NoIndex, State
from search.indexing import bring, documents, mismatch
from search.models import Refusal
from search.shelves import PUBLIC, Shelf

FAULTS = ("missing", "surplus", "misplaced", "stale")
"""What an article of an index can be but should not, each the name of a list of ids in `Findings`."""


@dataclass(kw_only=True)
class Findings:
    """What is wrong with an index: ids by kind, and whether it fits this archive at all."""

    state: State
    mismatch: str = ""
    missing: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    misplaced: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    checked: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; what an engine refused is told, but is no fault of the index."""
        return not (self.mismatch or any(getattr(self, name) for name in FAULTS))

    def sentences(self):
        """Yield one line for each kind of fault."""
        if self.mismatch:
            yield self.mismatch
        for name in (*FAULTS, "refused"):
            if ids := getattr(self, name):
                some = ", ".join(map(str, ids[:10])) + (", …" if len(ids) > 10 else "")
                yield f"{name.replace('_', ' ')}: {len(ids)} ({some})"


def check(engine: Engine, *, shelf: Shelf = PUBLIC, watch=iter) -> Findings:
    """Compare a shelf's index with the database as of the index's position. Raises `NoIndex` if it cannot be read.

    All of it takes long, and others go on indexing: what changed after that position is not judged.
    """
    refused = list(Refusal.objects.filter(shelf=shelf.name).values_list("article_id", flat=True))
    state = engine.state()
    findings = Findings(state=state, mismatch=mismatch(engine, state), refused=refused)
    _verify(engine, shelf)
    held = dict(engine.contents())  # of that position or a later one
    newer = shelf.changes().filter(seq__gt=state.position).values_list("article_id", flat=True)
    with transaction.atomic():
        lock_sequence(transaction.get_connection().alias)
        ignored = {*newer, *findings.refused}
        there = list(shelf.articles().order_by("pk").values_list("pk", flat=True))
    _compare(held, documents(there, shelf=shelf), {*there}, ignored, findings, watch)
    meanwhile = set(newer.all())
    for name in FAULTS:
        setattr(findings, name, [pk for pk in getattr(findings, name) if pk not in meanwhile])
    return findings


def repair(engine: Engine, *, shelf: Shelf = PUBLIC, watch=iter) -> Findings:
    """Check, and mend what can be mended without a rebuild; returns what was found."""
    findings = check(engine, shelf=shelf, watch=watch)
    if not findings.mismatch:
        bring(engine, sorted(pk for name in FAULTS for pk in getattr(findings, name)), shelf=shelf)
    return findings


def _verify(engine, shelf):
    """Read all that was written; alone only where that fails, for commits delete files that were to be read next."""
    try:
        engine.verify()
    except NoIndex:
        with shelf.lock("index"):
            engine.verify()


def _compare(held, present, wanted, ignored, findings, watch):
    for one in watch(present):
        findings.checked += 1
        if one.id not in ignored and held.get(one.id, one.digest) != one.digest:
            findings.stale.append(one.id)
    findings.missing = sorted(wanted - held.keys() - ignored)
    extra = sorted(held.keys() - wanted - ignored)
    kept = {pk for some in batches(extra) for pk in Article.objects.filter(pk__in=some).values_list("pk", flat=True)}
    findings.misplaced = [pk for pk in extra if pk in kept]
    findings.surplus = [pk for pk in extra if pk not in kept]
