"""The article: its fields, the rules that the database holds, and how it is asked for."""

from django.apps import apps
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from articles import markdown
from articles.fingerprints import hash_of_text
from articles.models.names import Author, Source, Topic
from articles.recording import Recorded, RecordedQuerySet, act


class Status(models.TextChoices):
    """Where an article stands; only `published` is public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


HIDDEN = tuple(status for status in Status.values if status != Status.PUBLISHED)
"""Every status that is not public."""


class Precision(models.TextChoices):
    """How much of a date is known. What is not known stands at its first: the month's first day, midnight."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


class WithdrawalReason(models.TextChoices):
    """Why an article was withdrawn; readers see the class, never the note."""

    LEGAL = "legal"
    PRIVACY = "privacy"
    ERROR = "error"
    DUPLICATE = "duplicate"
    OTHER = "other"


IN_NO_INDEX = (WithdrawalReason.LEGAL, WithdrawalReason.PRIVACY)
"""Reasons to withdraw after which no index keeps a word of an article, that of the desk neither."""


MOST_MERGED = 6
"""How many articles may have been merged one into the other before the desk shows again what may say the same as one
that is in no index; curators make chains of two or three."""


class ArticleQuerySet(RecordedQuerySet):
    """Articles, asked for in the reader's words."""

    def public(self):
        """Those that anybody may see: the one definition, used by every surface.

        Said by exclusion, because SQLite takes an equal sign for a sign that few rows follow, and would rather
        walk through all that is public by an index on the status than look up twenty ids.
        """
        return self.exclude(status__in=HIDDEN)

    def on_the_desk(self):
        """Those that curators alone find: not public, and not withdrawn for a reason that leaves them in no index.

        Nor merged into what was withdrawn so: they may say the same.

        Said by exclusion for the same reason: SQLite would walk through all drafts to look up a few hundred ids.
        """
        held = self.exclude(status=Status.PUBLISHED)
        for hops in range(MOST_MERGED + 1):
            held = held.exclude(**{f"{'merged_into__' * hops}withdrawal_reason__in": IN_NO_INDEX})
        return held

    def with_parts(self):
        """Each with all that belongs to it, in a constant number of queries.

        Names come joined: asked for by their ids, SQLite refuses more than a thousand (Django names each by an OR).
        """
        authors = Prefetch("authorships", _part("Authorship").select_related("author"))
        topics = Prefetch("taggings", _part("Tagging").select_related("topic"))
        return self.select_related("source").prefetch_related(authors, topics, "images", "related_links", "corrections")

    def from_source(self, *keys):
        """Those of any of these sources, each named by domain or name."""
        return self.filter(source__key__in=keys)

    def published_between(self, first, after):
        """Those published from `first`, included, to `after`, excluded; UTC, None is open."""
        span = {"published_at__gte": first, "published_at__lt": after}
        return self.filter(**{name: bound for name, bound in span.items() if bound is not None})

    def in_language(self, *tags):
        """Those in any of these languages; `en` finds `en-GB`."""
        wanted = Q()
        for tag in tags:
            wanted |= Q(language__iexact=tag) | Q(language__istartswith=f"{tag}-")
        return self.filter(wanted)


def _part(name):
    return apps.get_model("articles", name).objects.all()


class StateError(ValueError):
    """A change of state that is not allowed; the message says what would be."""


def _index_by(name, *fields):
    """An index for lists by date, narrowed by these fields; it tells what is public without a look at the row."""
    return models.Index(fields=(*fields, "published_at", "id", "status"), name=f"by_{name}")


class Article(Recorded):
    """One article. Its state is changed by the verbs of `curation.py` and by nothing else."""

    headline = models.TextField(blank=True)
    subtitle = models.TextField(blank=True)
    byline = models.TextField(blank=True, help_text="as printed, without “By”")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="articles")
    authors = models.ManyToManyField(Author, through="Authorship", related_name="articles")
    topics = models.ManyToManyField(Topic, through="Tagging", related_name="articles")
    section = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=35, default="und", help_text="BCP 47, such as en or pt-BR; und if unknown")
    published_at = models.DateTimeField(null=True, blank=True, help_text="UTC")
    date_precision = models.CharField(max_length=6, choices=Precision, blank=True)
    source_url = models.TextField(blank=True, help_text="repaired and canonical")
    body = models.TextField(blank=True, help_text="Markdown (CommonMark)")
    text = models.TextField(blank=True, editable=False, help_text="the body as plain paragraphs")
    word_count = models.PositiveIntegerField(default=0, editable=False)
    text_hash = models.BigIntegerField(null=True, editable=False, help_text="the same for texts of the same words")

    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    doubtful_address = models.BooleanField(null=True, editable=False, help_text="as printed it was broken, or is none")
    problems = models.JSONField(default=list, blank=True, help_text="what keeps a draft from being complete")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    withdrawal_reason = models.CharField(max_length=9, choices=WithdrawalReason, blank=True)
    withdrawal_note = models.TextField(blank=True, help_text="for staff only")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ("-published_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=Status.values), name="status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="published") | (Q(published_at__isnull=False) & ~Q(headline="") & ~Q(body="")),
                name="published_has_headline_body_and_date",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, date_precision="")
                | Q(published_at__isnull=False, date_precision__in=Precision.values),
                name="date_and_its_precision_go_together",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawal_reason__in=WithdrawalReason.values
                )
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True, withdrawal_reason="")),
                name="withdrawn_says_why_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="merged_says_into_what",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="merged_into_another"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="revisions_count_from_one"),
        )
        indexes = (
            _index_by("date"),
            _index_by("source", "source"),
            _index_by("section", "section"),
            _index_by("language", "language"),
            models.Index(fields=("status", "updated_at"), name="by_status"),
            models.Index(fields=("id",), condition=~Q(problems=[]), name="with_problems"),
            models.Index(fields=("id",), condition=Q(status="draft", doubtful_address=True), name="drafts_doubtful"),
            models.Index(fields=("id",), condition=Q(status="draft", word_count__lt=50), name="drafts_short"),
            models.Index(fields=("text_hash",), condition=Q(text_hash__isnull=False), name="by_text"),
        )

    def __str__(self):
        return self.headline or f"article {self.pk} without headline"

    def save(self, *args, **kwargs):
        """Write the article and record the change. Derives `text`; refuses to change the status of a kept one."""
        with act() as current:
            fields = kwargs.get("update_fields")
            self._refuse_move(fields)
            if fields is None or "body" in fields:
                self.text = markdown.plain(self.body)
                self.word_count = len(self.text.split())
                self.text_hash = hash_of_text(self.text)
                kwargs["update_fields"] = fields and {*fields, "text", "word_count", "text_hash"}
            new = self.pk is None
            super().save(*args, **kwargs)
            current.instances[self.pk] = self
            if new:
                current.inserted(self.pk)

    def _refuse_move(self, fields):
        kept = Article.objects.filter(pk=self.pk).values_list("status", flat=True).first() if self.pk else None
        if kept and kept != self.status and (fields is None or "status" in fields):
            raise StateError(
                f"Article {self.pk} is {kept}; save() does not make it {self.status}: "
                "use publish, withdraw or restore of articles.curation."
            )

    def recorded_articles(self):
        """Itself."""
        return (self.pk,)

    def delete(self, *args, **kwargs):
        """Delete for good, with all parts and captures; its log and a hash of its addresses stay."""
        from articles.curation import delete

        return delete(self)

    @property
    def public(self):
        """Whether anybody may see it."""
        return self.status == Status.PUBLISHED

    def state(self):
        """All of it that an edit can change, as JSON: what a revision keeps. Read it `with_parts()`."""
        return {
            "status": self.status,
            "revision": self.revision,
            "headline": self.headline,
            "subtitle": self.subtitle,
            "byline": self.byline,
            "authors": [{"name": one.author.name, "kind": one.author.kind} for one in self.authorships.all()],
            "source": self.source and {"name": self.source.name, "domain": self.source.domain or None},
            "section": self.section,
            "topics": [one.topic.name for one in self.taggings.all()],
            "language": self.language,
            "published_at": self.published_at and self.published_at.isoformat(),
            "date_precision": self.date_precision,
            "source_url": self.source_url,
            "body": self.body,
            "images": [{"url": one.url, "caption": one.caption, "credit": one.credit} for one in self.images.all()],
            "related_links": [
                {"title": one.title, "url": one.url, "article": one.target_id} for one in self.related_links.all()
            ],
            "corrections": [{"at": one.at.isoformat(), "note": one.note} for one in self.corrections.all()],
        }
