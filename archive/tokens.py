"""How programs show their tokens: `Authorization: Bearer nar_…` (RFC 6750)."""

import datetime
import sqlite3
from contextlib import contextmanager, suppress

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled

from archive.limits import Throttle
from archive.models import Token, hash_of

SCHEME = "bearer"
CHALLENGE = 'Bearer realm="archive"'

STEP = datetime.timedelta(minutes=1)
"""How exactly the last use of a token is known: a write for every read would be a high price for more."""


class Bearer(BaseAuthentication):
    """Whoever shows a token that is valid now. One that is unknown, expired or revoked opens nothing, not even
    what everybody may read: a program that lost its rights hears of it at once.
    """

    def authenticate(self, request):
        """Return the token, as the user and as what was shown; None where none was shown."""
        if (shown := shown_by(request)) is None:
            return None
        token = Token.objects.filter(hash=hash_of(shown)).first()
        if token is None or token.standing != "valid":
            self._count(request)
            what = "not known here" if token is None else token.standing
            raise AuthenticationFailed(f"This token is {what}: leave Authorization out, or send a valid one.")
        note_use(token)
        return token, token

    def authenticate_header(self, request):
        """Name what would be taken; this makes a refusal 401, not 403."""
        return CHALLENGE if shown_by(request) is None else f'{CHALLENGE}, error="invalid_token"'

    def _count(self, request):
        """Count what is refused like a request of nobody; raises `Throttled`."""
        throttle = Throttle()
        if not throttle.count_nobody(request):
            raise Throttled(throttle.wait())


def shown_by(request) -> str | None:
    """Return what a request shows as its token; None where it shows none, but for a password of a proxy perhaps."""
    scheme, _, shown = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    return shown.strip() if scheme.lower() == SCHEME else None


def note_use(token):
    """Keep when a token was last used, at most once a minute, and only if nobody has to wait for it.

    A full disk or an import that holds the database is no reason to fail a read: the next use is written down.
    """
    now = timezone.now()
    if token.last_used_at and now - token.last_used_at < STEP:
        return
    with suppress(OperationalError, sqlite3.OperationalError):
        if connection.vendor == "sqlite":
            with at_once() as raw:
                values = [connection.ops.adapt_datetimefield_value(one) for one in (now, now - STEP)]
                raw.execute(USED, (values[0], token.pk, values[1]))
            return
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - STEP)
        with transaction.atomic():
            if Token.objects.select_for_update(skip_locked=True).filter(stale, pk=token.pk).exists():
                Token.objects.filter(pk=token.pk).update(last_used_at=now)


USED = "UPDATE archive_token SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)"


@contextmanager
def at_once():
    """Give SQLite's own connection, which gives up instead of waiting for another writer.

    Django's cursor will not do: one that failed lives on in its traceback until some thread collects the garbage. That
    thread then waits for this connection, which may by then wait for the very transaction of that thread, for 20 s.
    """
    connection.ensure_connection()
    raw = connection.connection
    [(patience,)] = raw.execute("PRAGMA busy_timeout").fetchall()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        yield raw
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")
