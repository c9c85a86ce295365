"""What a curator is told of the indexes on the admin's first page: how they stand, and what is done about them now."""

import datetime
from dataclasses import dataclass, field

from articles.jobs import Job, JobStatus
from search.desk import SHELVES
from search.engines.base import EngineError, State
from search.indexing import lag, searched
from search.models import Refusal

CONCERNED = ("rebuild", "check", "purge")
"""Kinds of jobs that are about an index."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one index stands; `state` and `lag` are None and 0 where the engine cannot tell, and `error` says why."""

    name: str
    engine: str
    refused: int
    state: State | None = None
    lag: int = 0
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """When the indexes were last checked, and what was found: nothing where all is sound."""

    at: datetime.datetime
    found: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """All of it; `jobs` are those that wait or run."""

    indexes: list[Standing]
    check: Check | None
    jobs: list[Job]

    @property
    def rows(self) -> list[tuple[str, list]]:
        """What is told of each index, side by side; a dash where its engine cannot tell."""
        told = [(one, one.state) for one in self.indexes]
        return [
            ("Engine", [one.engine for one, _ in told]),
            ("Articles", [f"{state.documents:,}" if state else "—" for _, state in told]),
            ("Position", [f"{state.position:,}" if state else "—" for _, state in told]),
            ("Lag", [f"{one.lag:,}" if state else "—" for one, state in told]),
            ("Refused", [f"{one.refused:,}" for one, _ in told]),
            ("Generation", [state.generation if state else "—" for _, state in told]),
        ]


def panel() -> Panel:
    """Return what there is to tell: a few short queries, and one question to each engine."""
    jobs = Job.objects.unfinished().filter(kind__in=CONCERNED).order_by("id").defer("report", "parameters")
    return Panel(indexes=[_standing(shelf) for shelf in SHELVES], check=_last_check(), jobs=list(jobs))


def _standing(shelf):
    told = {
        "name": shelf.title,
        "engine": type(shelf.engine()).__name__,
        "refused": Refusal.objects.filter(shelf=shelf.name).count(),
    }
    try:
        state = searched(shelf).serving()
    except EngineError as error:
        return Standing(**told, error=str(error))
    return Standing(**told, state=state, lag=lag(state.position, shelf=shelf))


def _last_check():
    """Return the last check of all indexes that came to its end."""
    done = Job.objects.filter(kind="check", status=JobStatus.DONE, key="all").order_by("-id").first()
    if done is None:
        return None
    found = [f"{name}: {one}" for name, report in done.report.items() for one in report["found"]]
    return Check(at=done.ended_at, found=found)
