"""What acts on many articles are made of: which articles were chosen, and what each was before."""

from django.db import models
from django.utils import timezone

from articles.jobs import Job


class Selection(models.Model):
    """Articles that somebody chose and is asked about; what was shown is what is acted upon."""

    ids = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{len(self.ids):,} articles chosen by {self.by}"


class Step(models.Model):
    """What one act did to one article, written in the same transaction: what it was, and what it is now.

    `refused` is the sentence where nothing was done. `undone` says that it was taken back.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="steps")
    article_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    refused = models.TextField(blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("job", "article_id"), name="step_once_an_article"),)

    def __str__(self):
        return f"{self.job}: article {self.article_id}"
