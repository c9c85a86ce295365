"""What the engines refused, and when what is gone was gone from all their files."""

from django.db import models
from django.utils import timezone


class Purge(models.Model):
    """Both indexes were built anew and all older generations deleted: what is gone since a change up to `position`,
    no file of them holds any more."""

    position = models.BigIntegerField(help_text="the last change before the rebuild began")
    at = models.DateTimeField(default=timezone.now, help_text="when the last older file was deleted")

    class Meta:
        ordering = ("-id",)

    def __str__(self):
        return f"all up to change {self.position}, at {self.at:%Y-%m-%d %H:%M:%S}"


class Refusal(models.Model):
    """An article that an engine did not take; it is missing from search until it is edited or rebuilt."""

    article_id = models.BigIntegerField()
    shelf = models.CharField(max_length=20, default="public", help_text="of whose index it is missing")
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("article_id", "shelf")
        constraints = (models.UniqueConstraint(fields=("article_id", "shelf"), name="refused_once_a_shelf"),)

    def __str__(self):
        return f"article {self.article_id}: {self.reason}"
