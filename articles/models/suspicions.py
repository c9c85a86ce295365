"""Pairs of articles that may be one: found after they were indexed, settled by a curator."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models.article import Article, Status


class SuspicionKind(models.TextChoices):
    """Why two articles are taken for one, the surest first."""

    HASH = "hash", "the same text"
    ADDRESS = "address", "the same address"
    SIMILAR = "similar", "a similar text"


class SuspicionQuerySet(models.QuerySet):
    """Suspicions, asked for in the words of those who settle them."""

    def open(self):
        """Those that nobody has dismissed, of articles that both still stand for themselves."""
        return self.filter(Suspicion.open())


class Suspicion(models.Model):
    """Two articles that may be one; `article` is the later one. Kept when dismissed: it is not raised again."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="suspicions")
    other = models.ForeignKey(Article, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=SuspicionKind)
    score = models.FloatField(default=1.0, help_text="how much of their texts is the same, from 0 to 1")
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.CharField(max_length=150, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("article", "other"), name="suspected_once"),
            models.CheckConstraint(condition=Q(article__gt=F("other")), name="suspected_later_one_first"),
            models.CheckConstraint(condition=Q(kind__in=SuspicionKind.values), name="suspicion_kind_is_known"),
        )
        indexes = (models.Index(fields=("id",), condition=Q(dismissed_at=None), name="open_suspicions"),)

    def __str__(self):
        return f"{self.article} and {self.other}"

    @staticmethod
    def open() -> Q:
        """What holds of one that nobody has settled yet: neither dismissed, nor merged in whatever way."""
        return Q(dismissed_at=None) & ~Q(article__status=Status.MERGED) & ~Q(other__status=Status.MERGED)

    def dismiss(self, *, by: str) -> None:
        """Remember that they are two."""
        self.dismissed_at, self.dismissed_by = timezone.now(), by
        self.save(update_fields=["dismissed_at", "dismissed_by"])


class Examined(models.Model):
    """How far the log was looked through for suspected duplicates: one row."""

    position = models.BigIntegerField(default=0)

    def __str__(self):
        return f"up to change {self.position}"
