"""What goes when articles are deleted for good, as the pages of confirmation show it."""

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils.html import format_html

from articles import originals
from articles.models import Article, Capture, RelatedLink, Revision

PARTS = {
    "authorships": "links to authors, who stay",
    "taggings": "links to topics, which stay",
    "images": "images",
    "related_links": "related links",
    "corrections": "corrections",
    "addresses": "addresses",
    "captures": "records of how they came in",
}
"""What belongs to an article → what people call it."""


def what_goes(articles, allowed):
    """Return what Django's pages want: (items, {name: number}, missing permissions, what stands against it)."""
    articles = list(articles)
    ids = [article.pk for article in articles]
    counts = {"articles": len(articles)} | {
        name: number
        for part, name in PARTS.items()
        if (number := Article._meta.get_field(part).related_model.objects.filter(article__in=ids).count())
    }
    former = Revision.objects.filter(article_id__in=ids).count()
    counts |= {"former states": former} if former else {}
    links = RelatedLink.objects.filter(target__in=ids).exclude(article__in=ids).count()
    counts |= {"related links of other articles that lose their target": links} if links else {}
    duplicates = Article.objects.filter(merged_into__in=ids).exclude(pk__in=ids)
    protected = [f"article {one.pk}, which was merged into article {one.merged_into_id}" for one in duplicates]
    return [_link(one) for one in articles], counts, set() if allowed else {"article"}, protected


def what_stays(articles):
    """Return a sentence for each file of many records in which the text of these articles stays.

    Such a container is kept as it came for as long as one of its other records is: [sentence, …].
    """
    ids = [article.pk for article in articles]
    own = Capture.objects.filter(article__in=ids).values("container")
    others = Capture.objects.filter(container__in=own).exclude(article__in=ids)
    others = others | Capture.objects.filter(container__in=own, article=None)
    counts = others.order_by().values("container").annotate(records=Count("pk"), name=Min("file"))
    return [_stays(**one) for one in counts.order_by("container")]


def _stays(container, records, name):
    plural = "s" * (records != 1)
    path = originals.path_of(container).relative_to(settings.ARCHIVE_ORIGINALS.parent)
    return (
        f"The text stays on the disk, in the dump that it came from: “{name}”, kept as it came as {path}, "
        f"for the sake of {records:,} other record{plural}. To be rid "
        "of it, delete these for good as well; or remove that file by hand, and their originals are lost with it."
    )


def _link(article):
    place = reverse("admin:articles_article_change", args=[article.pk])
    return format_html('<a href="{}">{}</a> ({})', place, article, article.status)
