"""What goes when articles are deleted for good, as the pages of confirmation show it."""

from django.urls import reverse
from django.utils.html import format_html

from articles.models import Article, RelatedLink, Revision

PARTS = {
    "authorships": "authors",
    "taggings": "topics",
    "images": "images",
    "related_links": "related links",
    "corrections": "corrections",
    "addresses": "addresses",
    "captures": "originals with their bytes",
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


def _link(article):
    place = reverse("admin:articles_article_change", args=[article.pk])
    return format_html('<a href="{}">{}</a> ({})', place, article, article.status)
