"""The bytes as they came, by SHA-256, and the evidence of what was read from them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.history import Kept


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

    class Meta(Kept.Meta):
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("article", "sha256"), name="capture_once_an_article"),
            models.UniqueConstraint(fields=("sha256",), condition=Q(article__isnull=True), name="rejected_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        )

    def __str__(self):
        return f"{self.file} {self.position}".strip()
