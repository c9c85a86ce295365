"""Jobs in the admin: what runs outside of requests, how far it is, and what came of it."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone

from articles.admin.recorded import ReadOnlyAdmin
from articles.jobs import Job, JobStatus
from articles.jobs.kinds import KINDS
from articles.jobs.models import UNFINISHED

PATIENCE = timedelta(seconds=15)
"""How long a job may wait until somebody is told that perhaps nobody works."""

SHOWN = 100
"""Items of a list in a report that are shown."""


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Every job that was ever started; those who may change articles see and cancel them."""

    list_display = ("__str__", "what", "status", "progress", "error", "by", "created_at", "ended_at")
    list_filter = ("status", "kind")
    search_fields = ("by",)
    search_help_text = "Who started it."
    change_form_template = "admin/articles/job/change_form.html"
    fields = ("kind", "by", "created_at", "started_at", "ended_at", "tries")

    def has_view_permission(self, request, obj=None):
        """Those who keep articles in order."""
        return request.user.has_perm("articles.change_article")

    def has_module_permission(self, request):
        """Those who may see a job see that there are some."""
        return self.has_view_permission(request)

    def get_queryset(self, request):
        """The list never reads what is long, and of a report no more than what was done."""
        rows = super().get_queryset(request)
        if not request.resolver_match.url_name.endswith("changelist"):
            return rows
        return rows.defer("report", "parameters").annotate(act=KeyTextTransform("what", "report"))

    def get_urls(self):
        """Put what a page asks for, and its button, before Django's own addresses."""
        return [
            path("<int:pk>/progress/", self.admin_site.admin_view(self.progress_view), name="articles_job_progress"),
            path("<int:pk>/cancel/", self.admin_site.admin_view(self.cancel_view), name="articles_job_cancel"),
            *super().get_urls(),
        ]

    def progress_view(self, request, pk):
        """Answer how far a job is, as JSON."""
        return JsonResponse(standing(self._job(request, pk)))

    def cancel_view(self, request, pk):
        """Ask a job to end."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self._job(request, pk)
        if job.ask_to_cancel():
            self.log_change(request, job, "Cancelled.")
            said = "It ends after what it is doing now." if job.status == JobStatus.RUNNING else "It is cancelled."
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(request, f"It has ended already: {job.status}.", messages.WARNING)
        back = request.POST.get("back", "")
        return HttpResponseRedirect(back if is_of_admin(back) else reverse("admin:articles_job_change", args=[pk]))

    def _job(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = Job.objects.filter(pk=pk).defer("report", "parameters").first()
        if job is None:
            raise Http404
        return job

    def render_change_form(self, request, context, *args, **kwargs):
        """Add how far it is, and the report as rows of a table."""
        job = context["original"]
        context |= {"job": standing(job), "rows": rows_of(job.report), "title": str(job).capitalize()}
        if job.kind == "bulk" and job.status not in UNFINISHED:
            context["undo"] = job.steps.filter(refused="", undone=False).exists()
            context["undone_by"] = Job.objects.filter(kind="undo", parameters__job=job.pk).order_by("pk")
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="what", empty_value="—")
    def what(self, job):
        """Return what an act on many articles did."""
        return job.act

    @admin.display(description="progress", empty_value="—")
    def progress(self, job):
        """Return how much of all is done."""
        return amount(job) or None


def standing(job) -> dict:
    """Return what is shown of a job while it runs: its status in words, numbers, and where to ask again."""
    return {
        "id": job.pk,
        "status": job.status,
        "told": told(job),
        "done": job.done,
        "total": job.total,
        "unfinished": job.status in UNFINISHED,
        "ending": job.cancel and job.status in UNFINISHED,
        "error": job.error,
    }


def told(job) -> str:
    """Say in a sentence how far a job is."""
    if job.status == JobStatus.WAITING:
        return f"It waits for its turn.{nobody_works(job)}"
    if job.status == JobStatus.RUNNING:
        said = "It is to end, and finishes what it is doing" if job.cancel else "It is running"
        return f"{said}: {amount(job)}." if amount(job) else f"{said}."
    if job.status == JobStatus.FAILED:
        return f"It failed. {job.error}"
    return "It was cancelled; what it had done stays done." if job.status == JobStatus.CANCELLED else "It is done."


def nobody_works(job) -> str:
    """Say that no worker seems to run, where a job has waited long though nothing else is done."""
    waited = timezone.now() - job.created_at
    if waited < PATIENCE or Job.objects.filter(status=JobStatus.RUNNING).exists():
        return ""
    return " No worker has taken it yet: see whether manage.py up, or manage.py work --follow, is running."


def amount(job) -> str:
    """Say how much of all is done, and of what; nothing where nothing was counted."""
    counts = KINDS[job.kind].counts if job.kind in KINDS else ""
    write = filesizeformat if counts == "bytes" else lambda number: f"{number:,}"
    unit = f" {counts}" if counts not in ("", "bytes") else ""
    if job.total:
        return f"{write(min(job.done, job.total))} of {write(job.total)}{unit}"
    return f"{write(job.done)}{unit}" if job.done else ""


def is_of_admin(address: str) -> bool:
    """Whether this is a place of the admin, not one elsewhere."""
    return address.startswith(reverse("admin:index")) and "\\" not in address and "\n" not in address


def rows_of(report: dict) -> list[tuple]:
    """Return (name, lines, whether there are more) for each part of a report."""
    rows = []
    for name, value in report.items():
        lines = lines_of(value)
        rows.append((name.replace("_", " "), lines[:SHOWN], len(lines) > SHOWN))
    return rows


def lines_of(value) -> list[str]:
    """Return a value of a report as lines that people read."""
    if isinstance(value, dict):
        return [f"{name}: {one_line(one)}" for name, one in value.items()] or ["—"]
    if isinstance(value, list):
        return [one_line(one) for one in value] or ["—"]
    return [one_line(value)]


def one_line(value) -> str:
    """Return a value as one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {one_line(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(one_line, value))
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "—"}[value]
    return f"{value:,}" if isinstance(value, int) else str(value)
