"""Under which addresses an article is known: URL repair, canonical form, the keys it is found by."""

from django.db import models
from django.db.models import Q

from articles.recording import Part, RecordedQuerySet


class AddressKind(models.TextChoices):
    """What an address of an article is."""

    CANONICAL = "canonical"
    AS_PRINTED = "as printed"
    ALIAS = "alias"
    MERGED = "merged"
    IDENTIFIER = "identifier"


class Address(Part):
    """A form of URL, or an identifier of its source, under which an article is known; `key` is unique."""

    article = models.ForeignKey("Article", models.PROTECT, related_name="addresses")
    url = models.TextField(help_text="as it came; an identifier as source and key")
    key = models.CharField(max_length=500, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=AddressKind)

    objects = RecordedQuerySet.as_manager()

    class Meta(Part.Meta):
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_is_known"),
            models.CheckConstraint(condition=~Q(key=""), name="address_has_a_key"),
        )

    def __str__(self):
        return self.url


class ForgottenKey(models.Model):
    """SHA-256 of a key of what was deleted for good, so that no import brings it back."""

    hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self):
        return self.hash


def key_of(url):
    """Return the key that an article with this URL is found by; empty when it is none."""
    raise NotImplementedError


def forget(keys):
    """Keep hashes of these keys, so that an import leaves what they name alone."""
    raise NotImplementedError
