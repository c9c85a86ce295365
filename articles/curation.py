"""The verbs that change the state of an article; nothing else does.

Each takes an article, works on the row as the database has it now, and leaves exactly one change.
"""

from django.db import models
from django.utils import timezone

from articles import addresses
from articles.models import (
    Address,
    Article,
    Authorship,
    Capture,
    Correction,
    Image,
    RelatedLink,
    Revision,
    StateError,
    Status,
    Tagging,
    WithdrawalReason,
)
from articles.recording import act

TRANSITIONS = {
    "publish": ((Status.DRAFT,), Status.PUBLISHED),
    "withdraw": ((Status.PUBLISHED,), Status.WITHDRAWN),
    "restore": ((Status.WITHDRAWN,), Status.PUBLISHED),
    "correct": ((Status.PUBLISHED,), Status.PUBLISHED),
}
"""Verb → the states it may start from, and the state it leads to."""


class Incomplete(StateError):
    """The article lacks something without which it cannot be public."""


def publish(article, *, by="", note=""):
    """Make a draft public. What was a problem is settled by whoever publishes."""
    return _move("publish", article, by=by, note=note, problems=[])


def withdraw(article, *, reason, by="", note=""):
    """Take a public article back. Readers see the class of the reason and the date, never the note."""
    if reason not in WithdrawalReason.values:
        raise StateError(f"“{reason}” is no reason to withdraw: use one of {', '.join(WithdrawalReason.values)}.")
    fields = {"withdrawal_reason": reason, "withdrawal_note": note, "withdrawn_at": timezone.now()}
    return _move("withdraw", article, by=by, note=note, reason=reason, **fields)


def restore(article, *, by="", note=""):
    """Make a withdrawn article public again."""
    fields = {"withdrawal_reason": "", "withdrawal_note": "", "withdrawn_at": None}
    return _move("restore", article, by=by, note=note, **fields)


def correct(article, *, correction, by="", note=""):
    """Add a correction that readers see on top of the article."""
    if not correction.strip():
        raise StateError("A correction says what was wrong: its text is empty.")
    with act(by=by, note=note):
        kept = _locked(article)
        _allow("correct", kept)
        Correction(article=kept, note=correction.strip()).save()
    article.refresh_from_db()
    return article


def delete(article, *, by="", note=""):
    """Delete an article for good: parts, former states, captures and originals go; its log and hashes of its keys stay.

    Returns what `Model.delete` returns. Links of other articles to it lose their target.
    """
    from articles import originals

    with act(by=by, note=note) as current:
        kept = _locked(article)
        current.touch(kept.pk)
        for link in RelatedLink.objects.filter(target=kept).exclude(article=kept):
            link.target = None
            link.save()
        addresses.forget(kept.addresses.values_list("key", flat=True))
        originals.discard(kept)
        for part in (Address, Authorship, Tagging, Image, RelatedLink, Correction):
            models.QuerySet(part).filter(article=kept).delete()
        models.QuerySet(Capture).filter(article=kept).delete()
        models.QuerySet(Revision).filter(article_id=kept.pk).delete()
        return models.Model.delete(kept)


def _move(verb, article, *, by, note, reason="", **fields):
    """Change the status, and these fields with it, under the lock of the row."""
    with act(by=by, note=note, reason=reason) as current:
        kept = _locked(article)
        status = _allow(verb, kept)
        current.touch(kept.pk)
        models.QuerySet(Article).filter(pk=kept.pk).update(status=status, **fields)
    article.refresh_from_db()
    return article


def _locked(article):
    kept = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
    if kept is None:
        raise StateError(f"Article {article.pk} is not there any more.")
    return kept


def _allow(verb, article):
    """Return the status that the verb leads to, or raise one sentence that says what is in the way."""
    starts, status = TRANSITIONS[verb]
    if article.status not in starts:
        raise StateError(f"Article {article.pk} is {article.status}: {verb} needs one that is {' or '.join(starts)}.")
    if status == Status.PUBLISHED and (missing := missing_parts(article)):
        raise Incomplete(f"Article {article.pk} cannot be public: it has no {' and no '.join(missing)}.")
    return status


def missing_parts(article):
    """Names of what a public article must have and this one has not."""
    parts = {"headline": article.headline.strip(), "body": article.body.strip(), "date": article.published_at}
    return [name for name, value in parts.items() if not value]
