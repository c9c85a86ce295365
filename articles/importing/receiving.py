"""Takes what a request sends to be imported: written down as it comes, refused as soon as it is too much."""

import re

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload

from articles.importing import options
from articles.importing.staging import Staging, TooMuch, too_large

OPTION = re.compile(r"--(?:map|set) ?")
"""How sentences for the command line begin."""

SET = ("source", "section", "language", "published_at")
"""Fields that may be given to records which lack them, outside of the command line; some of what `--set` takes."""

FRAME = 1 << 20
"""Bytes that a form may have beside its files, and what parts them."""

STATUSES = ("published", "draft")


class NoFiles(FileUploadHandler):
    """What every request begins with: files that nobody asked for are read past, and never written."""

    def new_file(self, *args, **kwargs):
        """Have it skipped."""
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        """Never called."""

    def file_complete(self, file_size):
        """Never called."""


class Receiver(FileUploadHandler):
    """Writes files into a `Staging`; what is too much stops the request from being read, and is kept in `refused`."""

    def __init__(self, staging: Staging):
        super().__init__()
        self.staging, self.refused = staging, ""

    def new_file(self, *args, **kwargs):
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._or_stop(self.staging.begin, self.file_name)

    def receive_data_chunk(self, raw_data, start):
        """Write, and hand nothing on."""
        self._or_stop(self.staging.write, raw_data)

    def file_complete(self, file_size):
        """Give the form something that stands for the file."""
        self.staging.end()
        return UploadedFile(name=self.file_name, size=file_size)

    def _or_stop(self, do, given):
        try:
            do(given)
        except TooMuch as error:
            self.refused = str(error)
            raise StopUpload(connection_reset=True) from error


def receive_form(request, staging: Staging) -> None:
    """Read a form with files into a `Staging`. Raises `TooMuch`, before anything is read where the length tells."""
    refuse_too_large(request, FRAME)
    receiver = Receiver(staging)
    request.upload_handlers = [receiver]
    request.FILES  # noqa: B018 - it reads
    if receiver.refused:
        raise TooMuch(receiver.refused)


def receive_body(request, staging: Staging, name: str) -> None:
    """Read the body of a request as one file of this name. Raises `TooMuch`."""
    refuse_too_large(request)
    if not length_of(request):
        return
    staging.begin(name)
    while data := request.read(1 << 16):
        staging.write(data)
    staging.end()


def refuse_too_large(request, frame: int = 0) -> None:
    """Raise `TooMuch` where a request says that it sends more than may be sent."""
    if length_of(request) > settings.IMPORT_MAX_BYTES + frame:
        raise TooMuch(too_large())


def length_of(request) -> int:
    """Return how many bytes a request says that it sends; what is no number is none."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else 0


def options_of(given: dict) -> options.Options:
    """Return how records are to be read, from `Upload.options`. Raises `BadOption`.

    {"status": "published" or "draft", "dates": "", "dmy" or "mdy", "headline_from_body": bool, "map": "THEIRS=OURS,…",
    "set": {field: value}}; what is missing is as for `import_articles`.
    """
    if given.get("status", STATUSES[0]) not in STATUSES:
        raise options.BadOption(f"status is {' or '.join(STATUSES)}.")
    if given.get("dates", "") not in ("", *options.ORDERS):
        raise options.BadOption(f"dates is {' or '.join(options.ORDERS)}.")
    dates = given.get("dates", "")
    return options.Options(
        mapping=options.parse_mapping(given.get("map", "")),
        given=options.parse_given([f"{name}={value}" for name, value in given.get("set", {}).items()], dates=dates),
        headline_from_body=bool(given.get("headline_from_body")),
        dates=dates,
    )


def about(error: options.BadOption) -> tuple[str, str]:
    """Return which option a sentence for the command line is about, and the sentence for whoever fills in a form."""
    found = re.match(r"--set (\w+)=", str(error))
    return (found[1] if found and found[1] in SET else "map"), OPTION.sub("", str(error), count=1)
