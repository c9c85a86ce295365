"""What the engine refused: the only table of search."""

from django.db import models
from django.utils import timezone


class Refusal(models.Model):
    """An article that the engine did not take; it is missing from search until it is edited or rebuilt."""

    article_id = models.BigIntegerField(primary_key=True)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("article_id",)

    def __str__(self):
        return f"article {self.article_id}: {self.reason}"
