"""The rule that nothing is written unrecorded, and the acts in which everything is written.

Every write happens inside an *act*: one transaction at whose end each touched article gets exactly one
`Change`, and a `Revision` of its state before if its content differs. Bulk methods that would pass this by
are refused with a sentence that names the way to go.
"""

import secrets
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import connections, models, router, transaction
from django.utils import timezone

from articles.batching import batches
from articles.history import Change, Revision, Unrecorded, kind_of, last_change
from articles.inserting import insert_all, insert_numbered


class RecordedQuerySet(models.QuerySet):
    """A queryset that reads freely and writes only where a change is recorded."""

    def _refuse(self, method):
        raise Unrecorded(
            f"{self.model.__name__}.objects.{method}() would leave no change behind: save or delete each object, "
            "use the verbs of articles.curation, or import."
        )

    def bulk_create(self, objs, *args, **kwargs):
        """Refuse: `insert` inside an act is the importer's way."""
        self._refuse("bulk_create")

    def bulk_update(self, objs, fields, *args, **kwargs):
        """Refuse: rows would change without a trace."""
        self._refuse("bulk_update")

    def update(self, **kwargs):
        """Refuse: rows would change without a trace."""
        self._refuse("update")

    def delete(self):
        """Refuse: rows would go without a tombstone."""
        self._refuse("delete")

    delete.alters_data = True
    delete.queryset_only = True

    def _raw_delete(self, using):
        self._refuse("_raw_delete")

    def insert(self, rows):
        """Add new rows in bulk inside an act, which records every article they belong to.

        Rows are as `articles.inserting` takes them. Returns the ids of articles; parts get theirs unseen.
        """
        current = _act.get()
        if current is None:
            self._refuse("insert")
        rows = list(rows)
        if issubclass(self.model, Part):
            current.require(row["article_id"] for row in rows)
            return insert_all(self.model, rows)
        ids = insert_numbered(self.model, rows)
        current.inserted(*ids)
        return ids


class Recorded(models.Model):
    """A row whose writing is recorded; `recorded_articles` names the articles that readers see it in."""

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def recorded_articles(self):
        """Ids of the articles that show this row now."""
        raise NotImplementedError

    def save(self, *args, **kwargs):
        """Write the row and record a change for every article that shows it, in one transaction."""
        with act() as current:
            current.touch(*self.recorded_articles())
            super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete the row and record a change for every article that showed it, in one transaction."""
        with act() as current:
            current.touch(*self.recorded_articles())
            return super().delete(*args, **kwargs)


class Part(Recorded):
    """A row that belongs to one article for ever, such as an image."""

    class Meta(Recorded.Meta):
        abstract = True

    def recorded_articles(self):
        """The article that it is a part of; both, should it be moved from one to another."""
        before = type(self).objects.filter(pk=self.pk).values_list("article_id", flat=True) if self.pk else ()
        return {*before, self.article_id}


class Shown(Recorded):
    """A row with a name of its own that articles show, such as a source.

    Renaming it leaves a change for every article that shows it, but no revision: nobody edited them.
    """

    class Meta(Recorded.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        """Write the row; if what is shown of it becomes another, record that of each article."""
        with act() as current:
            if self.pk and not type(self).objects.filter(pk=self.pk, **self.shown()).exists():
                current.touch_briefly(self.articles.values_list("pk", flat=True))
            self.save_alone(*args, **kwargs)

    def save_alone(self, *args, **kwargs):
        """Write the row in an act; whoever calls this records the articles that show it."""
        models.Model.save(self, *args, **kwargs)

    def recorded_articles(self):
        """None when it goes: what articles show is protected."""
        return ()

    def shown(self):
        """What of it readers see: {field: value}."""
        raise NotImplementedError


# --- acts ---------------------------------------------------------------------------------------

_act: ContextVar["Act | None"] = ContextVar("act", default=None)

SEQUENCE_LOCK = 7_241_987_003
"""Key of PostgreSQL's advisory lock on the sequence; any constant that nothing else uses."""

PATIENCE = "20s"
"""How long a writer waits for another: as long as `settings.py` lets SQLite wait."""


@contextmanager
def act(*, by="", note=""):
    """Open one act of writing; inside another it joins that one and its transaction.

    `by` is a user's or a command's name, `note` for staff.
    """
    using = router.db_for_write(Change)
    with transaction.atomic(using=using):
        if (current := _act.get()) is not None:
            with current.kept_on_failure():
                yield current
            return
        lock_sequence(using)
        current = Act(by=by, note=note)
        token = _act.set(current)
        try:
            yield current
            current.record()
        finally:
            _act.reset(token)


def is_recording():
    """Whether an act is open, at whose end every article that was touched gets its change."""
    return _act.get() is not None


def lock_sequence(using):
    """Wait until no other transaction can give out a `seq`; held until commit.

    SQLite needs nothing: the transaction began IMMEDIATE and is the only writer. PostgreSQL waits no longer than
    SQLite does; then, and for a row that somebody else has locked as long, it raises `OperationalError`.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            sql = "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)"
            cursor.execute(sql, [PATIENCE, SEQUENCE_LOCK])


class Act:
    """The articles that one act touches, each with its state before: None for a new one.

    `reasons` holds the class of the reason for which one is withdrawn.
    """

    def __init__(self, *, by, note):
        self.by, self.note = by, note
        self.reasons, self._known = {}, {}
        self.before = {}
        self.instances = {}

    @contextmanager
    def kept_on_failure(self):
        """Forget what was touched in here if it fails: the transaction takes it back, and somebody may go on."""
        before = dict(self.before)
        try:
            yield
        except BaseException:
            self.before = before
            raise

    def touch(self, *article_ids):
        """Remember what these articles are, before they are written to; None, not yet saved, is passed over."""
        new = [pk for pk in article_ids if pk is not None and brief(self.before.get(pk, {}))]
        read = {pk: self._known[pk] for pk in new if pk in self._known}
        self.before |= dict.fromkeys(new) | read | states(pk for pk in new if pk not in read)

    def know(self, states):
        """Take {id: state} of articles that may be touched, read in this act before anything was written to them."""
        self._known |= states

    def touch_briefly(self, article_ids):
        """Remember that these articles will look different, though nobody edits them: a change, no revision."""
        new = [pk for pk in article_ids if pk not in self.before]
        self.before |= brief_states(new)

    def inserted(self, *article_ids):
        """Remember articles that were just added."""
        self.before |= dict.fromkeys(article_ids)

    def require(self, article_ids):
        """Refuse parts of articles that nobody said would be written to."""
        if not self.before.keys() >= set(article_ids):
            raise Unrecorded("touch() an article before parts are inserted into it.")

    def record(self):
        """Write one change for each touched article, and a revision where its content became another."""
        from articles.exporting.ndjson import digests
        from articles.headers import renew
        from articles.linking import look_again

        at = timezone.now()
        look_again(pk for pk, was in self.before.items() if not brief(was))
        after = brief_states(pk for pk, was in self.before.items() if was is None or brief(was))
        after |= states(pk for pk, was in self.before.items() if was and not brief(was))
        edited = self._keep_revisions(after, at)
        seq, _ = last_change()
        shown = digests(pk for pk, now in after.items() if now["status"] == "published")
        seen = [(pk, was, after.get(pk)) for pk, was in self.before.items() if was or pk in after]
        changes = [self._change(seq + n, at, edited, shown, *one) for n, one in enumerate(seen, start=1)]
        insert_all(Change, changes)
        renew(changes)

    def _change(self, seq, at, edited, shown, pk, was, now):
        return {
            "seq": seq,
            "article_id": pk,
            "kind": kind_of(was, now).value,
            "public": "published" in {(was or now)["status"], (now or was)["status"]},
            "revision": edited.get(pk) or (was or now)["revision"],
            "at": at,
            "by": str(self.by),
            "reason": str(self.reasons.get(pk, "")),
            "note": self.note,
            "mark": secrets.token_hex(8),
            "sha256": shown.get(pk, ""),
        }

    def _keep_revisions(self, after, at):
        """Keep the old state of what was edited and count its revision up; returns {id: new number}."""
        both = {pk: was for pk, was in self.before.items() if was and pk in after}
        edited = {pk: was for pk, was in both.items() if content(was) != content(after[pk])}
        models.QuerySet(Revision).bulk_create(
            Revision(article_id=pk, number=was["revision"], state=was, at=at, by=self.by, note=self.note)
            for pk, was in edited.items()
        )
        self._stamp({pk: was["revision"] + (pk in edited) for pk, was in both.items()}, at)
        return {pk: was["revision"] + 1 for pk, was in edited.items()}

    def _stamp(self, revisions, at):
        """Write number and time, in few statements: a source that is renamed may be that of all articles."""
        article, alike = apps.get_model("articles", "Article"), defaultdict(list)
        for pk, revision in revisions.items():
            alike[revision].append(pk)
            if (instance := self.instances.get(pk)) is not None:
                instance.revision, instance.updated_at = revision, at
        for revision, pks in alike.items():
            for some in batches(pks):
                models.QuerySet(article).filter(pk__in=some).update(revision=revision, updated_at=at)


def content(state):
    """What of a state makes a revision: everything but its status and its number."""
    return {name: value for name, value in state.items() if name not in {"status", "revision"}}


def brief(state):
    """Whether a state tells status and revision at most; None, a new article, is not brief but nothing."""
    return state is not None and len(state) <= 2


def states(article_ids):
    """{id: complete state} of those articles that exist."""
    rows = apps.get_model("articles", "Article").objects.with_parts()
    return {row.pk: row.state() for some in batches(article_ids) for row in rows.filter(pk__in=some)}


def brief_states(article_ids):
    """{id: state with status and revision only} of those articles that exist."""
    rows = apps.get_model("articles", "Article").objects.values("pk", "status", "revision")
    return {row.pop("pk"): row for some in batches(article_ids) for row in rows.filter(pk__in=some)}
