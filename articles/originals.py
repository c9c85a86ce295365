"""The bytes as they came, by SHA-256, and the evidence of what was read from them.

Files lie in `originals/ab/cd/<sha256>`. They are written beside it, in `originals/incoming/`, and only named
when all of their bytes are on the disk; they are never changed after that.
"""

import gzip
import hashlib
import logging
import os
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from articles import addresses
from articles.history import Kept
from articles.inserting import insert_all
from articles.recording import act

logger = logging.getLogger(__name__)

CHUNK = 1 << 20
OPEN = 250
"""Files that are open at once."""

SETTLED = 24 * 60 * 60
"""Seconds after which a file that no capture names was left behind: the longest import reads one file in less."""

SYNCING = 4
"""Threads that wait for the disk at once: it then answers many in one go, also where others keep it busy."""


class Verdict(models.TextChoices):
    """What became of a record."""

    PUBLISHED = "published"
    DRAFT = "draft"
    REJECTED = "rejected"


class Capture(Kept):
    """One time that a record came in, rejected ones too.

    The record's bytes are `size` bytes from `start` of the file `container` in `originals/` (decompressed
    where `media_type` ends in `+gzip`). A clipping is its own container. `evidence` is a list of
    {field, rule, start, end, raw, value, repairs}: spans in code points of the decoded record.
    """

    article = models.ForeignKey("Article", models.PROTECT, null=True, blank=True, related_name="captures")
    sha256 = models.CharField(max_length=64, db_index=True)
    container = models.CharField(max_length=64, db_index=True)
    start = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    captured_at = models.DateTimeField(default=timezone.now)
    file = models.TextField(blank=True, help_text="the name it came under")
    position = models.CharField(max_length=100, blank=True, help_text="where in that file, such as line 12")
    verdict = models.CharField(max_length=9, choices=Verdict)
    reason = models.TextField(blank=True)
    importer = models.CharField(max_length=50, help_text="format and its version, such as markdown/1")
    evidence = models.JSONField(default=list)
    put_aside_at = models.DateTimeField(null=True, blank=True, help_text="when a curator was done with a rejected one")

    class Meta(Kept.Meta):
        ordering = ("id",)
        indexes = (
            models.Index(fields=("id",), condition=Q(article=None, put_aside_at=None), name="captures_rejected"),
            models.Index(fields=("verdict", "id"), name="captures_by_verdict"),
        )
        constraints = (
            models.UniqueConstraint(fields=("article", "sha256"), name="capture_once_an_article"),
            models.UniqueConstraint(fields=("sha256",), condition=Q(article__isnull=True), name="rejected_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        )

    def __str__(self):
        return f"{self.file} {self.position}".strip()


# --- keeping ------------------------------------------------------------------------------------


def keep(stream, root=None):
    """Keep all bytes of a binary stream; returns (SHA-256, size). They are durable when this returns.

    `root` is another folder than the archive's `originals/`, such as that of a backup.
    """
    sha256, size = _place(stream, root)
    for folder in _folders(sha256, root):
        sync(folder)
    return sha256, size


def keep_all(contents, root=None):
    """Keep many `bytes` at once, each under its SHA-256: {hash: bytes}. They are durable when this returns."""
    items = list(contents.items())
    if not items:
        return
    with ThreadPoolExecutor(SYNCING) as pool:
        for start in range(0, len(items), OPEN):
            _place_all(items[start : start + OPEN], pool, root)
        _together(sync, {folder for sha256 in contents for folder in _folders(sha256, root)}, pool)


def _place_all(items, pool, root):
    """Do as `_place` for pairs of (SHA-256, bytes). All are on their way to the disk before the first is waited for."""
    incoming, process = _incoming(root), os.getpid()
    names = {f"{incoming}/{sha256}.{process}": sha256 for sha256, _ in items}
    with ExitStack() as stack:
        stack.callback(_clear, names)
        files = [stack.enter_context(open(name, "wb", opener=_private)) for name in names]
        for file, (_, content) in zip(files, items, strict=True):
            file.write(content)
            file.flush()
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # begins to write, and does not wait
        _together(os.fsync, [file.fileno() for file in files], pool)
        for name, sha256 in names.items():
            _name(name, sha256, root)


def _together(do, items, pool):
    """Do this with each item: with one first, which has the file system write most of what the others wait for.

    Every thread has a share of them, since handing each over would cost more than to do it.
    """
    first, *others = items
    do(first)
    list(pool.map(lambda share: [do(item) for item in share], (others[start::SYNCING] for start in range(SYNCING))))


def path_of(sha256, root=None):
    """Where the bytes with this hash lie, or would."""
    return Path(_folders(sha256, root)[0], sha256)


def containers():
    """The SHA-256 of every file that captures name, each once, in order."""
    return Capture.objects.order_by("container").values_list("container", flat=True).distinct()


def missing(containers):
    """Those of these SHA-256s of which no file is kept."""
    return [sha256 for sha256 in containers if not os.path.exists(path_of(sha256))]


def _incoming(root=None):
    """The folder of files that have no name yet."""
    folder = f"{root or settings.ARCHIVE_ORIGINALS}/incoming"
    os.makedirs(folder, mode=0o700, exist_ok=True)
    _sweep(folder)
    return folder


@cache
def _sweep(folder):
    """Remove, once in the life of this process, what others that were killed left behind."""
    latest = time.time() - SETTLED
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):  # one that is at work named or removed its own
            if entry.stat().st_mtime < latest:
                _remove(Path(entry.path))


def _private(name, flags):
    return os.open(name, flags, mode=0o600)


def _place(stream, root):
    """Write and sync a file, then give it its name; a name that is taken already has the same bytes."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=_incoming(root), delete=False) as file, ExitStack() as stack:
        stack.callback(_clear, [file.name])
        for chunk in iter(partial(stream.read, CHUNK), b""):
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        _name(file.name, digest.hexdigest(), root)
    return digest.hexdigest(), size


def _name(name, sha256, root):
    """Put a file, whose bytes are on the disk, where its hash says."""
    folder, *_ = _folders(sha256, root)
    try:
        os.replace(name, f"{folder}/{sha256}")
    except FileNotFoundError:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        os.replace(name, f"{folder}/{sha256}")


def _clear(names):
    """Remove what got no name of its own."""
    for name in names:
        if os.path.exists(name):
            os.unlink(name)


def _folders(sha256, root=None):
    """The folders whose entries lead to a file; any of them may be new."""
    root = root or settings.ARCHIVE_ORIGINALS
    return f"{root}/{sha256[:2]}/{sha256[2:4]}", f"{root}/{sha256[:2]}", str(root), str(root.parent)


def sync(path):
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- captures -----------------------------------------------------------------------------------


def capture(rows):
    """Add captures, as `articles.inserting` takes rows: the one place that writes them.

    Their containers must have been kept before.
    """
    insert_all(Capture, rows)


def reread(article_id, sha256, **reading):
    """Put a better reading in the place of a capture's old one: verdict, reason, importer, evidence. The bytes stay."""
    models.QuerySet(Capture).filter(article_id=article_id, sha256=sha256).update(**reading)


def put_aside(one, *, back=False):
    """Take a rejected record out of the queue of those that wait for a curator, or put it back."""
    models.QuerySet(Capture).filter(pk=one.pk).update(put_aside_at=None if back else timezone.now())


class Damaged(Exception):
    """The bytes of a record are lost, or no longer those that came; the message is one sentence without its stop."""


def read(one):
    """Return the bytes of a captured record, exactly as they came. Raises `Damaged` where they are not to be had."""
    try:
        content = _stretch(one)
    except FileNotFoundError as error:
        raise Damaged("The bytes of this original are lost") from error
    except (OSError, EOFError, zlib.error) as error:  # what gzip says of a container that was cut or changed
        raise Damaged("The bytes of this original are damaged") from error
    if len(content) != one.size or hashlib.sha256(content).hexdigest() != one.sha256:
        raise Damaged("The bytes of this original are damaged")
    return content


def _stretch(one):
    """What stands now where the record stood."""
    path = path_of(one.container)
    with gzip.open(path) if one.media_type.endswith("+gzip") else path.open("rb") as file:
        file.seek(one.start)
        return file.read(one.size)


def discard(article):
    """Forget the bytes of an article that is being deleted for good; call it inside the act that deletes.

    After the commit each file that no other capture names is removed. A container of many records, such as
    an NDJSON file, stays as long as one of its other records is kept.
    """
    captures = list(article.captures.values_list("sha256", "container"))
    addresses.forget(addresses.bytes_key(sha256) for sha256, _ in captures)
    transaction.on_commit(partial(_remove_unnamed, {container for _, container in captures}))


def _remove_unnamed(containers):
    """Remove files that nothing names, under the lock of an act: no import names one in the meantime."""
    with act():
        for container in containers:
            if not Capture.objects.filter(container=container).exists():
                _remove(path_of(container))


def _remove(path):
    """Remove a file; where the disk refuses, whoever runs the archive is told: the deletion itself is done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.error("%s could not be removed (%s): run verify_originals --delete-unnamed.", path, error.strerror)


def unnamed():
    """Paths of files that no capture names, and that no import at work is about to name."""
    named = set(containers())
    latest = time.time() - SETTLED
    files = (path for path in Path(settings.ARCHIVE_ORIGINALS).rglob("*") if path.is_file())
    return sorted(path for path in files if path.name not in named and path.stat().st_mtime < latest)


def remove_unnamed():
    """Remove what `unnamed` lists, under the lock of an act; returns how many files that were."""
    with act():
        paths = unnamed()
        for path in paths:
            _remove(path)
    return sum(not path.exists() for path in paths)
