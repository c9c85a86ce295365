"""The worker: runs the jobs that wait, one after the other, the one first whose worker died.

One that is urgent waits for no other: between two batches that gives back what it has begun.
"""

import logging
import time
from functools import partial

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from articles.failing import sentence, wait_for_database
from articles.jobs.kinds import CHORES, KINDS, JobFailed, Kind
from articles.jobs.models import Cancelled, Job, JobStatus, Stopped
from articles.locks import Busy, lock

logger = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds between two looks at a table where nothing waits."""

BUSY = 2.0
"""Seconds between two attempts to become the worker, while there is another."""

AGAIN = 1.0
"""Seconds before a job that the database refused is tried again."""

HOURLY = 3_600.0
"""Seconds between two rounds of chores."""

TRIES = 3
"""How often a job is begun: one that ends its worker every time must not keep the others from their turn."""


class Worker:
    """Runs jobs until the event `stop` is set; waits for a database that went away, and while another worker works.

    An exception that nobody foresaw fails its job and ends the worker: whoever started it starts it again.
    """

    def __init__(self, stop, say=lambda line: None):
        self.stop, self.say = stop, say
        self._current: Job | None = None
        self._chores_at = 0.0

    def follow(self) -> None:
        """Run what waits and what comes."""
        while not self.stop.is_set():
            try:
                with lock("worker", wait=False):
                    self._until_stopped()
            except Busy as busy:
                logger.debug("%s", busy)
                self.stop.wait(BUSY)
            except (OperationalError, InterfaceError) as error:
                if connection.is_usable():
                    raise
                wait_for_database(error, self.stop)
                self._give_back()

    def run_waiting(self) -> int:
        """Run until nothing waits; returns how many jobs were run. Raises `Busy` while another worker works."""
        count = 0
        with lock("worker", wait=False):
            while not self.stop.is_set() and self._run_next():
                count += 1
        return count

    def _until_stopped(self):
        while not self.stop.is_set():
            if not self._run_next():
                self._do_chores()
                self.stop.wait(PAUSE)

    def _do_chores(self):
        """Do what nobody waits for; what the system refuses is told, and tried again with the next round."""
        if time.monotonic() < self._chores_at:
            return
        self._chores_at = time.monotonic() + HOURLY
        for do in CHORES:
            try:
                do()
            except OSError as error:
                logger.warning("%s", told(error))

    def _run_next(self):
        """Run one job; returns whether there was one. Under the lock nobody runs what stands there as running."""
        job = next_job()
        if job is None:
            return False
        if job.cancel or job.tries >= TRIES:
            give_up(job)
        elif job.take():
            job.stopping, self._current = partial(self._is_to_stop, job), job
            self._run(job)
            self._current = None
        return True

    def _is_to_stop(self, job):
        """Whether a job is to be left for later: the worker ends, or something waits that is more urgent."""
        return self.stop.is_set() or (not kind_of(job).urgent and urgent().exists())

    def _run(self, job):
        logger.info("Job %d (%s, by %s) begins%s.", job.pk, job.kind, job.by or "nobody", nth(job.tries))
        began = time.monotonic()
        try:
            self._try(job)
        except Stopped:
            job.give_back(tried=False)
            logger.info("Job %d (%s) is left for later.", job.pk, job.kind)
            return
        except (OperationalError, InterfaceError) as error:
            if not connection.is_usable():
                raise
            self._try_later(job, error)
            return
        line = f"Job {job.pk} ({job.kind}): {job.status} in {time.monotonic() - began:.1f} s. {job.error}".strip()
        logger.log(logging.WARNING if job.status == JobStatus.FAILED else logging.INFO, "%s", line)
        self.say(line)

    def _try(self, job):
        """Run it to its end, whichever that is."""
        try:
            report = kind_of(job).run(job)
        except Cancelled:
            job.end(JobStatus.CANCELLED)
        except (Stopped, OperationalError, InterfaceError):
            raise
        except kind_of(job).foreseen as error:
            job.end(JobStatus.FAILED, error=told(error))
        except Exception as error:
            job.end(
                JobStatus.FAILED, error=f"Nobody foresaw this ({type(error).__name__}): the worker's log tells more."
            )
            raise
        else:
            job.end(JobStatus.DONE, report=report)

    def _try_later(self, job, error):
        """Try again what a full or locked database refused, so often."""
        if job.tries < TRIES:
            job.give_back(tried=True)
            logger.warning("Job %d (%s) is tried again: %s", job.pk, job.kind, sentence(error))
            self.stop.wait(AGAIN)
        else:
            job.end(JobStatus.FAILED, error=sentence(error))

    def _give_back(self):
        """Have the job wait that was under way when the database went away: that was not its fault."""
        if self._current is not None and not self.stop.is_set():
            self._current.give_back(tried=False)
            self._current = None


def next_job() -> Job | None:
    """Return the job whose turn it is: one whose worker died, else an urgent one, else that which waited longest."""
    unfinished = Job.objects.unfinished().order_by("id")
    return unfinished.filter(status=JobStatus.RUNNING).first() or urgent().first() or unfinished.first()


def urgent():
    """Return the urgent jobs that wait, the one that waited longest first."""
    kinds = [name for name, one in KINDS.items() if one.urgent]
    return Job.objects.filter(status=JobStatus.WAITING, kind__in=kinds).order_by("id")


def kind_of(job: Job) -> Kind:
    """Return what a job does; one that another version of the archive left behind fails."""

    def fail(job):
        raise JobFailed(f"This version of the archive has no jobs of the kind “{job.kind}”.")

    return KINDS.get(job.kind) or Kind(run=fail, foreseen=(JobFailed,))


def told(error: Exception) -> str:
    """Return what an exception says, on one line; of the system's own, what could not be done with which file."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}." if error.filename else f"{error.strerror}."
    return " ".join(str(error).split())


def give_up(job: Job) -> None:
    """End a job that is not run again."""
    why = f"Its worker ended {job.tries} times before it was done: the worker's log says why. Start it again to try."
    ended = {"status": JobStatus.CANCELLED} if job.cancel else {"status": JobStatus.FAILED, "error": why}
    Job.objects.unfinished().filter(pk=job.pk).update(ended_at=timezone.now(), **ended)
    logger.warning("Job %d (%s): %s.", job.pk, job.kind, ended["status"])


def nth(tries: int) -> str:
    """Say how often it was begun, if that is worth saying."""
    return "" if tries == 1 else f", try {tries} of {TRIES}"
