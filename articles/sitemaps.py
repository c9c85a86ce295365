"""What crawlers are told: every public article by its page, what is new in two days, and where not to go.

Sitemaps by https://www.sitemaps.org/protocol.html, that of news by its extension
https://www.google.com/schemas/sitemap-news/0.9. Robots by RFC 9309.
"""

import datetime
from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import NotFound

from articles.endpoints import Endpoint, Listing
from articles.exporting.xml import legal
from articles.models import Article, Status
from articles.rendering import OneWay
from articles.slugs import canonical_page

PER_PAGE = 25_000
"""Ids that one sitemap holds, half of what it may: a page is a span of ids, so that no article ever moves."""

MOST_NEWS = 1_000
NEW = datetime.timedelta(days=2)
"""How many articles, and how new, a sitemap of news may tell of."""

SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


class Sitemap(Listing):
    """A page for crawlers, in XML; any change of the log may change it."""

    content_negotiation_class = OneWay
    root = f"urlset {SITEMAPS}"

    def respond(self, asked, **path):
        begin, end = f"<{self.root}>\n", f"</{self.root.partition(' ')[0]}>\n"
        document = ['<?xml version="1.0" encoding="UTF-8"?>\n', begin, *self.entries(**path), end]
        return HttpResponse("".join(document), content_type="application/xml; charset=utf-8")

    def entries(self, **path) -> Iterator[str]:
        """Yield what the document lists."""
        raise NotImplementedError


class Index(Sitemap):
    """The sitemaps that there are, each with when something in it changed last."""

    root = f"sitemapindex {SITEMAPS}"

    @staticmethod
    def pages():
        """The (number from 0, newest change) of each page that lists anything."""
        pages = shown().annotate(page=F("id") / PER_PAGE).order_by("page").values_list("page")
        return pages.annotate(at=Max("updated_at"))

    def entries(self):
        for page, at in self.pages():
            here = f"{settings.SITE_URL}{reverse('sitemap_page', args=[page + 1])}"
            yield f"<sitemap><loc>{escape(here)}</loc><lastmod>{moment(at)}</lastmod></sitemap>\n"


class Page(Sitemap):
    """The articles of a span of ids."""

    def entries(self, number):
        first = (number - 1) * PER_PAGE
        rows = (
            shown().filter(id__gte=first, id__lt=first + PER_PAGE).order_by("id").values("id", "headline", "updated_at")
        )
        if not rows:
            raise NotFound("There is no such sitemap: /sitemap.xml names all.")
        for row in rows:
            yield f"<url><loc>{canonical_page(row)}</loc><lastmod>{moment(row['updated_at'])}</lastmod></url>\n"


class News(Sitemap):
    """The newest articles of two days."""

    root = f"urlset {SITEMAPS} {NEWS}"

    def reply(self, asked):
        """Answer anew each time: what is new becomes old without any change."""
        return self.respond(asked)

    def entries(self):
        now = timezone.now()
        rows = Article.objects.public().published_between(now - NEW, now).order_by("-published_at", "-id")
        for row in rows.values("id", "headline", "language", "published_at", "source__name")[:MOST_NEWS]:
            yield news(row)


class Robots(Endpoint):
    """Where crawlers may go, and where the sitemaps are. To them a 429 means that no rule holds (RFC 9309, 2.3.1.3)."""

    content_negotiation_class = OneWay
    permission_classes = ()
    throttle_classes = ()

    def reply(self, asked):
        return HttpResponse(robots(), content_type="text/plain; charset=utf-8")


def shown():
    """The articles that anybody may see, so asked for that an index tells them without a look at the rows."""
    return Article.objects.public().filter(status=Status.PUBLISHED)


def news(row) -> str:
    """Return what a sitemap of news says of one article."""
    language = "" if row["language"] == "und" else row["language"].partition("-")[0]
    return (
        f"<url><loc>{canonical_page(row)}</loc><news:news><news:publication>"
        f"<news:name>{escape(row['source__name'] or settings.ARCHIVE_NAME)}</news:name>"
        f"<news:language>{escape(language or 'en')}</news:language></news:publication>"
        f"<news:publication_date>{moment(row['published_at'])}</news:publication_date>"
        f"<news:title>{escape(legal(row['headline']))}</news:title></news:news></url>\n"
    )


def moment(at) -> str:
    """Return a moment as sitemaps have it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def robots() -> str:
    """Return the rules for crawlers: pages, not the API; nothing of an archive for its members."""
    if settings.ARCHIVE_ACCESS != "public":
        return "User-agent: *\nDisallow: /\n"
    maps = "".join(f"Sitemap: {settings.SITE_URL}{reverse(name)}\n" for name in ("sitemap", "news_sitemap"))
    return f"User-agent: *\nDisallow: /admin/\nDisallow: /api/\nDisallow: /login/\n\n{maps}"
