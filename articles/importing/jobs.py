"""The jobs of an upload: `preview` says what would become of its files, `import` imports them.

Both may be run again from the start at any time: the same files change nothing twice.
"""

import time
from contextlib import closing

from articles.elsewhere import Died
from articles.importing import uploads
from articles.jobs import Job, JobFailed, kind
from articles.jobs.kinds import chore

REASONS, PASSED_OVER = 10, 100
"""Reasons, and files that were passed over, that a report of a job tells; the account of the upload has them all."""

chore(uploads.sweep)


@kind("preview", foreseen=(Died,), counts="bytes")
def preview(job: Job) -> dict:
    """Say what would become of each record; nothing is written but the account of it."""
    upload = waiting(job)
    return run(job, upload, dry=True)


@kind("import", foreseen=(Died,), counts="bytes")
def take_in(job: Job) -> dict:
    """Import, then delete the files. Where that was done, say once more what came of it."""
    from articles.importing.ledger import Ledger

    upload = known(job)
    if upload.imported_at:
        return {"counts": Ledger(upload.path / "import").counts()}
    report = run(job, waiting(job), dry=False)
    upload.finish()
    return report


def known(job) -> uploads.Upload:
    """Return the upload of a job. Raises `JobFailed` where there is none."""
    upload = uploads.Upload.objects.filter(pk=job.parameters["upload"]).first()
    if upload is None:
        raise JobFailed(f"There is no import {job.parameters['upload']} any more.")
    return upload


def waiting(job) -> uploads.Upload:
    """Return the upload of a job, whose files are there. Raises `JobFailed`."""
    upload = known(job)
    if upload.imported_at:
        raise JobFailed("It was imported already.")
    if upload.removed_at or not upload.path.is_dir():
        raise JobFailed("Its files are gone: send them again.")
    return upload


def run(job: Job, upload: uploads.Upload, *, dry: bool) -> dict:
    """Read all files, and store what is in them unless it is `dry`; returns the report. Heavy modules come late."""
    from articles.importing import running
    from articles.importing.entries import held
    from articles.importing.files import Reading
    from articles.importing.ledger import Writing
    from articles.importing.receiving import options_of
    from articles.importing.revising import BY
    from articles.importing.store import Store
    from articles.importing.unpacking import inputs

    files, passed_over = inputs(upload.path, now_and_then(lambda: job.progress(0)))
    total = sum(one.size for one in files)
    publish = upload.options.get("status", "published") == "published"
    reading = Reading(files=files, options=options_of(upload.options), keep=not dry, held=held)
    store = Store(by=f"{BY}{job.by}"[:150], publish=publish, dry=dry)
    folder = upload.path / ("preview" if dry else "import")
    with Writing(folder, go_on=not dry, headlines=dry) as account, closing(running.run(reading, store)) as stored:
        for outcomes, done in stored:
            account.add(outcomes)
            job.progress(done, total, report_of(account, passed_over))
    return report_of(account, passed_over)


def now_and_then(do, seconds: float = 1.0):
    """Return a function that does this when it is called, but not more often."""
    latest = time.monotonic()

    def maybe():
        nonlocal latest
        if time.monotonic() - latest >= seconds:
            latest = time.monotonic()
            do()

    return maybe


def report_of(account, passed_over) -> dict:
    """Return {counts: {group: records}, reasons: [[reason, records]], passed_over: [[name, reason]], …_in_all}."""
    return {
        "counts": dict(account.counts),
        "reasons": [list(one) for one in account.reasons.told(REASONS)],
        "passed_over": passed_over[:PASSED_OVER],
        "passed_over_in_all": len(passed_over),
    }
