"""The addresses of the API that need the engine, and the one that tells whether it works."""

from django.db import DatabaseError
from django.http import HttpResponse
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.endpoints import Listing, OfOneArticle, newest_change
from articles.exporting import csv
from articles.models import Article
from articles.reading import readable
from articles.rendering import Json, OneWay
from search import asking, indexing, serializers, trends
from search.advice import advice
from search.engines.base import EngineError
from search.models import Refusal
from search.parameters import SearchParameters
from search.paraphrase import in_words
from search.query import explain
from search.query.parser import VERSION
from search.shelves import PUBLIC
from search.similar import SimilarParameters, similar
from search.suggesting import SuggestParameters, suggest


class Searched(Listing):
    """An address whose answer comes from the index: another state of that, or of the log, may change it."""

    def reply(self, asked):
        engine, log = indexing.searched(), newest_change()
        self.index = index(engine, log)
        modified = log["at"] if log and not self.index["lag"] else None
        return self.unless_known(self.tag(log, self.index), modified, lambda: self.respond(asked, engine))

    def respond(self, asked, engine):
        return Response(self.answer(asked, engine))

    def answer(self, asked, engine) -> dict:
        """Return what is shown for these parameters."""
        raise NotImplementedError


class Search(Searched):
    """Articles that are found by words and filters, with passages, counts and advice."""

    parameters = SearchParameters
    shape = serializers.Answer
    response_headers = ("Server-Timing",)

    def answer(self, asked, engine):
        clock = asking.Clock()
        with clock.time("engine"):
            found = asking.find(asked, engine)
            explained = asking.explained(asked, found, engine)
        with clock.time("database"):
            rows, facets = asking.rows(found), asking.facets(found.results)
        page = {
            "query": query(asked, found),
            "total": found.results.total,
            "results": asking.results(found, rows, explained),
            "facets": facets,
            "histogram": asking.histogram(found.results),
            "next": asked.next_address(self.request, found.results),
            "index": self.index,
            "advice": [one.shown() for one in advice(asked, found, engine)],
        }
        self.headers["Server-Timing"] = clock.header()
        return page


class Suggest(Searched):
    """Words that complete the last one typed, and headlines that hold all of them."""

    parameters = SuggestParameters
    shape = serializers.Suggestions
    renderer_classes = (Json,)

    def answer(self, asked, engine):
        return suggest(asked, engine)


class Trends(Searched):
    """How often up to five queries find something in the course of time, and how much is held: as counts and shares.

    Every interval from the first to the last in which anything is held is there, with 0 where nothing is found. A
    share is null where nothing is held. With `q` once, the counts add up to the `total` that `search/` tells.
    """

    parameters = trends.TrendParameters
    shape = serializers.Trends
    renderer_classes = (Json,)

    def answer(self, asked, engine):
        return trends.shown(trends.count(asked, engine)) | {"index": self.index}


class TrendsTable(Searched):
    """The same as a table: CSV (RFC 4180) for spreadsheets, which reckon no cell of it. A row for each query and
    interval; the share is empty where nothing is held.
    """

    parameters = trends.TrendParameters
    operations = {"GET": "trends_table"}
    shape = str
    media_type = csv.MEDIA_TYPE
    told = "The whole table."
    content_negotiation_class = OneWay

    def respond(self, asked, engine):
        return HttpResponse(trends.table(trends.count(asked, engine)), content_type=self.media_type)

    def example(self, article):
        return csv.written([trends.COLUMNS, ("ceasefire", "2021-01-01", 7, 0.25, 28)])


class Similar(OfOneArticle):
    """The articles that share the rarest words of one, the most similar first."""

    parameters = SimilarParameters
    shape = serializers.SimilarArticles
    dated = False

    def answer(self, asked, id):  # noqa: A002
        return {"results": similar(readable(id), asked.page_size, indexing.searched())}, None


def index(engine, log) -> dict:
    """Return what the index contains; the lag is how many changes of the log it lacks."""
    state = engine.serving()
    newest = log["seq"] if log else 0
    return {
        "engine": type(engine).__name__.lower(),
        "generation": state.generation,
        "position": state.position,
        "lag": max(0, newest - state.position),
    }


def query(asked, found) -> dict:
    """Return how the query was understood, in the query language and, where asked for, in words."""
    known = {"q": asked.q, "understood": explain.understood(found.typed), "version": VERSION}
    return known | ({"explanation": in_words(found.typed)} if asked.explain else {})


class Health(APIView):
    """Whether the archive can answer, for whoever watches it: 503 when database or index cannot."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def get(self, request):
        found = health()
        works = found["database"] and found["index"]
        code = status.HTTP_200_OK if works else status.HTTP_503_SERVICE_UNAVAILABLE
        return Response(found, code, headers={"Cache-Control": "no-store"})


MOST_REFUSED = 100
"""Articles that `/health/` names; `check_index` names all."""


def health() -> dict:
    """Ask database and index each for something that takes neither long."""
    found = {"database": False, "index": False, "position": None, "lag": None, "refused": []}
    log = None
    try:
        log = newest_change()
        found |= {"refused": refused(), "database": True}
    except DatabaseError:
        pass
    try:
        known = index(indexing.searched(), log)
        found |= {"index": True, "position": known["position"], "lag": known["lag"] if found["database"] else None}
    except (EngineError, DatabaseError):
        pass
    return found


def refused() -> list[int]:
    """Return the ids of public articles that the engine did not take."""
    of_readers = Refusal.objects.filter(shelf=PUBLIC.name)
    ids = list(of_readers.values_list("article_id", flat=True)[:MOST_REFUSED])
    return sorted(Article.objects.public().filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
