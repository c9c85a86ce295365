"""`export.ndjson`: everything that is found, once, in an order that can be gone on with."""

import datetime
import gzip
import hashlib
import json
from functools import cache

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles import curation
from articles.exporting import walking
from articles.exporting.ndjson import lines
from articles.exporting.streaming import takes_gzip
from articles.models import Article
from search import backend, exporting
from search.engines.base import EngineError
from search.engines.memory import Memory

LONG_AGO = datetime.datetime(1921, 3, 4, tzinfo=datetime.UTC)


@pytest.fixture
def export(client, index):
    """Return a function that gives the lines of an export; the index follows first."""

    def get(headers=None, **parameters):
        index()
        response = client.get("/api/v1/export.ndjson", parameters, headers=headers)
        assert response.status_code == 200, response.content
        body = b"".join(response)
        assert not body or body.endswith(b"\n")
        return body.splitlines()

    return get


@pytest.fixture
def ids(export):
    """Return a function that gives the ids of an export, in its order."""
    return lambda **parameters: [json.loads(line)["id"] for line in export(**parameters)]


@pytest.fixture
def seven(make_article):
    """Seven public articles of five days, not in the order of their ids."""
    days = (5, 3, 4, 3, 1, 2, 3)
    return [
        make_article(published_at=datetime.datetime(2023, 9, day, tzinfo=datetime.UTC), section=f"{day % 2}").pk
        for day in days
    ]


def by_date(ids, *, newest):
    rows = Article.objects.filter(pk__in=ids).values_list("published_at", "pk")
    return [pk for _, pk in sorted(rows, reverse=newest)]


def cursor_of(line, *, dated):
    last = json.loads(line)
    return f"{last['published_at']},{last['id']}" if dated else str(last["id"])


def test_lines_are_those_that_changes_tell_the_digests_of(make_article, export, api):
    for number in range(3):
        make_article(headline=f"Story {number}", authors=["Ann"], source="Herald")
    told = {one["article"]: one["sha256"] for one in api("changes/")["results"]}
    assert {json.loads(line)["id"]: hashlib.sha256(line).hexdigest() for line in export()} == told


def test_all_comes_by_id_and_nothing_that_is_not_public(seven, make_article, ids):
    make_article(status="draft")
    gone = make_article()
    curation.withdraw(gone, reason="legal")
    assert ids() == seven


@pytest.mark.parametrize("q", ["", "harbour"])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_it_comes_by_date_where_that_is_asked_for(seven, ids, q, sort):
    assert ids(q=q, sort=sort) == by_date(seven, newest=sort == "newest")


def test_what_words_find_comes_newest_first(seven, make_article, ids):
    make_article(headline="Other", body="Nothing of the kind.")
    assert ids(q="harbour") == by_date(seven, newest=True)


@pytest.mark.parametrize(
    ("parameters", "dated"),
    [
        ({}, False),
        ({"section": "1"}, False),
        ({"sort": "newest"}, True),
        ({"sort": "oldest", "section": "1"}, True),
        ({"q": "harbour"}, True),
        ({"q": "harbour", "sort": "oldest"}, True),
    ],
)
def test_it_goes_on_behind_any_line(seven, export, monkeypatch, parameters, dated):
    monkeypatch.setattr(walking, "PORTION", 2)
    monkeypatch.setattr(exporting, "PORTION", 2)
    whole = export(**parameters)
    assert len(whole) == (5 if "section" in parameters else 7)
    for count, line in enumerate(whole, start=1):
        assert export(**parameters, cursor=cursor_of(line, dated=dated)) == whole[count:]


def test_it_goes_on_behind_a_date_that_is_more_exact_than_its_line_tells(make_article, export):
    for second in (7, 3, 5):
        at = datetime.datetime(2023, 9, 20, 10, 0, 0, second * 100_000, tzinfo=datetime.UTC)
        make_article(published_at=at, date_precision="minute")
    whole = export(sort="newest")
    for count, line in enumerate(whole, start=1):
        assert export(sort="newest", cursor=cursor_of(line, dated=True)) == whole[count:]


def test_it_goes_on_behind_an_article_that_is_gone(seven, export):
    whole = export(sort="newest")
    Article.objects.get(pk=json.loads(whole[2])["id"]).delete()
    assert export(sort="newest", cursor=cursor_of(whole[2], dated=True)) == whole[3:]


@pytest.mark.parametrize("q", ["", "harbour"])
def test_an_article_whose_date_is_changed_meanwhile_comes_once(seven, client, index, monkeypatch, q):
    monkeypatch.setattr(walking, "PORTION", 3)
    monkeypatch.setattr(exporting, "PORTION", 3)
    monkeypatch.setattr(exporting.ndjson, "TOGETHER", 1)
    index()
    stream = iter(client.get("/api/v1/export.ndjson", {"q": q, "sort": "newest"}))
    first = json.loads(next(stream))["id"]
    moved = Article.objects.get(pk=first)
    moved.published_at = LONG_AGO
    moved.save()
    index()
    assert sorted([first, *(json.loads(line)["id"] for line in stream)]) == sorted(seven)


def test_it_takes_every_filter_of_search(make_article, ids):
    wanted = make_article(
        source="Herald", authors=["Ann"], topics=["Sea"], section="World", language="de", published_at=LONG_AGO
    ).pk
    make_article()
    for name, value in {
        "source": "Herald",
        "author": "Ann",
        "topic": "Sea",
        "section": "World",
        "language": "de",
        "published_before": "1950",
    }.items():
        assert ids(**{name: value}) == ids(q="harbour", **{name: value}) == [wanted], name
    assert wanted not in ids(published_after="1950")
    assert len(ids(q="nowhere ships", match="any")) == 2
    assert ids(q="nowhere ships") == []


def test_articles_are_had_by_their_ids(seven, make_article, ids, api):
    draft = make_article(status="draft").pk
    assert ids(id=[seven[3], seven[0], seven[0], draft, 10**15]) == [seven[0], seven[3]]
    assert ids(id=seven[:4], section="1", sort="oldest") == [seven[1], seven[3], seven[0]]
    assert "at most 100" in api("export.ndjson", status=400, id=range(1, 102))["detail"]


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"q": "headlin:x"}, "headline"),
        ({"sort": "relevance"}, "newest or oldest"),
        ({"page_size": 5}, "There is no parameter “page_size”"),
        ({"id": "x"}, "id is “x”"),
        ({"id": "0"}, "id is “0”"),
        ({"id": 3, "q": "x"}, "leave out q, or id"),
        ({"cursor": "x"}, "2023-09-20T00:00:00Z,42"),
        ({"cursor": "2023-02-30T00:00:00Z,42", "sort": "newest"}, "2023-09-20T00:00:00Z,42"),
        ({"cursor": 2**63}, "cursor is “9223372036854775808”"),
        ({"cursor": "42", "q": "x"}, "goes by date"),
        ({"cursor": "2023-09-20T00:00:00Z,42"}, "its id alone"),
    ],
)
def test_what_is_wrong_is_a_problem_before_anything_else(api, index, parameters, told):
    assert told in api("export.ndjson", status=400, **parameters)["detail"]


def test_an_engine_that_is_away_is_a_503(client, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/none"
    response = client.get("/api/v1/export.ndjson?q=harbour")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert client.get("/api/v1/export.ndjson").status_code == 200


class Dying(Memory):
    """An engine that dies after two pages of hits."""

    pages = 0

    def search(self, query, **page):
        self.pages += 1
        if self.pages > 2:
            raise EngineError("It died.")
        return super().search(query, **page)


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_where_the_engine_fails_in_the_middle_nothing_looks_whole(seven, client, index, monkeypatch, accepted):
    monkeypatch.setattr(exporting, "PORTION", 2)
    monkeypatch.setattr(exporting.ndjson, "TOGETHER", 1)
    monkeypatch.setattr(backend, "engine", cache(lambda: Dying(location="")))
    index()
    stream, had = client.get("/api/v1/export.ndjson?q=harbour", headers={"Accept-Encoding": accepted}), []
    with pytest.raises(EngineError):
        had.extend(stream)
    assert len(had) == 4
    with pytest.raises((EOFError, gzip.BadGzipFile)):
        gzip.decompress(b"".join(had))


def test_it_is_packed_for_those_who_take_that(seven, client, export):
    plain = export()
    response = client.get("/api/v1/export.ndjson", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert (response["Content-Encoding"], "Accept-Encoding" in response["Vary"]) == ("gzip", True)
    packed = b"".join(response)
    assert gzip.decompress(packed).splitlines() == plain
    with pytest.raises(EOFError):
        gzip.decompress(packed[:-1])


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br, gzip;q=0.5", "deflate,gzip ; q=1"])
def test_who_names_gzip_takes_it(accepted):
    assert takes_gzip(accepted)


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br, gzip;q=0.0", "gzipped", "x;y=gzip"])
def test_who_does_not_or_refuses_it_does_not(accepted):
    assert not takes_gzip(accepted)


def test_nothing_found_is_an_answer_without_lines(client, index):
    assert b"".join(client.get("/api/v1/export.ndjson?section=none")) == b""
    packed = client.get("/api/v1/export.ndjson?q=none", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(packed)) == b""


def test_its_head_tells_what_get_would(seven, client):
    got, told = client.get("/api/v1/export.ndjson"), client.head("/api/v1/export.ndjson")
    assert (told.status_code, b"".join(told)) == (200, b"")
    assert {**got.headers} == {**told.headers}
    assert got["Content-Type"] == "application/x-ndjson"
    assert client.head("/api/v1/export.ndjson?cursor=x").status_code == 400


def test_it_says_where_changes_after_it_are_told(seven, client, api):
    link = client.get("/api/v1/export.ndjson").headers["Link"]
    assert link.endswith('/api/v1/changes/?since=7>; rel="monitor"')


def test_what_is_known_is_not_sent_again(seven, client, make_article, index):
    for asked in ("", "?q=harbour"):
        index()
        tag = client.get(f"/api/v1/export.ndjson{asked}")["ETag"]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/export.ndjson{asked}", headers={"If-None-Match": tag}).status_code == 304
        assert len(queries) == 1
        make_article()
        assert client.get(f"/api/v1/export.ndjson{asked}", headers={"If-None-Match": tag}).status_code == 200


def test_over_http_1_0_where_no_end_is_told_it_is_refused(seven, client):
    response = client.get("/api/v1/export.ndjson", SERVER_PROTOCOL="HTTP/1.0")
    assert response.status_code == 505
    assert "proxy_http_version 1.1" in response.json()["detail"]


def test_queries_grow_by_hundreds_of_articles_only(make_article, client):
    for _ in range(20):
        make_article(authors=["Ann"])
    with CaptureQueriesContext(connection) as queries:
        assert b"".join(client.get("/api/v1/export.ndjson")).count(b"\n") == 20
    assert len(queries) == 10  # the log, ids twice, how long they are, six for the parts


def test_a_line_is_what_it_is_in_the_archive_now(make_article, client, index, db):
    """The index may lag: what it finds is shown as it is, and not at all where it is not public any more."""
    kept, gone = make_article(), make_article()
    index()
    curation.withdraw(gone, reason="privacy")
    kept.headline = "Harbour closes"
    kept.save()
    body = b"".join(client.get("/api/v1/export.ndjson?q=harbour"))
    assert body == b"".join(line + b"\n" for _, line in lines([kept.pk]))
    assert b"Harbour closes" in body


def test_members_alone_have_it_where_the_archive_is_for_members(settings, client, index, token):
    settings.ARCHIVE_ACCESS = "login"
    assert client.get("/api/v1/export.ndjson").status_code == 401
    let_in = client.get("/api/v1/export.ndjson", headers=token(scope="read"))
    assert (let_in.status_code, let_in["Cache-Control"]) == (200, "private, no-store")


def test_once_tells_what_came_before():
    once = walking.Once()
    ids = [1, 8, 9, 8191, 8192, 8193, 2**63 - 1]
    assert all(once.first(one) for one in ids)
    assert not any(once.first(one) for one in ids)
    assert once.first(7)


def test_a_database_that_fails_in_the_middle_raises_it(seven, client, monkeypatch):
    monkeypatch.setattr(exporting.ndjson, "TOGETHER", 2)
    stream = iter(client.get("/api/v1/export.ndjson"))
    assert next(stream).count(b"\n") == 2

    def away(execute, *arguments):
        raise OperationalError("the server closed the connection unexpectedly")

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        list(stream)


# --- the table ------------------------------------------------------------------------------------


def rows(client, **parameters):
    body = b"".join(client.get("/api/v1/export.csv", parameters))
    return [line.split(b",")[0] for line in body.split(b"\r\n")[:-1]]


def test_a_table_holds_the_same_and_goes_on_without_heading(seven, client, index):
    index()
    assert rows(client) == [b'"id"', *(str(pk).encode() for pk in seven)]
    assert rows(client, cursor=seven[4]) == [str(pk).encode() for pk in seven[5:]]
    by_words = rows(client, q="harbour", sort="oldest")
    assert by_words[1:] == [str(pk).encode() for pk in by_date(seven, newest=False)]
    last = Article.objects.get(pk=int(by_words[3]))
    assert rows(client, q="harbour", sort="oldest", cursor=f"{last.published_at:%FT%TZ},{last.pk}") == by_words[4:]
    assert client.get("/api/v1/export.csv")["Content-Type"] == "text/csv; charset=utf-8; header=present"


def test_a_table_that_cannot_be_begun_is_a_problem(client, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/none"
    response = client.get("/api/v1/export.csv?q=harbour")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
