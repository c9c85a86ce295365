"""What the project itself keeps: the tokens by which programs are known."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

PREFIX = "nar_"
"""How every token begins, so that people and scanners of secrets know one where they see it."""

SHOWN = 10
"""Characters of a token that are kept as they are, to tell one from another: 36 bits of 256."""


class Scope(models.TextChoices):
    """What somebody may do, each with what those before it may."""

    READ = "read", "read: what the public may, in a private archive too"
    WRITE = "write", "write: drafts and edits"
    CURATE = "curate", "curate: publish, withdraw, restore, correct, merge, delete for good"

    def covers(self, other) -> bool:
        """Whether whoever has this one may do what needs the other."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


def on_one_line(name):
    """Refuse a name that could not be read where it is shown."""
    if not name.isprintable():
        raise ValidationError("This name holds characters that cannot be seen: write letters, digits and signs.")


class Token(models.Model):
    """What a program shows instead of a password. Only its hash is kept: whoever reads the database has none.

    It stands where a user does (`is_authenticated`, `get_username`), but it never opens the admin.
    """

    name = models.CharField(
        max_length=100,
        unique=True,
        validators=[on_one_line],
        error_messages={"unique": "There is a token of this name already, or was: names stay with what was done."},
        help_text="Who or what uses it. The history of an article names it.",
    )
    hash = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256, in hex")
    prefix = models.CharField(max_length=SHOWN, editable=False)
    scope = models.CharField(max_length=6, choices=Scope)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField("expires", null=True, blank=True, help_text="UTC; empty: never.")
    last_used_at = models.DateTimeField("last used", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)

    is_authenticated, is_active, is_staff, is_superuser = True, True, False, False

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="token_scope_is_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name"),
        )

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a new one that would be over before it is used."""
        if self.expires_at and self._state.adding and self.expires_at <= timezone.now():
            raise ValidationError({"expires_at": "This moment has passed: name one that is still to come, in UTC."})

    def issue(self) -> str:
        """Save a new token and return it, the only time that anybody sees it."""
        secret = PREFIX + secrets.token_urlsafe(32)
        self.hash, self.prefix = hash_of(secret), secret[:SHOWN]
        self.save(force_insert=True)
        return secret

    def revoke(self):
        """Let it open nothing from now on. What was revoked before stays as it was."""
        Token.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
        self.refresh_from_db()

    @property
    def standing(self) -> str:
        """Whether it opens anything: valid, expired or revoked."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= timezone.now() else "valid"

    def get_username(self) -> str:
        """By whom what it does is recorded."""
        return f"token {self.name}"


def hash_of(secret: str) -> str:
    """SHA-256 of a token, in hex. 256 random bits need no salt and no slow hash: there is nothing to guess from."""
    return hashlib.sha256(secret.encode()).hexdigest()
