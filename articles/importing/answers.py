"""What the API shows of imports: an import, how far it is, and what became of its records."""

from django.conf import settings
from django.urls import reverse
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    FileField,
    IntegerField,
    JSONField,
    ListField,
    Serializer,
    URLField,
)

from articles.importing.ledger import GROUPS
from articles.importing.uploads import KINDS
from articles.jobs import Job, JobStatus
from articles.models import Upload


class FilesBody(Serializer):
    """Files; options may stand beside them."""

    files = ListField(child=FileField(), help_text="clippings, dumps, zips of them")


class Reason(Serializer):
    """What is wrong, and with how many records."""

    reason = CharField()
    records = IntegerField()


class PassedOver(Serializer):
    """A file that was not read, and why."""

    file = CharField()
    reason = CharField()


class Progress(Serializer):
    """Bytes that were read."""

    done = IntegerField()
    total = IntegerField(allow_null=True)


class Import(Serializer):
    """An import: how far it is, and what became of its records so far."""

    id = IntegerField()
    url = URLField()
    by = CharField()
    created_at = DateTimeField()
    dry_run = BooleanField()
    status = CharField(help_text=f"{', '.join(JobStatus.values)}, or given up")
    error = CharField(allow_blank=True)
    files = IntegerField()
    size = IntegerField(help_text="bytes, as they were sent")
    options = JSONField()
    progress = Progress()
    counts = DictField(child=IntegerField(), help_text=f"{', '.join(GROUPS)}: how many records")
    reasons = Reason(many=True)
    passed_over = PassedOver(many=True)


class ImportRecord(Serializer):
    """What became of one record."""

    number = IntegerField(help_text="among all, the first being 0")
    file = CharField()
    position = CharField(allow_blank=True)
    group = ChoiceField(list(GROUPS))
    verdict = CharField()
    article = IntegerField(allow_null=True)
    reasons = ListField(child=CharField())


class ImportRecords(Serializer):
    """A page of records."""

    results = ImportRecord(many=True)
    next = URLField(allow_null=True)


class OneImport(Import):
    """An import with a page of its records."""

    records = ImportRecords()


class Imports(Serializer):
    """A page of imports."""

    next = URLField(allow_null=True)
    results = Import(many=True)


def shown(upload: Upload, job: Job | None) -> dict:
    """Return an import as the API shows it; `job` is its newest."""
    report = job.report if job else {}
    given_up = upload.removed_at and not upload.imported_at
    return {
        "id": upload.pk,
        "url": f"{settings.SITE_URL}{reverse('import', args=[upload.pk])}",
        "by": upload.by,
        "created_at": upload.created_at,
        "dry_run": bool(job and job.kind == "preview"),
        "status": "given up" if given_up or job is None else job.status,
        "error": job.error if job else "",
        "files": upload.files,
        "size": upload.size,
        "options": upload.options,
        "progress": {"done": job.done if job else 0, "total": job.total if job else None},
        "counts": report.get("counts", {}),
        "reasons": [{"reason": reason, "records": count} for reason, count in report.get("reasons", [])],
        "passed_over": [{"file": name, "reason": reason} for name, reason in report.get("passed_over", [])],
    }


def newest_jobs(uploads) -> dict[str, Job]:
    """{key: the newest job} of these uploads."""
    keys = [str(upload.pk) for upload in uploads]
    jobs = Job.objects.filter(kind__in=KINDS, key__in=keys).defer("parameters").order_by("id")
    return {job.key: job for job in jobs}


def record_of(line: dict) -> dict:
    """Return what is shown of a line of an account."""
    kept = {name: line[name] for name in ("number", "position", "group", "verdict", "article", "reasons")}
    return kept | {"file": line["input"]}
