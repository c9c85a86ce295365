"""Imports over the API: files are sent, the worker imports them, and what became of each record is told."""

from contextlib import contextmanager
from urllib.parse import urlencode

from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from drf_spectacular.types import OpenApiTypes
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.response import Response

from articles.endpoints import Endpoint
from articles.importing import answers
from articles.importing.answers import newest_jobs, record_of, shown
from articles.importing.ledger import ALL, GROUPS, Ledger
from articles.importing.options import ORDERS, BadOption
from articles.importing.receiving import (
    SET,
    STATUSES,
    about,
    length_of,
    options_of,
    receive_body,
    receive_form,
)
from articles.importing.staging import NothingSent, NotKept, Staging, TooMuch
from articles.models import Upload
from articles.pagination import Cursor, Pages
from articles.parameters import BadParameters, Choice, Mistake, Parameter, Parameters, Switch, clip
from articles.writing.bodies import NoLength, OtherType, TooLarge
from articles.writing.once import once

FORM = "multipart/form-data"
NAMES = {
    "application/x-ndjson": "body.ndjson",
    "application/jsonl": "body.jsonl",
    "text/markdown": "body.md",
    "text/plain": "body.txt",
    "application/zip": "body.zip",
}
"""What a body may be that is one file → the name under which it is read."""

NOT_AT_ONCE = "To publish at once needs the scope curate: send status=draft, and have them published later."


# --- what is taken --------------------------------------------------------------------------------


class ImportOptions(Parameters):
    """How what is sent is to be read; as parameters, or as fields of the form beside the files."""

    status = Choice("What becomes of a complete article.", *STATUSES, default="draft")
    dry_run = Switch("Only say what would become of each record.")
    dates = Choice("What 04/05/2015 means.", *ORDERS, default="")
    source = Parameter("Source of records that name none.")
    section = Parameter("Section of records that name none.")
    language = Parameter("Language of records that name none.")
    published_at = Parameter("Date of records that have none.")
    headline_from_body = Switch("Take the first sentence where there is no headline.")
    map = Parameter("Their names of our fields, for NDJSON: THEIRS=OURS,…", longest=4_096)

    def check(self):
        """Read the options as an import does."""
        try:
            options_of(self.options)
        except BadOption as error:
            name, sentence = about(error)
            return [Mistake(sentence, parameter=name)]
        return []

    @property
    def options(self) -> dict:
        """The options as `Upload.options` keeps them."""
        kept = {name: getattr(self, name) for name in ("status", "dates", "headline_from_body", "map")}
        given = {name: getattr(self, name) for name in SET}
        return {name: value for name, value in kept.items() if value} | {"set": {k: v for k, v in given.items() if v}}


class ImportPages(Pages):
    """Imports, newest first."""

    cursor = Cursor(int, int)


class RecordPages(Pages):
    """Records of one import, in the order in which they were read."""

    group = Choice("Only records of this group.", *GROUPS)
    cursor = Cursor(int, int)


# --- the addresses --------------------------------------------------------------------------------


class Unwritable(APIException):
    """What is sent cannot be written down."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


class Imports(Endpoint):
    """Imports, newest first, whoever sent them."""

    operations = {"POST": "start_import"}
    parameters, posted = ImportPages, ImportOptions
    shape, written, done = answers.Imports, answers.Import, {"POST": status.HTTP_202_ACCEPTED}
    statuses = (status.HTTP_403_FORBIDDEN,)
    bodies = {"POST": {FORM: answers.FilesBody} | dict.fromkeys(NAMES, OpenApiTypes.BINARY)}
    needed = "write"

    @property
    def scopes(self):
        """What an import needs is known when its options are."""
        return {"GET": "write", "HEAD": "write", "POST": self.needed}

    def dispatch(self, request, *args, **kwargs):
        """Leave nothing behind of what was sent and not taken."""
        with Staging() as self.staging:
            return super().dispatch(request, *args, **kwargs)

    def reply(self, asked):
        found = Upload.objects.order_by("-id")
        if asked.after:
            found = found.filter(pk__lt=asked.after[1])
        uploads = list(found[: asked.page_size + 1])
        page, more = uploads[: asked.page_size], len(uploads) > asked.page_size
        jobs = newest_jobs(page)
        last = page[-1].pk if more else 0
        results = [shown(upload, jobs.get(str(upload.pk))) for upload in page]
        return Response({"next": asked.next_page(self.request, last, last) if more else None, "results": results})

    def post(self, request):
        """Import in the background what is sent: files of a form, or one file as the body."""
        options = self._received(request)
        if options.status != "draft":
            self._require_curate(request)
        with refusals():
            self.staging.seal()
        sent = {"files": self.staging.sha256, "options": options.options, "dry_run": options.dry_run}
        return once(request, sent, lambda: self._taken(request.user.get_username(), options))

    def _received(self, request) -> ImportOptions:
        """Write down what is sent, and return how it is to be read. Raises where anything of it is wrong."""
        kind = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        query = request.META.get("QUERY_STRING", "")
        if "HTTP_TRANSFER_ENCODING" in request.META:
            raise NoLength
        if kind not in (FORM, *NAMES) and (kind or length_of(request)):
            raise OtherType(f"The body is “{clip(kind)}”: send {FORM} with files, or {', '.join(NAMES)}.")
        with refusals():
            if kind != FORM:
                asked = ImportOptions(query)
                receive_body(request._request, self.staging, NAMES.get(kind, ""))
                return asked
            receive_form(request._request, self.staging)
        fields = [(name, value) for name, values in request._request.POST.lists() for value in values]
        fields = urlencode([one for one in fields if one[0] != "csrfmiddlewaretoken"])
        return ImportOptions("&".join(filter(None, (query, fields))))

    def _require_curate(self, request):
        self.needed = "curate"
        try:
            self.check_permissions(request)
        except PermissionDenied as error:
            raise PermissionDenied(NOT_AT_ONCE) from error

    def _taken(self, by, options):
        upload = self.staging.keep(by=by, options=options.options)
        job = (upload.preview if options.dry_run else upload.take_in)(by=by)
        data = shown(upload, job)
        return status.HTTP_202_ACCEPTED, {"Location": data["url"]}, data, None


@contextmanager
def refusals():
    """Say as 413 that too much is sent, as 400 that nothing is, or not whole, as 503 that the disk is full."""
    try:
        yield
    except NothingSent as error:
        raise BadParameters(Mistake(str(error), parameter="files")) from error
    except NotKept as error:
        raise Unwritable(str(error)) from error
    except TooMuch as error:
        raise TooLarge(str(error)) from error
    except (UnreadablePostError, MultiPartParserError) as error:
        raise BadParameters(Mistake("The body did not come whole, or is no form: send it again.")) from error


class OneImport(Endpoint):
    """How far an import is, and what became of its records, in the order in which they were read."""

    parameters, shape = RecordPages, answers.OneImport
    scopes = {"GET": "write", "HEAD": "write"}
    statuses = (status.HTTP_403_FORBIDDEN, status.HTTP_404_NOT_FOUND)

    def reply(self, asked, id):  # noqa: A002
        upload = Upload.objects.filter(pk=id).first()
        if upload is None:
            raise Http404
        job = upload.jobs().first()
        imports = upload.jobs().filter(kind="import").exists()
        ledger = Ledger(upload.path / ("import" if imports else "preview"))
        return Response(shown(upload, job) | {"records": self._records(ledger, asked)})

    def _records(self, ledger, asked):
        group, start = asked.group or ALL, asked.after[1] if asked.after else 0
        lines = ledger.lines(group, start, asked.page_size)
        behind = start + len(lines)
        more = bool(lines) and behind < ledger.count(group)
        return {
            "results": [record_of(line) for line in lines],
            "next": asked.next_page(self.request, behind, behind) if more else None,
        }
