"""Take the sample out of the archive for good."""

from django.core.management.base import BaseCommand

from articles import addresses, curation
from articles.history import Change, Kind
from articles.models import Article
from articles.recording import act

SAMPLE = "sample"
"""By whom the changes of the sample's import are recorded: what marks its articles, whatever is edited later."""


class Command(BaseCommand):
    """Delete what `up` loaded, and nothing that the user imported."""

    help = (
        "Delete the articles of the sample for good, also those that were edited. Those that your own imports brought "
        "something for stay. The sample does not come back by itself, and may be imported again by hand."
    )

    def handle(self, **options):
        """Delete each in one act, with the names that no other article shows."""
        created = Change.objects.filter(kind=Kind.CREATED, by=SAMPLE).values("article_id")
        own = Change.objects.filter(by="import_articles").values("article_id")
        articles = list(Article.objects.filter(pk__in=created).exclude(pk__in=own))
        with act(by="remove_sample"):
            names = [name for article in articles for name in _names(article)]
            for article in articles:
                _delete(article)
            for name in set(names):
                if not name.articles.exists():
                    name.delete()
        said = f"{len(articles):,} articles of the sample were deleted." if articles else "There is no sample here."
        self.stdout.write(said)


def _names(article):
    """Sources, authors and topics that an article shows."""
    return [*filter(None, [article.source]), *article.authors.all(), *article.topics.all()]


def _delete(article):
    """Delete an article, and drop what would keep it from being imported again."""
    keys = [*article.addresses.values_list("key", flat=True)]
    keys += map(addresses.bytes_key, article.captures.values_list("sha256", flat=True))
    curation.delete(article, by="remove_sample")
    addresses.recall(keys)
