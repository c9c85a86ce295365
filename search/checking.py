"""Compares an index with the database, article by article, and mends what differs."""

from dataclasses import dataclass, field

from django.db import transaction

from articles.history import Change
from articles.models import Article
from articles.recording import batches, lock_sequence
from search.engines.base import Engine, State
from search.indexing import documents, mismatch
from search.locks import lock
from search.models import Refusal


@dataclass(kw_only=True)
class Findings:
    """What is wrong with an index: ids by kind, and whether it fits this archive at all."""

    state: State
    mismatch: str = ""
    missing: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    not_public: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    checked: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; what an engine refused is told, but is no fault of the index."""
        return not (self.mismatch or self.missing or self.surplus or self.not_public or self.stale)

    def sentences(self):
        """Yield one line for each kind of fault."""
        if self.mismatch:
            yield self.mismatch
        for name in ("missing", "surplus", "not_public", "stale", "refused"):
            if ids := getattr(self, name):
                some = ", ".join(map(str, ids[:10])) + (", …" if len(ids) > 10 else "")
                yield f"{name.replace('_', ' ')}: {len(ids)} ({some})"


def check(engine: Engine, *, watch=iter) -> Findings:
    """Compare the index with the database as of the index's position. Raises `NoIndex` if damaged or unreadable."""
    with lock("index"):
        return _check(engine, watch)


def repair(engine: Engine, *, watch=iter) -> Findings:
    """Check, and mend in one commit what can be mended without a rebuild; returns what was found."""
    with lock("index"):
        findings = _check(engine, watch)
        if not findings.mismatch and not findings.sound:
            add = list(documents([*findings.missing, *findings.stale]))
            remove = [*findings.surplus, *findings.not_public]
            state = findings.state
            engine.apply(add, remove, position=state.position, mark=state.mark)
    return findings


def _check(engine, watch):
    findings = Findings(state=engine.state(), mismatch=mismatch(engine))
    engine.verify()
    held = dict(engine.contents())
    findings.refused = list(Refusal.objects.values_list("article_id", flat=True))
    newer = Change.objects.filter(seq__gt=findings.state.position).values_list("article_id", flat=True)
    with transaction.atomic():
        lock_sequence(transaction.get_connection().alias)
        ignored = {*newer, *findings.refused}
        public = list(Article.objects.public().order_by("pk").values_list("pk", flat=True))
    _compare(held, public, ignored, findings, watch)
    meanwhile = set(newer.all())
    findings.stale = [pk for pk in findings.stale if pk not in meanwhile]
    return findings


def _compare(held, public, ignored, findings, watch):
    for one in watch(documents(public)):
        findings.checked += 1
        if one.id not in ignored and held.get(one.id, one.digest) != one.digest:
            findings.stale.append(one.id)
    wanted = set(public)
    findings.missing = sorted(wanted - held.keys() - ignored)
    extra = sorted(held.keys() - wanted - ignored)
    kept = {pk for some in batches(extra) for pk in Article.objects.filter(pk__in=some).values_list("pk", flat=True)}
    findings.not_public = [pk for pk in extra if pk in kept]
    findings.surplus = [pk for pk in extra if pk not in kept]
