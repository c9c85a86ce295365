"""What somebody sent to be imported: its files wait in a folder of their own until they are imported or given up."""

import os
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.jobs import AlreadyRunning, Job, start

ABANDONED = timedelta(days=7)
"""How long files wait for somebody to say what is to be done with them."""

REPORTED = timedelta(days=90)
"""How long the report of an import is kept: it names files, and so perhaps what was deleted for good since."""

KINDS = ("preview", "import")
"""The kinds of jobs that work on an upload; each has its number as key."""


class Upload(models.Model):
    """Files that came together, and how they are to be read: `options` as `receiving.options_of` takes them.

    `folder` is the name of their folder; `imported_at` tells that all of them were imported, `removed_at` that they
    are gone.
    """

    by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField("sent", default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    folder = models.CharField(max_length=32, unique=True)
    files = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(help_text="bytes, as they were sent")
    options = models.JSONField(default=dict)
    imported_at = models.DateTimeField("imported", null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ("-id",)

    def __str__(self):
        return f"import {self.pk}"

    @property
    def path(self) -> Path:
        """Where its folder is."""
        return Path(settings.ARCHIVE_UPLOADS, self.folder)

    def preview(self, *, by: str) -> Job:
        """Start a job that says what would become of the files. Raises `AlreadyRunning`, `OSError`."""
        return self._start("preview", by)

    def take_in(self, *, by: str) -> Job:
        """Start a job that imports the files. Raises `AlreadyRunning`."""
        return self._start("import", by)

    def _start(self, kind, by):
        if (other := self.jobs().unfinished().first()) is not None:
            raise AlreadyRunning(other)
        Upload.objects.filter(pk=self.pk).update(used_at=timezone.now())
        return start(kind, by=by, key=str(self.pk), parameters={"upload": self.pk})

    def jobs(self):
        """The jobs that worked on it, newest first."""
        return Job.objects.filter(key=str(self.pk), kind__in=KINDS)

    def finish(self) -> None:
        """Say that all was imported, and delete the files: originals have the bytes now. The report stays."""
        self.imported_at = self.removed_at = timezone.now()
        self.save(update_fields=["imported_at", "removed_at"])
        self.clear()

    def give_up(self) -> None:
        """Delete the files, and what was said of them."""
        self.removed_at = timezone.now()
        self.save(update_fields=["removed_at"])
        remove(self.path)

    def clear(self) -> None:
        """Delete what is of no use after an import."""
        for path in self.path.iterdir() if self.path.is_dir() else ():
            if path.name != "import":
                remove(path)


def new_folder() -> Path:
    """Make a folder for files that are about to come; its owner's alone."""
    uploads = Path(settings.ARCHIVE_UPLOADS)
    uploads.mkdir(mode=0o700, exist_ok=True)
    path = uploads / secrets.token_hex(16)
    path.mkdir(mode=0o700)
    return path


def remove(path: Path) -> None:
    """Delete a file, or a folder with all that is in it; one that is gone already is as good."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sweep() -> None:
    """Delete what was abandoned: files that nobody imported, old reports, folders of uploads that never ended."""
    now = timezone.now()
    busy = [int(key) for key in Job.objects.unfinished().filter(kind__in=KINDS).values_list("key", flat=True)]
    waiting = Upload.objects.filter(removed_at=None, used_at__lt=now - ABANDONED).exclude(pk__in=busy)
    for upload in waiting:
        upload.give_up()
    for upload in Upload.objects.filter(imported_at__isnull=False):
        upload.clear() if upload.imported_at > now - REPORTED else remove(upload.path)
    known = set(Upload.objects.filter(folder__in=_folders()).values_list("folder", flat=True))
    for folder in _folders():
        path = Path(settings.ARCHIVE_UPLOADS, folder)
        if folder not in known and path.stat().st_mtime < (now - ABANDONED).timestamp():
            remove(path)


def _folders():
    return os.listdir(settings.ARCHIVE_UPLOADS) if os.path.isdir(settings.ARCHIVE_UPLOADS) else []
