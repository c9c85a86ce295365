"""Any search as a feed, the newest first unless another order is asked for."""

import datetime
from dataclasses import dataclass
from html import escape

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from articles.exporting import ndjson
from articles.exporting.telling import corrections, credited, line, page_of, tag_of
from articles.exporting.xml import legal
from articles.rendering import OneWay
from articles.shapes import as_json
from search import asking
from search.engines.base import NEWEST
from search.parameters import SearchParameters
from search.query.explain import understood
from search.views import Searched

FILTERS = ("source", "author", "topic", "section", "language", "published_after", "published_before")
LONGEST_SUMMARY = 300
"""Characters: what is read before somebody opens an entry."""

BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""When a feed changed last in which there was never anything."""


class FeedParameters(SearchParameters):
    """What feeds take: all that `search/` does; what is not shown in feeds, counts and scores, is passed over."""

    @property
    def order(self):
        """The order asked for; feeds are followed for what is new."""
        return self.sort or NEWEST


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A page of a feed: its name, how many articles are found, where it, its page for people and the next stand."""

    title: str
    total: int
    here: str
    page: str
    next: str | None
    articles: list[dict]

    @property
    def updated(self):
        """When one of its articles changed last."""
        return max((one["updated_at"] for one in self.articles), default=BEGINNING)


class SearchFeed(Searched):
    """A search as a feed. Subclasses say of which `media_type` it is, and how it is `written`."""

    parameters = FeedParameters
    shape = str
    told = "A page of the feed."
    content_negotiation_class = OneWay

    def respond(self, asked, engine):
        return HttpResponse(self.written(self.answer(asked, engine)), content_type=self.media_type)

    def answer(self, asked, engine) -> Feed:
        found = light(asking.find(asked, engine), asked, engine)
        return Feed(
            title=title(asked, found.typed),
            total=found.results.total,
            here=f"{settings.SITE_URL}{self.request.get_full_path()}",
            page=page(asked),
            next=asked.next_address(self.request, found.results),
            articles=list(ndjson.records(hit.id for hit in found.results.hits)),
        )

    def example(self, article):
        """Return a feed of one article."""
        here, home = article["url"].partition("articles/")[0], article["url"].partition("api/")[0]
        stands = {"here": f"{here}search.{type(self).__name__.lower()}", "page": home, "next": None}
        return self.written(Feed(title="News archive", total=1, articles=[ndjson.record_of(article)], **stands))

    def written(self, feed: Feed) -> bytes | str:
        """Return the feed in this form."""
        raise NotImplementedError


def light(found, asked, engine):
    """Return what was found or, where the texts of a page are longer than it may be, a shorter page: `next` goes on."""
    together = ndjson.lightest(hit.id for hit in found.results.hits)
    if len(together) == len(found.results.hits):
        return found
    return asking.find(asked, engine, size=len(together))


def title(asked, typed) -> str:
    """Return a name that tells this feed from others: the archive's, and what was asked."""
    told = [understood(typed)] if asked.q.strip() else []
    told += [f"{name} {value}" for name in FILTERS for value in values(getattr(asked, name))]
    return legal(f"{settings.ARCHIVE_NAME}: {', '.join(told)}" if told else settings.ARCHIVE_NAME)


def values(value) -> tuple:
    """Return the values of a filter, if there are any."""
    return value if isinstance(value, tuple) else (value,) if value else ()


def page(asked) -> str:
    """Return the address of the same search for people."""
    asking_for = asked.query_string(sort=asked.order)
    return f"{settings.SITE_URL}{reverse('home')}?{asking_for}"


# --- one entry ------------------------------------------------------------------------------------


def content(article) -> str:
    """Return all of an article that is read, as HTML: its corrections go first."""
    told = [f"<strong>{escape(one)}</strong>" for one in corrections(article)]
    told += [f"<em>{escape(article['subtitle'])}</em>"] if article["subtitle"] else []
    return legal("".join(f"<p>{one}</p>\n" for one in [*told, *map(escape, article["text"].split("\n\n"))]))


def summary(article) -> str:
    """Return how an article begins, or the sentences below its headline."""
    told = line(article["subtitle"] or article["text"].partition("\n\n")[0])
    return legal(told if len(told) <= LONGEST_SUMMARY else told[: LONGEST_SUMMARY - 1].rpartition(" ")[0] + "…")


def authors(article) -> list[str]:
    """Return the names of those who made an article; where nobody is named, of where it was printed."""
    named = [one["name"] for one in credited(article)]
    return [legal(one) for one in named or [article["source"]["name"] if article["source"] else settings.ARCHIVE_NAME]]


# --- Atom -----------------------------------------------------------------------------------------

SEARCH = "http://a9.com/-/spec/opensearch/1.1/"


class Atom(SearchFeed):
    """A search as an Atom feed (RFC 4287, pages by RFC 5005, totals by OpenSearch 1.1)."""

    operations = {"GET": "atom_feed"}
    media_type = "application/atom+xml; charset=utf-8"

    def written(self, feed):
        return document(AtomWriter, feed)


class AtomWriter(Atom1Feed):
    """Writes what Django's feed lacks: the text, several authors, the next page, how many there are."""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:opensearch": SEARCH}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("opensearch:totalResults", str(self.feed["total"]))
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})

    def item_attributes(self, item):
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


# --- RSS ------------------------------------------------------------------------------------------


class Rss(SearchFeed):
    """A search as an RSS 2.0 feed (https://www.rssboard.org/rss-specification), with the text in `content:encoded`."""

    operations = {"GET": "rss_feed"}
    media_type = "application/rss+xml; charset=utf-8"

    def written(self, feed):
        return document(RssWriter, feed)


class RssWriter(Rss201rev2Feed):
    """Writes what Django's feed lacks: the text, several authors, the next page."""

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("atom:link", None, {"rel": "next", "href": self.feed["next"]})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        handler.addQuickElement("content:encoded", item["content"])


def document(writer, feed: Feed) -> str:
    """Return a feed as one of Django's writers writes it."""
    made = writer(
        title=feed.title,
        link=feed.page,
        description="1 article." if feed.total == 1 else f"{feed.total:,} articles.",
        feed_url=feed.here,
        feed_guid=feed.here,
        author_name=settings.ARCHIVE_NAME,
        next=feed.next,
        total=feed.total,
    )
    made.latest_post_date = lambda: feed.updated
    for article in feed.articles:
        made.add_item(
            title=legal(line(article["headline"])),
            link=page_of(article),
            description=escape(summary(article)),
            pubdate=article["published_at"],
            updateddate=article["updated_at"],
            unique_id=page_of(article),
            unique_id_is_permalink=True,
            categories=[legal(one) for one in article["topics"]],
            authors=authors(article),
            language=tag_of(article),
            content=content(article),
        )
    return made.writeString("utf-8")


# --- JSON Feed ------------------------------------------------------------------------------------


class Json(SearchFeed):
    """A search as a JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    operations = {"GET": "json_feed"}
    media_type = "application/feed+json"

    def written(self, feed):
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.here,
            "items": [json_item(one) for one in feed.articles],
        }
        return as_json(told | ({"next_url": feed.next} if feed.next else {}))


def json_item(article) -> dict:
    """Return one entry of a JSON Feed."""
    told = {
        "id": page_of(article),
        "url": page_of(article),
        "external_url": article["source_url"],
        "title": line(article["headline"]),
        "content_html": content(article),
        "summary": summary(article),
        "date_published": article["published_at"],
        "date_modified": article["updated_at"],
        "authors": [{"name": one} for one in authors(article)],
        "tags": article["topics"],
        "language": tag_of(article),
    }
    return {name: value for name, value in told.items() if value not in ("", [])}
