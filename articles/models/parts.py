"""What belongs to one article: its authors and topics in order, pictures, links, corrections."""

from django.db import models
from django.utils import timezone

from articles.addresses import key_of
from articles.models.article import Article
from articles.models.names import Author, Topic
from articles.recording import Part


class Authorship(Part):
    """An author of an article, in the order printed."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="authorships")
    author = models.ForeignKey(Author, models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Part.Meta):
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("article", "author"), name="author_once_an_article"),)

    def __str__(self):
        return str(self.author)


class Tagging(Part):
    """A topic of an article, in the order given."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="taggings")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="taggings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Part.Meta):
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("article", "topic"), name="topic_once_an_article"),)

    def __str__(self):
        return str(self.topic)


class Image(Part):
    """A picture that stood in an article; the picture itself may be lost."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="images")
    position = models.PositiveSmallIntegerField(default=0)
    url = models.TextField(blank=True)
    caption = models.TextField(blank=True)
    credit = models.TextField(blank=True)

    class Meta(Part.Meta):
        ordering = ("position", "id")

    def __str__(self):
        return self.caption or self.url or self.credit


class RelatedLink(Part):
    """A link to another article that stood in this one.

    `key` is that of its address, by which the article is found when it is held; `target` is set by a curator
    for links whose address was lost. `leads_nowhere` says that no article with that address is held; acts see to it.
    `stood_in` is the duplicate that a link came from, when that was merged.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="related_links")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    key = models.CharField(max_length=500, blank=True, db_index=True, editable=False)
    target = models.ForeignKey(Article, models.PROTECT, null=True, blank=True, related_name="linked_from")
    stood_in = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, editable=False, related_name="moved_links"
    )

    leads_nowhere = models.BooleanField(null=True, editable=False)

    class Meta(Part.Meta):
        indexes = (models.Index(fields=("article",), condition=models.Q(leads_nowhere=True), name="links_to_nowhere"),)
        ordering = (models.F("stood_in").asc(nulls_first=True), "position", "id")

    def __str__(self):
        return self.title or self.url

    def save(self, *args, **kwargs):
        """Keep the key with the address; where that leads, the end of the act finds out."""
        self.key, self.leads_nowhere = key_of(self.url), None
        super().save(*args, **kwargs)


class Correction(Part):
    """A note to readers that something in the article was wrong."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="corrections")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField()

    class Meta(Part.Meta):
        ordering = ("at", "id")

    def __str__(self):
        return self.note
