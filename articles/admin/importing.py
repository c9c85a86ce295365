"""Import in the browser: send files, look at what would become of them, confirm, watch, and read the report."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles.admin import importforms
from articles.admin.importlists import records_of, shown_record, summary_of
from articles.admin.jobs import standing
from articles.admin.recorded import ReadOnlyAdmin
from articles.importing.ledger import RECORDS, Ledger
from articles.importing.receiving import receive_form
from articles.importing.staging import NothingSent, NotKept, Staging, TooMuch
from articles.importing.uploads import KINDS
from articles.jobs import AlreadyRunning, Job, JobStatus
from articles.models import Upload

TEMPLATES = "admin/articles/upload"

STANDS = {
    ("preview", JobStatus.DONE): "waits to be confirmed",
    ("preview", JobStatus.FAILED): "cannot be read",
    ("preview", JobStatus.CANCELLED): "was not looked at",
    ("import", JobStatus.DONE): "imported",
    ("import", JobStatus.FAILED): "failed",
    ("import", JobStatus.CANCELLED): "was stopped",
}
"""Kind and status of the newest job → where an upload stands; while that waits or runs, by the name of its kind."""


class UploadList(ChangeList):
    """The list; it asks for the jobs of a page at once."""

    def get_results(self, request):
        """Give each upload its newest job."""
        super().get_results(request)
        keys = [str(upload.pk) for upload in self.result_list]
        jobs = Job.objects.filter(kind__in=KINDS, key__in=keys).defer("report", "parameters").order_by("id")
        newest = {job.key: job for job in jobs}
        for upload in self.result_list:
            upload.newest = newest.get(str(upload.pk))


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Every import that was sent; those who may add and change articles send, see and confirm them."""

    list_display = ("__str__", "stands", "by", "created_at", "files", "sent")
    ordering = ("-id",)

    def has_view_permission(self, request, obj=None):
        """Those who keep articles in order."""
        return request.user.has_perm("articles.change_article")

    def has_add_permission(self, request):
        """Those who may add articles, and change those that are here."""
        return self.has_view_permission(request) and request.user.has_perm("articles.add_article")

    def has_module_permission(self, request):
        """Those who may see one see that there are some."""
        return self.has_view_permission(request)

    def get_changelist(self, request, **kwargs):
        """Use the list that asks for jobs once."""
        return UploadList

    def get_urls(self):
        """Put the pages of an import before Django's own addresses."""
        places = {
            "add/": (self.add_view, "add"),
            "<int:pk>/change/": (self.page_view, "change"),
            "<int:pk>/do/<slug:what>/": (self.do_view, "do"),
            "<int:pk>/record/": (self.record_view, "record"),
            "<int:pk>/report.ndjson": (self.report_view, "report"),
        }
        wrap = self.admin_site.admin_view
        ours = [path(place, wrap(view), name=f"articles_upload_{name}") for place, (view, name) in places.items()]
        return [*ours, *super().get_urls()]

    @admin.display(description="stands")
    def stands(self, upload):
        """Return where it stands."""
        job = upload.newest
        if upload.removed_at and not upload.imported_at:
            return "given up"
        if job is None:
            return "—"
        doing = "import" if job.kind == "import" else "look"
        return STANDS.get((job.kind, job.status), f"{doing} {job.status}")

    @admin.display(description="size")
    def sent(self, upload):
        """Return how much was sent."""
        return filesizeformat(upload.size)

    # --- sending --------------------------------------------------------------------------------

    @method_decorator(csrf_exempt)  # else all would be read to find the token; `_received` is protected
    def add_view(self, request, form_url="", extra_context=None):
        """Take files, or show the form. What is too much is refused before it is read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._form(request, importforms.OptionsForm())
        with Staging() as staging:
            try:
                receive_form(request, staging)
                return self._received(request, staging)
            except TooMuch as error:
                return self._form(request, importforms.OptionsForm(), str(error), status=413)
            except NotKept as error:
                return self._form(request, importforms.OptionsForm(), str(error), status=503)

    @method_decorator(csrf_protect)
    def _received(self, request, staging):
        form = importforms.OptionsForm(request.POST)
        if not form.is_valid():
            return self._form(request, form, "Correct what is marked below, and choose the files again.")
        by = request.user.get_username()
        try:
            staging.seal()
        except NothingSent as error:
            return self._form(request, form, str(error))
        with transaction.atomic():
            upload = staging.keep(by=by, options=form.options)
            upload.preview(by=by)
        self.log_addition(request, upload, f"Sent {upload.files} files.")
        return HttpResponseRedirect(place(upload))

    def _form(self, request, form, error="", status=200):
        most = {"most_bytes": settings.IMPORT_MAX_BYTES, "most_files": settings.IMPORT_MAX_FILES}
        context = self._context(request, "Import articles", form=form, error=error, **most)
        return TemplateResponse(request, f"{TEMPLATES}/add_form.html", context, status=status)

    # --- the page of one ------------------------------------------------------------------------

    def page_view(self, request, pk):
        """Show where an import stands, and what there is to do."""
        upload = self._upload(request, pk)
        jobs = list(upload.jobs().defer("parameters")[:20])
        job = jobs[0] if jobs else None
        imports = any(one.kind == "import" for one in jobs)
        busy = job is not None and standing(job)["unfinished"]
        ledger = Ledger(upload.path / ("import" if imports else "preview"))
        context = self._context(
            request,
            str(upload).capitalize(),
            upload=upload,
            options=importforms.told(upload.options),
            job=job and standing(job),
            back=request.path,
            busy=busy,
            imports=imports,
            gone=bool(upload.removed_at and not upload.imported_at),
            may=self.has_add_permission(request),
            form=importforms.OptionsForm.of(upload),
            **summary_of(job, ledger, busy=busy),
            **records_of(request, ledger),
        )
        return TemplateResponse(request, f"{TEMPLATES}/page.html", context)

    def do_view(self, request, pk, what):
        """Confirm an import, have its files looked at again with other options, or give it up."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        upload = self._upload(request, pk)
        do = {"import": self._import, "look": self._look, "give-up": self._give_up}.get(what)
        if do is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            do(request, upload)
        except AlreadyRunning as error:
            self.message_user(request, str(error), messages.WARNING)
        return HttpResponseRedirect(place(upload))

    def _import(self, request, upload):
        if upload.imported_at:
            return self.message_user(request, "It was imported already.", messages.WARNING)
        upload.take_in(by=request.user.get_username())
        return self.log_change(request, upload, "Import confirmed.")

    def _look(self, request, upload):
        form = importforms.OptionsForm(request.POST)
        if not form.is_valid():
            told = " ".join(f"{form.fields[name].label}: {' '.join(said)}" for name, said in form.errors.items())
            return self.message_user(request, f"Nothing was changed. {told}", messages.ERROR)
        with transaction.atomic():
            upload.preview(by=request.user.get_username())
            Upload.objects.filter(pk=upload.pk).update(options=form.options)
        return self.log_change(request, upload, "Read again with other options.")

    def _give_up(self, request, upload):
        if other := upload.jobs().unfinished().first():
            raise AlreadyRunning(other)
        if not upload.imported_at:
            upload.give_up()
            self.log_change(request, upload, "Given up; its files were deleted.")
            self.message_user(request, "Its files are deleted.", messages.SUCCESS)

    # --- one record, and all of them ------------------------------------------------------------

    def record_view(self, request, pk):
        """Show the text of one record, coloured where something was read from it."""
        upload = self._upload(request, pk)
        shown = shown_record(request, upload)
        context = self._context(request, "Record", upload=upload, list=place(upload), **shown)
        return TemplateResponse(request, f"{TEMPLATES}/record.html", context)

    def report_view(self, request, pk):
        """Hand out the account of every record, as NDJSON."""
        upload = self._upload(request, pk)
        for name in ("import", "preview"):
            if Ledger(upload.path / name).exists():
                file = (upload.path / name / RECORDS).open("rb")
                name = f"import-{upload.pk}{'-preview' if name == 'preview' else ''}.ndjson"
                return FileResponse(file, as_attachment=True, filename=name, content_type="application/x-ndjson")
        raise Http404

    def _upload(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = Upload.objects.filter(pk=pk).first()
        if upload is None:
            raise Http404
        return upload

    def _context(self, request, title, **more):
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}


def place(upload) -> str:
    """Return where the page of an upload is."""
    return reverse("admin:articles_upload_change", args=[upload.pk])
