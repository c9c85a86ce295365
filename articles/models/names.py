"""Names that many articles show: sources, authors and topics."""

from django.db import models
from django.db.models import Q

from articles.recording import Shown


class Source(Shown):
    """Where articles were printed. Known by its domain, or by its name where it has none."""

    name = models.CharField(max_length=255)
    domain = models.CharField(max_length=255, blank=True, help_text="without www; empty if it has none")
    key = models.CharField(max_length=255, unique=True, editable=False, help_text="domain or name: what filters take")

    class Meta(Shown.Meta):
        ordering = ("name", "id")
        indexes = (models.Index(fields=("name", "id"), name="source_by_name"),)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),)

    def __str__(self):
        return self.name

    def save_alone(self, *args, **kwargs):
        """Keep the key with name and domain."""
        self.key = self.domain or self.name
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "key"}
        super().save_alone(*args, **kwargs)

    def shown(self):
        """Name and domain."""
        return {"name": self.name, "domain": self.domain}


class Author(Shown):
    """Who wrote: a person or an agency."""

    class Kind(models.TextChoices):
        """What an author is."""

        PERSON = "person"
        AGENCY = "agency"

    name = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PERSON)

    class Meta(Shown.Meta):
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="author_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=("person", "agency")), name="author_kind_is_known"),
        )

    def __str__(self):
        return self.name

    def shown(self):
        """Name and kind."""
        return {"name": self.name, "kind": self.kind}


class Topic(Shown):
    """What an article is about, as its source tagged it."""

    name = models.CharField(max_length=255, unique=True)

    class Meta(Shown.Meta):
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="topic_has_a_name"),)

    def __str__(self):
        return self.name

    def shown(self):
        """Its name."""
        return {"name": self.name}
