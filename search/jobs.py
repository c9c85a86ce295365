"""What takes long with an index, as jobs: rebuild, check, and purge of what must be in no file of it."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from articles.jobs import AlreadyRunning, Job, kind, start
from articles.jobs.kinds import chore
from search.engines.base import EngineError

TOLD_EVERY = 500
"""Articles after which a job tells how far it is, and hears whether it is to end."""

BUSY = 1.0
"""Seconds between two attempts to rebuild while another rebuild runs."""


@kind("rebuild", foreseen=[EngineError])
def rebuild(job: Job) -> dict:
    """Build indexes anew: that of the shelf that the parameters name, or all."""
    for shelf in _shelves(job):
        _rebuild(job, shelf)
    return {shelf.name: _told(shelf) for shelf in _shelves(job)}


@kind("check", foreseen=[EngineError])
def check(job: Job) -> dict:
    """Compare indexes with the database; the report says for each what was found, an empty list where it is sound."""
    from search import checking
    from search.engines.base import NoIndex

    report = {}
    for shelf in _shelves(job):
        try:
            findings = checking.check(shelf.engine(), shelf=shelf, watch=_watch(job, shelf))
        except NoIndex as error:
            report[shelf.name] = {"sound": False, "found": [str(error)]}
        else:
            found, checked = list(findings.sentences()), findings.checked
            report[shelf.name] = {"sound": findings.sound, "found": found, "checked": checked} | _told(shelf)
    return report


@kind("purge", foreseen=[EngineError], urgent=True)
def purge(job: Job) -> dict:
    """Take every word of what must be in no index out of their files."""
    from search import purging

    # What is withdrawn from now on is another purge's, for which this key is free again.
    Job.objects.mine(job).update(key=f"purge {job.pk}")
    done = purging.purge_if_owed(rebuild=partial(_rebuild, job))
    return {"position": done.position, "at": done.at.isoformat()} if done else {}


@chore
def purge_again() -> None:
    """Start a purge that is still owed: the last one failed or was cancelled, or articles were deleted for good.

    Those that are deleted one by one so share one rebuild.
    """
    from search import purging

    if purging.owed():
        with suppress(AlreadyRunning):
            start("purge", by="work", key="purge")


def start_once(kind: str, *, by: str, **parameters) -> Job:
    """Start a job, or return the same one that waits or runs already."""
    try:
        return start(kind, by=by, parameters=parameters, key=parameters.get("shelf") or "all")
    except AlreadyRunning as running:
        return running.job


def _shelves(job):
    from search.desk import SHELVES

    return [shelf for shelf in SHELVES if job.parameters.get("shelf") in (None, shelf.name)]


def _rebuild(job, shelf, **options):
    """Rebuild, once nobody else does."""
    from search import indexing
    from search.locks import Busy

    while True:
        with suppress(Busy):
            indexing.rebuild(shelf.engine(), shelf=shelf, watch=_watch(job, shelf), **options)
            return
        job.progress(job.done)
        time.sleep(BUSY)


def _watch(job, shelf) -> Callable:
    """Return a function that wraps a stream of documents, and tells how many of how many there were."""

    def watched(documents):
        total = shelf.articles().count()
        job.progress(0, total)
        for count, one in enumerate(documents, 1):
            yield one
            if count % TOLD_EVERY == 0:
                job.progress(count, max(count, total))

    return watched


def _told(shelf):
    state = shelf.engine().state()
    return {"documents": state.documents, "position": state.position, "generation": state.generation}
