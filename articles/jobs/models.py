"""The table of jobs: what was asked for, by whom, how far it is, and what came of it."""

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.jobs.kinds import KINDS


class AlreadyRunning(Exception):
    """The same is waiting or running already: `job`; the message is one sentence."""

    def __init__(self, job):
        doing = "running" if job.status == JobStatus.RUNNING else "waiting for its turn"
        super().__init__(f"The same is {doing} already (job {job.pk}, started by {job.by or 'nobody'}).")
        self.job = job


class Cancelled(Exception):
    """Somebody asked for the job to end; what it did stays done."""


class Stopped(Exception):
    """The worker ends, or another has taken the job over; it is run again from the start."""


class JobStatus(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (JobStatus.WAITING.value, JobStatus.RUNNING.value)


class JobQuerySet(models.QuerySet):
    """Jobs, asked for in the words of those who wait for them."""

    def unfinished(self):
        """Those that wait or run."""
        return self.filter(status__in=UNFINISHED)

    def mine(self, job):
        """The job, as long as it is run by who took it then: taking it again makes another `started_at`."""
        return self.filter(pk=job.pk, status=JobStatus.RUNNING, started_at=job.started_at)


class Job(models.Model):
    """One piece of work. `done` of `total` counts what its kind counts; `report` may grow while it runs."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100, blank=True, help_text="of one kind and key only one waits or runs")
    by = models.CharField(max_length=150, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=9, choices=JobStatus, default=JobStatus.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True, help_text="why it failed, one sentence")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel = models.BooleanField(default=False, help_text="somebody asked for it to end")
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often a worker began it")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("status", "id"), name="job_by_status"),)
        constraints = (
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_is_known"),
            models.UniqueConstraint(
                fields=("kind", "key"), condition=Q(status__in=UNFINISHED) & ~Q(key=""), name="job_once_at_a_time"
            ),
        )

    stopping = staticmethod(lambda: False)
    """Whether its worker is to end; the worker puts its own here."""

    def __str__(self):
        return f"job {self.pk} ({self.kind})"

    def progress(self, done: int, total: int | None = None, report: dict | None = None) -> None:
        """Save how far it is, and the report so far if given. Call it between batches.

        Raises `Cancelled` where somebody asked for that, and `Stopped` where it is to be run again later.
        """
        self.done, self.total = done, self.total if total is None else total
        self.report = self.report if report is None else report
        so_far = {"done": self.done, "total": self.total, "report": self.report}
        if not Job.objects.mine(self).filter(cancel=False).update(**so_far):
            raise Cancelled if Job.objects.mine(self).exists() else Stopped
        if self.stopping():
            raise Stopped

    def ask_to_cancel(self) -> bool:
        """End it at once where it waits, after its batch where it runs; returns whether it did either."""
        this = Job.objects.filter(pk=self.pk)
        ended = {"status": JobStatus.CANCELLED, "ended_at": timezone.now(), "cancel": True}
        return bool(
            this.filter(status=JobStatus.WAITING).update(**ended)
            or this.filter(status=JobStatus.RUNNING).update(cancel=True)
        )

    def take(self) -> bool:
        """Begin to run it; returns whether it was still there to be taken."""
        as_seen = Job.objects.unfinished().filter(pk=self.pk, started_at=self.started_at, cancel=False)
        began = {
            "status": JobStatus.RUNNING,
            "started_at": timezone.now(),
            "tries": F("tries") + 1,
            "done": 0,
            "report": {},
        }
        taken = as_seen.update(**began)
        self.refresh_from_db()
        return bool(taken)

    def give_back(self, *, tried: bool) -> None:
        """Have it wait for another try, which counts as one more only if this one was `tried`."""
        Job.objects.mine(self).update(status=JobStatus.WAITING, tries=F("tries") - int(not tried))

    def end(self, status: JobStatus, *, report: dict | None = None, error: str = "") -> None:
        """Save what came of it."""
        self.report = self.report if report is None else report
        self.status, self.error, self.ended_at = status, error, timezone.now()
        found = {name: getattr(self, name) for name in ("status", "report", "error", "ended_at")}
        Job.objects.mine(self).update(**found)


def start(kind: str, *, by: str, parameters: dict | None = None, key: str = "") -> Job:
    """Add a job that waits for the worker; inside a transaction it is part of that.

    Raises `AlreadyRunning` while one of the same kind and key, if there is a key, waits or runs.
    """
    if kind not in KINDS:
        raise LookupError(f"There is no kind of job “{kind}”; there are: {', '.join(sorted(KINDS))}.")
    wanted = Job(kind=kind, by=str(by), parameters=parameters or {}, key=key)
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError:
        if (other := Job.objects.unfinished().filter(kind=kind, key=key).first()) is None:
            raise  # it has ended meanwhile, or this is something else
        raise AlreadyRunning(other) from None
    return wanted
