"""The change feed over the API: what became of articles, in order, and the proof that nothing is missing."""

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from articles import curation, news
from articles.exporting.ndjson import digests
from articles.history import Change


@pytest.fixture
def changes(api):
    """Return a function that gives the results of `changes/`."""

    def get(**parameters):
        return api("changes/", **parameters)["results"]

    return get


def test_a_change_tells_what_became_of_an_article(make_article, changes):
    article = make_article()
    [change] = changes()
    assert change.pop("at").endswith("Z")
    assert change == {
        "seq": 1,
        "kind": "created",
        "article": article.pk,
        "revision": 1,
        "reason": "",
        "sha256": digests([article.pk])[article.pk],
    }


def test_every_kind_of_change_is_told(make_article, changes):
    article, other = make_article(), make_article()
    article.headline = "Harbour closes"
    article.save()
    curation.withdraw(article, reason="privacy", note="never shown", by="ada")
    curation.restore(article)
    curation.merge(article, into=other)
    curation.restore(article)
    article.delete()
    told = [(one["kind"], one["revision"], one["reason"], one["sha256"] is None) for one in changes()]
    assert told == [
        ("created", 1, "", False),
        ("created", 1, "", False),
        ("revised", 2, "", False),
        ("withdrawn", 2, "privacy", True),
        ("restored", 2, "", False),
        ("merged", 2, "", True),
        ("revised", 1, "", False),
        ("restored", 2, "", False),
        ("revised", 1, "", False),
        ("deleted", 2, "", True),
    ]


def test_what_was_never_public_is_not_told(make_article, changes):
    draft = make_article(status="draft")
    draft.headline = "Still none"
    draft.save()
    assert changes() == []
    curation.publish(draft)
    assert [one["kind"] for one in changes()] == ["published"]


def test_pages_lead_through_all_of_it(make_article, client):
    ids = [make_article().pk for _ in range(5)]
    address, seen = "/api/v1/changes/?limit=2", []
    while address:
        page = client.get(address).json()
        seen += [one["article"] for one in page["results"]]
        address = page["next"]
    assert seen == ids


def test_what_is_known_is_not_told_again(make_article, changes):
    make_article()
    second = make_article()
    assert [one["article"] for one in changes(since=1)] == [second.pk]
    assert changes(since=2) == []


@pytest.mark.parametrize("address", ["changes/?since=7", "changes/checksum/?upto=7"])
def test_a_change_that_never_was_is_refused(make_article, client, address):
    make_article()
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 400
    assert "is 7, but the newest change here is 1" in response.json()["detail"]


@pytest.mark.parametrize("asked", ["limit=0", "limit=1001", "wait=61", "since=-1", "since=1.5", "since=9" + 19 * "9"])
def test_bad_parameters_are_named(db, client, asked):
    response = client.get(f"/api/v1/changes/?{asked}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == asked.partition("=")[0]


def test_a_page_takes_two_queries(make_article, client, django_assert_num_queries):
    make_article()
    with django_assert_num_queries(2):  # which change is the newest, and the page
        assert len(client.get("/api/v1/changes/").json()["results"]) == 1
    tag = client.get("/api/v1/changes/?since=1")["ETag"]
    with django_assert_num_queries(1):
        assert client.get("/api/v1/changes/?since=1", headers={"If-None-Match": tag}).status_code == 304


# --- the proof ------------------------------------------------------------------------------------


def test_the_checksum_is_that_of_the_feed(make_article, api, changes):
    kept = [make_article() for _ in range(4)]
    curation.withdraw(kept.pop(1), reason="error")
    mirror = {}
    for one in changes():
        mirror[one["article"]] = one["sha256"]
    lines = "".join(f"{pk} {sha256}\n" for pk, sha256 in sorted(mirror.items()) if sha256)
    expected = {"articles": 3, "sha256": hashlib.sha256(lines.encode()).hexdigest()}
    assert api("changes/checksum/") == {"upto": 5} | expected
    assert api("changes/checksum/", upto=5) == {"upto": 5} | expected
    assert api("changes/checksum/", upto=0)["articles"] == 0


def test_a_checksum_is_reckoned_once_for_all_mirrors(make_article, client, django_assert_num_queries):
    make_article()
    first = client.get("/api/v1/changes/checksum/").content
    with django_assert_num_queries(1):  # which change is the newest
        assert client.get("/api/v1/changes/checksum/").content == first
    make_article()
    assert client.get("/api/v1/changes/checksum/?upto=1").content == first
    assert client.get("/api/v1/changes/checksum/").json()["articles"] == 2


def test_a_checksum_is_asked_for_again_without_work(make_article, client, django_assert_max_num_queries):
    make_article()
    first = client.get("/api/v1/changes/checksum/?upto=1")
    make_article()
    with django_assert_max_num_queries(2):
        again = client.get("/api/v1/changes/checksum/?upto=1", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


# --- waiting --------------------------------------------------------------------------------------


def waiting(seconds=20):
    """Begin to wait for news after what there is; returns what will be the answer."""

    def ask():
        try:
            since = Change.objects.count()
            return Client().get(f"/api/v1/changes/?since={since}&wait={seconds}")
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    answer = pool.submit(ask)
    pool.shutdown(wait=False)
    while news.NEWS._waiting == 0 and not answer.done():
        time.sleep(0.01)
    return answer


@pytest.mark.django_db(transaction=True)
def test_who_waits_is_told_at_once(make_article):
    answer, began = waiting(), time.monotonic()
    article = make_article()
    [change] = answer.result(10).json()["results"]
    assert change["article"] == article.pk
    assert time.monotonic() - began < 5


@pytest.mark.django_db(transaction=True)
def test_what_is_not_public_is_no_news(make_article):
    answer = waiting(1)
    make_article(status="draft")
    assert answer.result(10).json() == {"next": None, "results": []}


@pytest.mark.django_db(transaction=True)
def test_where_there_is_news_nobody_waits(make_article, client):
    make_article()
    began = time.monotonic()
    assert len(client.get("/api/v1/changes/?wait=30").json()["results"]) == 1
    assert time.monotonic() - began < 5


@pytest.mark.django_db(transaction=True)
def test_who_comes_when_all_places_are_taken_is_told_so(make_article, client, monkeypatch):
    make_article()
    monkeypatch.setattr(news, "MOST_WAITING", 1)
    answer = waiting(1)
    response = client.get("/api/v1/changes/?since=1&wait=1")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Too many wait" in response.json()["detail"]
    answer.result(10)
    assert client.get("/api/v1/changes/?since=1&wait=1").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_any_longer_when_the_process_is_to_end(monkeypatch):
    ending = threading.Event()
    monkeypatch.setattr(news.NEWS, "ends", ending.is_set)
    answer, began = waiting(), time.monotonic()
    ending.set()
    assert answer.result(10).status_code == 200
    assert time.monotonic() - began < 5
