"""The verbs that change the state of an article; nothing else does.

Each takes an article, works on the row as the database has it now, and leaves exactly one change.
"""

from contextlib import suppress

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from articles import addresses, linking
from articles.history import Change, Kind
from articles.jobs import AlreadyRunning, start
from articles.models import (
    Address,
    Article,
    Authorship,
    Capture,
    Correction,
    Image,
    KeptAnswer,
    RelatedLink,
    Revision,
    StateError,
    Status,
    Step,
    Tagging,
    WithdrawalReason,
)
from articles.models.article import IN_NO_INDEX
from articles.recording import act

TRANSITIONS = {
    "publish": {Status.DRAFT: Status.PUBLISHED},
    "withdraw": {Status.PUBLISHED: Status.WITHDRAWN},
    "restore": {Status.WITHDRAWN: Status.PUBLISHED, Status.MERGED: Status.PUBLISHED},
    "correct": {Status.PUBLISHED: Status.PUBLISHED},
    "merge": {Status.DRAFT: Status.MERGED, Status.PUBLISHED: Status.MERGED},
    "unpublish": {Status.PUBLISHED: Status.DRAFT},
}
"""Verb → {state it may start from: state it leads to}. A draft that was merged is restored as the draft it was.

`unpublish` is for whoever undoes a publishing: readers are told “withdrawn”, and find nothing.
"""

INTO = {Status.DRAFT: (Status.PUBLISHED, Status.DRAFT), Status.PUBLISHED: (Status.PUBLISHED,)}
"""Status of a duplicate → of the articles that it may be merged into: readers are never led to what they cannot see."""


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
    with act(by=by, note=note) as current:
        _move("withdraw", article, by=by, note=note, reason=reason, **fields)
        if reason in IN_NO_INDEX:
            current.touch(*_merged_into(article.pk))  # they may say the same, and leave the desk's index as well
            _start_purge(by)
    return article


def _start_purge(by):
    """Have every word of it taken out of the files of the indexes; one that waits already will do that."""
    with suppress(AlreadyRunning):
        start("purge", by=by, key="purge")


def restore(article, *, by="", note=""):
    """Make a withdrawn article public again; of one that was merged, undo the merge."""
    with act(by=by, note=note) as current:
        kept = _locked(article)
        status = _allow("restore", kept)
        current.touch(kept.pk)
        if kept.withdrawal_reason in IN_NO_INDEX:
            current.touch(*_merged_into(kept.pk))
        if kept.status == Status.MERGED:
            _refuse_what_may_be_nowhere(kept)
            _take_links_back(kept, current)
            status = _status_before_merge(kept)
        fields = {"withdrawal_reason": "", "withdrawal_note": "", "withdrawn_at": None, "merged_into": None}
        models.QuerySet(Article).filter(pk=kept.pk).update(status=status, **fields)
    article.refresh_from_db()
    return article


def unpublish(article, *, problems=(), by="", note=""):
    """Make a public article the draft that it was, with the problems that it had: the way back from a mistake."""
    return _move("unpublish", article, by=by, note=note, problems=list(problems))


def merge(article, *, into, by="", note=""):
    """Fold a duplicate into another article: its id and addresses lead there, and its related links stand there.

    Everything else stays with it for staff. `restore` undoes it. Both articles leave a change.
    """
    with act(by=by, note=note) as current:
        kept, target = _locked(article), _locked(into)
        _allow("merge", kept)
        _refuse_target(kept, target)
        current.touch(kept.pk, target.pk)
        _move_links(kept, target)
        models.QuerySet(Article).filter(pk=kept.pk).update(status=Status.MERGED, merged_into=target)
    article.refresh_from_db()
    into.refresh_from_db()
    return article


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
        _refuse_merged_into(kept)
        current.touch(kept.pk)
        for link in RelatedLink.objects.filter(target=kept).exclude(article=kept):
            link.target = None
            link.save()
        _leave_links(kept)
        keys = list(kept.addresses.values_list("key", flat=True))
        addresses.forget(keys)
        originals.discard(kept)
        for part in (Address, Authorship, Tagging, Image, RelatedLink, Correction):
            models.QuerySet(part).filter(article=kept).delete()
        models.QuerySet(Capture).filter(article=kept).delete()
        models.QuerySet(Revision).filter(article_id=kept.pk).delete()
        KeptAnswer.objects.filter(article_id=kept.pk).delete()
        Step.objects.filter(article_id=kept.pk).delete()
        _leave_no_name(kept)
        linking.lose(keys)
        return models.Model.delete(kept)


def _leave_no_name(article):
    """Have the log of the admin, which names what was worked on as it was called then, name it by its number."""
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Article), object_id=str(article.pk)).update(
        object_repr=f"article {article.pk}"
    )


def _move(verb, article, *, by, note, reason="", **fields):
    """Change the status, and these fields with it, under the lock of the row."""
    with act(by=by, note=note) as current:
        kept = _locked(article)
        status = _allow(verb, kept)
        current.touch(kept.pk)
        current.reasons[kept.pk] = reason
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
    moves = TRANSITIONS[verb]
    if article.status not in moves:
        raise StateError(f"Article {article.pk} is {article.status}: {verb} needs one that is {' or '.join(moves)}.")
    status = moves[article.status]
    if status == Status.PUBLISHED and article.status != Status.MERGED and (missing := missing_parts(article)):
        raise Incomplete(f"Article {article.pk} cannot be public: it has no {' and no '.join(missing)}.")
    return status


def missing_parts(article):
    """Names of what a public article must have and this one has not."""
    parts = {"headline": article.headline.strip(), "body": article.body.strip(), "date": article.published_at}
    return [name for name, value in parts.items() if not value]


# --- duplicates ---------------------------------------------------------------------------------


def _refuse_target(article, target):
    """Refuse what readers could not be led to."""
    if article.pk == target.pk:
        raise StateError(f"Article {article.pk} cannot be merged into itself.")
    if target.status == Status.MERGED:
        raise StateError(f"Article {target.pk} was itself merged into article {target.merged_into_id}: use that one.")
    if target.status not in INTO[article.status]:
        wanted = " or ".join(INTO[article.status])
        raise StateError(
            f"Article {target.pk} is {target.status}: one that is {article.status} can only be merged into one "
            f"that is {wanted}."
        )


def _refuse_merged_into(article):
    if ids := list(article.duplicates.order_by("pk").values_list("pk", flat=True)[:10]):
        named = ", ".join(map(str, ids))
        raise StateError(
            f"Article {article.pk} cannot be deleted while other articles lead to it: restore or delete {named} first."
        )


def _move_links(article, target):
    """Let the links of a duplicate stand in the other article; what this has, or is, already stays."""
    own = set(target.addresses.values_list("key", flat=True))
    held = {link.key or link.title for link in target.related_links.all()}
    moving = [
        link
        for link in article.related_links.all()
        if link.key not in own and link.target_id != target.pk and (link.key or link.title) not in held
    ]
    for link in moving:
        stood_in = link.stood_in_id or article.pk
        models.QuerySet(RelatedLink).filter(pk=link.pk).update(article=target, stood_in=stood_in)


def _take_links_back(article, current):
    """Undo `_move_links`, wherever its links stand by now; what had come to it from others comes back to it, too."""
    own = models.QuerySet(RelatedLink).filter(stood_in=article)
    of_others = models.QuerySet(RelatedLink).filter(stood_in__in=_merged_into(article.pk))
    current.touch(article.merged_into_id, *(own | of_others).order_by().values_list("article_id", flat=True).distinct())
    of_others.update(article=article)
    own.update(article=article, stood_in=None)


def _refuse_what_may_be_nowhere(article):
    """What has the words of an article that was withdrawn for such a reason is not public before that is."""
    into = article
    while into.merged_into_id is not None:
        into = Article.objects.get(pk=into.merged_into_id)
    if into.withdrawal_reason in IN_NO_INDEX:
        raise StateError(
            f"Article {article.pk} was merged into article {into.pk}, which is withdrawn for a "
            f"{into.withdrawal_reason} reason, and may say the same: restore that one first."
        )


def _leave_links(article):
    """Let what stood in an article, and stands in another now, belong to that for good: in the place that it has."""
    for place in Article.objects.filter(related_links__stood_in=article).exclude(pk=article.pk).distinct():
        for position, link in enumerate(place.related_links.all()):
            stood_in = None if link.stood_in_id == article.pk else link.stood_in_id
            models.QuerySet(RelatedLink).filter(pk=link.pk).update(position=position, stood_in=stood_in)


def _merged_into(article_id):
    """Ids of all that was merged into an article, directly or by way of others."""
    found, new = set(), [article_id]
    while new:
        new = list(Article.objects.filter(merged_into__in=new).exclude(pk__in=found).values_list("pk", flat=True))
        found.update(new)
    return found


def _status_before_merge(article):
    """What it was: the log tells whether readers could see it."""
    merged = Change.objects.filter(article_id=article.pk, kind=Kind.MERGED).order_by("-seq").first()
    if merged is None or not merged.public:
        return Status.DRAFT
    if missing := missing_parts(article):
        raise Incomplete(f"Article {article.pk} cannot be public again: it has no {' and no '.join(missing)}.")
    return Status.PUBLISHED
