"""Work that no request waits for: a table of jobs, started by people and run one after the other by `manage.py work`.

An app makes a kind of job by decorating a function, and has its module imported in `AppConfig.ready`:

    @kind("rebuild")
    def rebuild(job):
        for done in some_batches(**job.parameters):
            job.progress(done, total)
        return {"what": "the report says"}

A job whose worker died is run again from the start: its work must change nothing when it is done twice.
"""

from articles.jobs.kinds import JobFailed, kind
from articles.jobs.models import AlreadyRunning, Cancelled, Job, JobStatus, start

__all__ = ["AlreadyRunning", "Cancelled", "Job", "JobFailed", "JobStatus", "kind", "start"]
