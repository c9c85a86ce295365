"""All that a search finds, or all that there is, as one long answer; words are for the engine, the rest is not."""

import datetime
import re
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from articles.endpoints import Endpoint, newest_change
from articles.exporting import csv, ndjson
from articles.exporting.streaming import streamed
from articles.exporting.walking import Once, by_date, by_id
from articles.filters import filtered
from articles.models import Article
from articles.pagination import LARGEST_ID, microseconds
from articles.parameters import Choice, Mistake, Parameter, Values, Whole, clip
from articles.rendering import OneWay
from articles.versions import weak
from search import asking, indexing
from search.engines.base import NEWEST, OLDEST
from search.parameters import Asked
from search.views import index

PORTION = 5_000
"""Hits that the engine is asked for at once; OpenSearch gives fewer than 10,000."""

LAST = re.compile(r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z),)?([0-9]{1,19})", re.ASCII)


class Ids(Values):
    """Ids of articles, each once."""

    schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}

    def parse(self, value):
        return Whole.parse(self, value)

    least, most = 1, LARGEST_ID


class LastLine(Parameter):
    """The last line that somebody has: its id or, by date, `published_at,id`. Read as (moment or None, id)."""

    schema = {"type": "string", "pattern": f"^({LAST.pattern})?$"}

    def parse(self, value):
        found = LAST.fullmatch(value)
        try:
            at = found[1] and datetime.datetime.fromisoformat(found[1])
            if (article_id := int(found[2])) <= LARGEST_ID:
                return at, article_id
        except (TypeError, ValueError):
            pass
        sentence = f"cursor is “{clip(value)}”: write the id of the last line that you have, by date its "
        raise Mistake(f"{sentence}published_at, a comma and its id, such as 2023-09-20T00:00:00Z,42.")


class ExportParameters(Asked):
    """What exports take."""

    id = Ids("These articles alone, those of them that are public. Repeated: any of them.")
    sort = Choice("The order: by date. Without it by id, with `q` the newest first.", NEWEST, OLDEST)
    cursor = LastLine(
        "Where to go on when a connection broke: `id` of the last whole line that you have; with `q` or `sort` its "
        "`published_at`, a comma and its `id`."
    )

    @property
    def words(self):
        """Whether it takes the engine to find what is asked for."""
        return bool(self.q.strip())

    @property
    def by_date(self):
        """Whether articles come by date, else by id."""
        return bool(self.words or self.sort)

    def check(self):
        """Words and ids exclude each other, and a cursor is that of the order."""
        return [*self._mistakes()]

    def _mistakes(self):
        if self.words and self.id:
            yield Mistake("id names articles already: leave out q, or id.", parameter="id")
        if self.cursor and bool(self.cursor[0]) != self.by_date:
            wanted = "published_at,id of the last line: this export goes by date" if self.by_date else "its id alone"
            yield Mistake(f"cursor is to be {wanted}.", parameter="cursor")


class Export(Endpoint):
    """All that is found, in one answer as long as it takes; it is whole when the last chunk of it has come."""

    parameters = ExportParameters
    content_negotiation_class = OneWay
    shape = str
    statuses = (505,)
    response_headers = ("Link",)
    told = "Piece by piece; it is whole when the last chunk has come. Packed where `Accept-Encoding` names gzip."

    def reply(self, asked):
        log, engine = newest_change(), indexing.searched() if asked.words else None
        state = index(engine, log) if engine else {"lag": 0}
        ids = found(asked, engine) if engine else kept(asked)
        self.headers["Vary"] = "Accept-Encoding"
        monitor = f'<{following(log)}>; rel="monitor"'
        modified = log["at"] if log and not state["lag"] else None
        return self.unless_known(
            weak(self.request.get_full_path(), log, state), modified, lambda: self.stream(ids, asked, monitor)
        )

    def stream(self, ids, asked, monitor):
        """Return the answer that holds these articles, and links to what tells of their changes."""
        response = streamed(self.request, self.pieces(ids, asked), self.media_type)
        response["Link"] = monitor
        return response

    def pieces(self, ids, asked) -> Iterator[bytes]:
        """Yield the answer, some articles a piece."""
        raise NotImplementedError


class ExportLines(Export):
    """Every article that is found, a line of canonical JSON (RFC 8785) each: its SHA-256 is `sha256` of `changes/`.

    The answer is whole when its last chunk has come (HTTP/1.1); where it broke off, go on with `cursor`. Each article
    comes once. `Link: rel="monitor"` is where what changes after the beginning is told.
    """

    media_type = ndjson.MEDIA_TYPE

    def pieces(self, ids, asked):
        return ndjson.pieces(ids)

    def example(self, article):
        return ndjson.canonical(ndjson.record_of(article)) + b"\n"


class ExportTable(Export):
    """Every article that is found, a row of a table each: CSV (RFC 4180) for spreadsheets, which reckon no cell of it.

    The first row names the columns; with `cursor` there is none, so that rows can be put behind those one has. CR LF
    ends a row and stands nowhere else. For all that an article has there is `export.ndjson`.
    """

    media_type = csv.MEDIA_TYPE

    def pieces(self, ids, asked):
        return csv.pieces(ids, heading=not asked.cursor)

    def example(self, article):
        return csv.written([[*csv.COLUMNS], csv.row(ndjson.record_of(article))])


def following(log) -> str:
    """Return the address of what changes after an export has begun (rel=monitor: RFC 5989)."""
    return f"{settings.SITE_URL}{reverse('changes')}?since={log['seq'] if log else 0}"


def kept(asked) -> Iterator[int]:
    """Yield the ids of what the database finds, in the order asked for."""
    articles = filtered(asked, Article.objects.public())
    if asked.id:
        articles = articles.filter(pk__in=asked.id)
    if asked.by_date:
        return by_date(articles, asked.cursor, newest=asked.sort == NEWEST)
    return by_id(articles, asked.cursor[1] if asked.cursor else 0)


def found(asked, engine) -> Iterator[int]:
    """Return the ids of what the engine finds, in the order asked for. Raises `BadParameters` at once."""
    query = asked.query(asking.prepare(asking.understood(asked), engine).tree)
    after = asked.cursor and (microseconds(asked.cursor[0]) // 1_000_000, asked.cursor[1])
    return hits(query, engine, after)


def hits(query, engine, after) -> Iterator[int]:
    """Yield the ids of all hits behind a place, each once, though its date be changed."""
    once, more = Once(), True
    while more:
        results = engine.search(query, size=PORTION, after=after)
        yield from (hit.id for hit in results.hits if once.first(hit.id))
        after = more = results.next
