"""What happened to every article, and what it was before: the log that all followers read.

Rows are written by `recording.py` alone. `seq` grows without gaps in the order of commits: it is given out
under a lock that is held until the commit.
"""

from django.db import models


class Unrecorded(TypeError):
    """A way of writing that would leave no trace in the change log."""


class Kind(models.TextChoices):
    """What happened to an article."""

    CREATED = "created"
    PUBLISHED = "published"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MERGED = "merged"
    DELETED = "deleted"


class KeptQuerySet(models.QuerySet):
    """Rows of the log: they are added and read, never changed and never deleted."""

    def _refuse(self, *args, **kwargs):
        raise Unrecorded(f"{self.model.__name__} rows are kept as they were written: nothing changes or deletes them.")

    update = delete = bulk_update = bulk_create = _refuse


class Kept(models.Model):
    """A row that is written once."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        """Refuse: only the end of an act writes here."""
        raise Unrecorded(f"{type(self).__name__} rows are written by articles.recording.act() alone.")

    def delete(self, *args, **kwargs):
        """Refuse: the log is append-only."""
        self.save()


class Change(Kept):
    """One entry of the log: look at this article again. Says that something happened, never what it was."""

    seq = models.BigIntegerField(primary_key=True)
    article_id = models.BigIntegerField(help_text="kept after the article is deleted")
    kind = models.CharField(max_length=10, choices=Kind)
    public = models.BooleanField(help_text="a reader could see the article before or after")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=20, blank=True, help_text="class of a withdrawal; readers see it")
    note = models.TextField(blank=True, help_text="why; for staff only")
    mark = models.CharField(max_length=16, help_text="random; tells this log from one that was restored and went on")
    sha256 = models.CharField(  # noqa: DJ001 - null: written by a release that took none
        max_length=64, null=True, help_text="of its line in an export; empty if it was not public after"
    )

    class Meta(Kept.Meta):
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("article_id", "seq"), name="change_article"),
            models.Index(fields=("seq",), condition=models.Q(public=True), name="change_public"),
            models.Index(fields=("seq",), condition=models.Q(sha256__isnull=True), name="change_undigested"),
        )
        constraints = (models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="change_kind_is_known"),)

    def __str__(self):
        return f"{self.seq}: article {self.article_id} {self.kind}"


class Revision(Kept):
    """What an article was before an edit: its `state()`, with who made the edit that ended it, when and why."""

    article_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    state = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)

    class Meta(Kept.Meta):
        ordering = ("article_id", "number")
        constraints = (models.UniqueConstraint(fields=("article_id", "number"), name="revision_number_once"),)

    def __str__(self):
        return f"article {self.article_id}, revision {self.number}"


MOVES = {
    ("draft", "published"): Kind.PUBLISHED,
    ("published", "withdrawn"): Kind.WITHDRAWN,
    ("published", "draft"): Kind.WITHDRAWN,
    ("withdrawn", "published"): Kind.RESTORED,
    ("withdrawn", "draft"): Kind.RESTORED,
    ("merged", "published"): Kind.RESTORED,
    ("merged", "draft"): Kind.RESTORED,
    ("draft", "merged"): Kind.MERGED,
    ("published", "merged"): Kind.MERGED,
}
"""What a change of status is called; the same status is a revision."""


def kind_of(was, now):
    """Name what happened between two states, either of which may be None."""
    if was is None:
        return Kind.CREATED
    if now is None:
        return Kind.DELETED
    return MOVES.get((was["status"], now["status"]), Kind.REVISED)


def last_change():
    """The newest change: (seq, mark); (0, "") when nothing was ever written."""
    return Change.objects.order_by("-seq").values_list("seq", "mark").first() or (0, "")
