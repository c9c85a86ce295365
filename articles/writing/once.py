"""Writers take turns, and what carries an `Idempotency-Key` is done once however often it is sent."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from django.db import router, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import APIException

from articles.history import Change
from articles.models import KeptAnswer
from articles.parameters import BadParameters, Mistake
from articles.recording import lock_sequence
from articles.shapes import as_json

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT = datetime.timedelta(hours=24)
"""For how long an answer is kept. The next POST with a key removes those that are older."""


class UsedBefore(APIException):
    """A key under which something else was sent."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = f"Something else was sent with this {HEADER} before: take another key for another request."


@contextmanager
def in_turn() -> Iterator[None]:
    """Open a transaction in which nobody else writes articles; acts within are parts of it."""
    using = router.db_for_write(Change)
    with transaction.atomic(using=using):
        lock_sequence(using)
        yield


def once(request, body: dict, act: Callable[[], tuple]) -> HttpResponse:
    """Do an act in turn and answer with what it returns: (status, headers, data, id of the article or None).

    With a key the answer is kept in the transaction of the act: the same again gets the same answer, and of two at the
    same time the second waits for the first. What is refused leaves nothing, and may be sent again.
    Raises `UsedBefore`, and what the act raises.
    """
    key = _key(request)
    with in_turn():
        if key is None:
            code, headers, data, _ = act()
            return answer(code, headers, as_json(data))
        asked = {"client": f"{request.user._meta.model_name} {request.user.pk}", "place": request.path, "key": key}
        digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
        KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()
        kept = KeptAnswer.objects.filter(**asked).first()
        if kept is None:
            code, headers, data, article_id = act()
            fields = {"status": code, "headers": headers, "content": as_json(data).decode()}
            kept = KeptAnswer.objects.create(**asked, body=digest, article_id=article_id, **fields)
        elif kept.body != digest:
            raise UsedBefore
        return answer(kept.status, kept.headers, kept.content)


def _key(request) -> str | None:
    """Return the key of a POST; None where it has none."""
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is None or (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        return key
    sentence = f"{HEADER} is no key: write up to {LONGEST_KEY} letters, digits and signs, such as a UUID."
    raise BadParameters(Mistake(sentence, parameter=HEADER))


def answer(code, headers, content) -> HttpResponse:
    """Return the response."""
    return HttpResponse(content, status=code, headers=headers, content_type="application/json")
