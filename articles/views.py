"""The addresses of the API that the database answers."""

import logging
import re

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound

from articles import memento, originals, revisions, serializers, shapes
from articles.addresses import keys_of
from articles.endpoints import Listing, OfOneArticle, newest_change
from articles.filters import ArticleParameters, filtered
from articles.models import Article, Author, Source, Topic
from articles.pagination import Cursor, Pages, behind, microseconds, moment
from articles.parameters import BadParameters, Mistake, Parameter, Parameters
from articles.reading import held, known_at, readable
from articles.rendering import OneWay

logger = logging.getLogger(__name__)


class Articles(Listing):
    """All articles, newest or oldest first, each exactly once however the archive changes meanwhile."""

    parameters = ArticleParameters
    shape = serializers.Items

    def answer(self, asked):
        newest = asked.sort == "newest"
        order = ("-published_at", "-id") if newest else ("published_at", "id")
        rows = filtered(asked, Article.objects.public()).order_by(*order)
        if asked.after:
            count, article_id = asked.after
            rows = rows.filter(behind("published_at", moment(count), article_id, descending=newest))
        results, more = cut(shapes.items(rows[: asked.page_size + 1]), asked.page_size)
        place = more and (microseconds(results[-1]["published_at"]), results[-1]["id"])
        return {"next": asked.next_page(self.request, *place) if more else None, "results": results}


class RevisionParameters(Pages):
    """What `revisions/` takes."""

    cursor = Cursor(int, int)


class Revisions(OfOneArticle):
    """What an article was and is, newest first; `?revision=` of its address shows each. Readers see what was public.

    Who edited, and why, is empty but for those who may write.
    """

    parameters = RevisionParameters
    shape = serializers.Revisions

    def answer(self, asked, id):  # noqa: A002
        article = held(id) if self.writes else readable(id)
        before = asked.after and asked.after[0]
        results, more = revisions.page(article, self.writes, before, asked.page_size)
        place = more and (results[-1]["number"], id)
        following = asked.next_page(self.request, *place) if more else None
        return {"next": following, "results": results}, article.updated_at


class LookupParameters(Parameters):
    """What `lookup/` takes."""

    url = Parameter("An address under which the article may be known.", required=True, longest=8_000)


WITHOUT_SCHEME = re.compile(r"[\w-]+(\.[\w-]+)+(/|$)")
"""A host and a path, as people copy addresses."""


class Lookup(OfOneArticle):
    """The article that is known under an address, in any form that it was ever printed in."""

    parameters = LookupParameters
    shape = serializers.Found
    response_headers = ("Link",)
    statuses = (status.HTTP_404_NOT_FOUND, status.HTTP_410_GONE)

    def reply(self, asked):
        response = super().reply(asked)
        return memento.tell(response, self.article)

    def answer(self, asked):
        keys = keys_of(f"https://{asked.url}" if WITHOUT_SCHEME.match(asked.url) else asked.url)
        if not keys:
            sentence = "url is no address of an article: write it as in https://example.org/2023/story."
            raise BadParameters(Mistake(sentence, parameter="url"))
        self.article, kind = known_at(keys)
        return shapes.whole(self.article) | {"matched": kind}, last_modified(self.article)


class Original(OfOneArticle):
    """The bytes that the article was last read from, exactly as they came.

    Of an article that was edited while it was taken back, those who may write alone see what came before.
    """

    shape = bytes
    told = "The bytes as they came."
    media_types = ("text/plain", "application/octet-stream")
    response_headers = ("Content-Disposition", "Link")
    content_negotiation_class = OneWay

    def reply(self, asked, id):  # noqa: A002
        article = readable(id)
        capture = revisions.original(article, self.writes)
        if capture is None:
            raise NotFound("No original was kept of this article.")
        tag = f'"{capture.sha256}"'
        response = self.unless_known(tag, capture.captured_at, lambda: download(id, capture))
        return memento.tell(response, article)

    def example(self, article):
        return f"# {article['headline']}\n\nBy {article['byline']}\n\n{article['body']}\n"


# --- names --------------------------------------------------------------------------------------


class NameParameters(Pages):
    """What `sources/`, `authors/` and `topics/` take."""

    cursor = Cursor(str, int)


class Names(Listing):
    """Names that public articles show, by name."""

    parameters = NameParameters
    model = None
    through = ""
    columns = ("id", "name")

    def answer(self, asked):
        shown = Article.objects.public().filter(**{self.through: OuterRef("pk")})
        rows = self.model.objects.filter(Exists(shown)).order_by("name", "id")
        if asked.after:
            rows = rows.filter(behind("name", *asked.after))
        names, more = cut(list(rows.values(*self.columns)[: asked.page_size + 1]), asked.page_size)
        place = more and (names[-1]["name"], names[-1]["id"])
        return {
            "next": asked.next_page(self.request, *place) if more else None,
            "results": shapes.counted(names, self.through),
        }


class Sources(Names):
    """The sources of all articles, by name."""

    shape = serializers.Sources
    model = Source
    through = "source"
    columns = ("id", "name", "domain")

    def answer(self, asked):
        page = super().answer(asked)
        for one in page["results"]:
            one["domain"] = one["domain"] or None
        return page


class Authors(Names):
    """The authors of all articles, by name."""

    shape = serializers.Authors
    model = Author
    through = "authors"
    columns = ("id", "name", "kind")


class Topics(Names):
    """The topics of all articles, by name."""

    shape = serializers.Topics
    model = Topic
    through = "topics"


def cut(rows, size):
    """Return a page of rows, of which one more than `size` was read, and whether there are more."""
    return rows[:size], len(rows) > size


def last_modified(article):
    """When what is shown of an article last became another; any change may open or close one of its links."""
    return newest_change()["at"] if article.related_links.all() else article.updated_at


class NotAtHand(APIException):
    """An original that is not to be had until somebody brings it back from a backup: no fault of the request."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


def download(article_id, capture):
    """Return the bytes of a capture as a file that no browser runs, whatever it holds; raises `NotAtHand`."""
    try:
        content = originals.read(capture)
    except originals.Damaged as error:
        logger.error("%s: %s of article %s; bring it back from a backup.", error, capture.sha256, article_id)
        raise NotAtHand(f"{error}: they must be brought back from a backup of the archive.") from error
    kind, suffix = kind_of(content, capture.media_type)
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="article-{article_id}{suffix}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


SUFFIXES = {"text/markdown": ".md", "text/plain": ".txt", "application/x-ndjson": ".json", "application/json": ".json"}


def kind_of(content, media_type):
    """Return the type to serve an original as, and how its name ends: text where it is UTF-8, never HTML."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return "application/octet-stream", ".bin"
    return "text/plain; charset=utf-8", SUFFIXES.get(media_type.partition("+")[0].partition(";")[0].strip(), ".txt")
