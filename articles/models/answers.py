"""Answers that are kept for a day, so that a request which is sent twice is done once."""

from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """What was answered to a POST with an `Idempotency-Key`. One that is asked for again within a day is given again.

    It holds all of an article, so it goes with the article when that is deleted for good.
    """

    client = models.CharField(max_length=40, help_text="token or user, and its number")
    place = models.CharField(max_length=200, help_text="the path that was posted to")
    key = models.CharField(max_length=255)
    body = models.CharField(max_length=64, help_text="SHA-256 of what was sent, in hex")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    content = models.TextField()
    article_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "place", "key"), name="answer_once_a_key"),)

    def __str__(self):
        return f"{self.client}: {self.place} {self.key}"
