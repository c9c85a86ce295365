import datetime
import json
import time

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles import curation
from articles.history import last_change
from articles.models import Image, RelatedLink, Source
from search import backend, indexing
from search.engines import connect
from search.engines.base import Engine, EngineError
from search.models import Refusal
from search.serializers import Answer
from search.serializers import Health as HealthShape
from search.views import MOST_REFUSED
from tests.articles.test_views import ids, walk


def day(number):
    return datetime.datetime(2023, 9, number, tzinfo=datetime.UTC)


@pytest.fixture
def find(api, index):
    """Return a function that brings the index up to date and searches."""

    def search(q=None, status=200, **parameters):
        index()
        return api("search/", status=status, **({} if q is None else {"q": q}), **parameters)

    return search


# --- what is answered ---------------------------------------------------------------------------


def test_an_answer_has_the_documented_shape(find, make_article, settings):
    source = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    article = make_article(source=source, byline="AFP", topics=["Sea"], headline="Ceasefire in the harbour")
    answer = find("harbours", facets="source,topic", histogram="month")
    [result] = answer.pop("results")
    score, passages = result.pop("score"), result.pop("passages")
    assert result == {
        "id": article.pk,
        "url": f"{settings.SITE_URL}/api/v1/articles/{article.pk}/",
        "headline": "Ceasefire in the harbour",
        "subtitle": "",
        "byline": "AFP",
        "published_at": "2023-09-20T00:00:00Z",
        "date_precision": "day",
        "language": "en",
        "source": {"name": "The Moscow Times", "domain": "themoscowtimes.com"},
        "section": "",
        "topics": ["Sea"],
        "source_url": "",
        "word_count": 8,
    }
    assert score > 0
    assert passages[0] == {
        "field": "body",
        "paragraph": 0,
        "text": "The harbour reopened on Monday.",
        "marks": [[4, 11]],
        "html": "The <mark>harbour</mark> reopened on Monday.",
    }
    engine = answer.pop("index")
    assert engine.pop("generation")
    assert engine == {"engine": "memory", "position": last_change()[0], "lag": 0}
    assert answer == {
        "query": {"q": "harbours", "understood": "harbours", "version": 1},
        "total": 1,
        "facets": {
            "source": [{"value": "themoscowtimes.com", "label": "The Moscow Times", "count": 1}],
            "topic": [{"value": "Sea", "label": "Sea", "count": 1}],
        },
        "histogram": {"interval": "month", "buckets": [{"start": "2023-09-01", "count": 1}]},
        "next": None,
        "advice": [],
    }
    shape = Answer().fields
    assert {*answer, "results", "index"} == set(shape)
    assert {*result, "score", "passages", "explanation"} == set(shape["results"].child.fields)


def test_without_a_query_everything_is_found_newest_first_without_scores(find, make_article):
    made = [make_article(published_at=day(number)).pk for number in (20, 22, 21)]
    answer = find()
    assert ids(answer) == [made[1], made[2], made[0]]
    assert {one["score"] for one in answer["results"]} == {None}
    assert (answer["facets"], answer["histogram"]) == ({}, None)
    assert answer["query"] == {"q": "", "understood": "*", "version": 1}


def test_with_a_query_the_best_come_first(find, make_article):
    poor = make_article(body="A whale was seen by some of those who sail far out where the sea is deep.")
    best = make_article(headline="Whale", body="Whale, whale.")
    answer = find("whale")
    assert ids(answer) == [best.pk, poor.pk]
    assert answer["results"][0]["score"] > answer["results"][1]["score"]
    assert ids(find("whale", sort="oldest")) == [poor.pk, best.pk]


def test_words_side_by_side_are_all_sought_or_with_match_any_some(find, make_article):
    one, other = make_article(headline="Whale"), make_article(headline="Shark")
    both = make_article(headline="Whale and shark")
    assert ids(find("whale shark")) == [both.pk]
    assert set(ids(find("whale shark", match="any"))) == {one.pk, other.pk, both.pk}


def test_it_is_said_in_words_how_a_query_was_understood(find, make_article):
    make_article()
    assert "explanation" not in find("harbour -whale")["query"]
    query = find("harbour -whale", explain="1")["query"]
    assert query["understood"] == "harbour AND NOT whale"
    assert "harbour" in query["explanation"]
    assert query["explanation"].endswith(".")


def test_it_is_explained_which_words_made_a_score(find, make_article):
    make_article(headline="Whale", body="A whale in the harbour."), make_article()
    assert "explanation" not in find("whale")["results"][0]
    [result] = find("whales harbour", explain="1")["results"]
    parts = [(part["word"], part["field"]) for part in result["explanation"]]
    assert set(parts) == {("whales", None), ("whales", "headline"), ("harbour", None)}
    assert sum(part["score"] for part in result["explanation"]) == pytest.approx(result["score"], abs=0.002)
    assert [one["explanation"] for one in find("harbour", explain="1", sort="newest")["results"]] == [[], []]
    assert find("zeppelin", explain="1")["results"] == []


def test_captions_and_bylines_are_searched_and_shown(find, make_article):
    article = make_article(byline="Ann Whale")
    Image(article=article, caption="A lighthouse at dusk", credit="Bo").save()
    assert find("lighthouse")["results"][0]["passages"][0]["field"] == "caption"
    assert find("by:whale")["results"][0]["passages"][0]["field"] == "byline"


def test_hostile_text_comes_escaped(find, make_article):
    make_article(body="The harbour <script>alert(1)</script> & more.")
    [passage] = find("harbour")["results"][0]["passages"][:1]
    assert "<script>" not in passage["html"]
    assert passage["html"].count("<") == 2


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"source": "themoscowtimes.com"}, {0}),
        ({"source": ["Herald", "themoscowtimes.com"]}, {0, 1}),
        ({"author": "Ann"}, {0, 1}),
        ({"topic": "Trade", "section": "World"}, {0}),
        ({"language": "en"}, {0, 1}),
        ({"language": "EN-gb"}, {0}),
        ({"published_after": "2023-09-21"}, {1, 2}),
        ({"published_before": "2023-09-21"}, {0}),
        ({"source": "nobody.example"}, set()),
    ],
)
def test_filters_have_the_same_meaning_as_in_lists(find, api, make_article, filters, found):
    times = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    made = [
        make_article(source=times, authors=["AFP", "Ann"], topics=["Trade"], section="World", language="en-GB"),
        make_article(source="Herald", authors=["Ann"], topics=["Trade"], language="en", published_at=day(21)),
        make_article(authors=["Bo"], section="Sport", language="de", published_at=day(22)),
    ]
    wanted = {made[number].pk for number in found}
    assert set(ids(find(**filters))) == wanted == set(ids(api("articles/", **filters)))


def test_a_facet_ignores_its_own_filter_and_each_value_is_what_the_filter_takes(find, make_article):
    make_article(source="Herald"), make_article(source="Times"), make_article(source="Times")
    answer = find(facets="source", source="Herald")
    assert [(one["value"], one["count"]) for one in answer["facets"]["source"]] == [("Times", 2), ("Herald", 1)]
    for one in answer["facets"]["source"]:
        assert find(source=one["value"])["total"] == one["count"]


def test_a_histogram_adds_up_to_the_total(find, make_article):
    for number in (1, 1, 2, 28):
        make_article(published_at=day(number))
    answer = find(histogram="day")
    assert sum(one["count"] for one in answer["histogram"]["buckets"]) == answer["total"] == 4


# --- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_all_that_is_found_can_be_walked_each_exactly_once(find, api, make_article, sort):
    made = {
        make_article(published_at=day(1 + number // 4), body="whale " * (1 + number // 3)).pk for number in range(11)
    }
    find()
    found = walk(api, "search/", q="whale", sort=sort, page_size=2)
    assert (len(found), set(found)) == (11, made)


def test_a_walk_by_date_meets_each_once_while_the_archive_changes(find, api, index, make_article):
    there = [make_article(published_at=day(1 + number // 3)).pk for number in range(9)]
    page = find(page_size=4)
    make_article(published_at=day(28)), make_article(published_at=datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC))
    index()
    rest = walk(api, page["next"].partition("/api/v1/")[2])
    assert sorted(ids(page) + rest)[: len(there)] == there
    assert len(set(rest)) == len(rest) == 6


def test_relevance_ends_and_says_so(find, api, make_article, monkeypatch):
    monkeypatch.setattr("search.pagination.END_OF_RELEVANCE", 5)
    for _ in range(8):
        make_article()
    first = find("harbour", page_size=3)
    last = api(first["next"].partition("/api/v1/")[2])
    assert (len(last["results"]), last["next"]) == (2, None)
    assert "sort=newest" in last["advice"][0]["message"]
    assert len(walk(api, "search/", q="harbour", sort="newest", page_size=3)) == 8


def test_where_relevance_ends_exactly_with_what_is_found_nothing_is_said(find, make_article, monkeypatch):
    monkeypatch.setattr("search.pagination.END_OF_RELEVANCE", 7)
    for _ in range(7):
        make_article()
    answer = find("harbour", page_size=7)
    assert (answer["next"], answer["advice"]) == (None, [])


def test_a_cursor_belongs_to_its_question(find, make_article):
    for _ in range(3):
        make_article()
    cursor = find("harbour", page_size=1)["next"].partition("cursor=")[2]
    for other in ({"q": "ships"}, {"q": "harbour", "sort": "oldest"}, {"q": "harbour", "source": "x"}, {}):
        [mistake] = find(status=400, cursor=cursor, **other)["errors"]
        assert "another question" in mistake["detail"]
    find("harbour", cursor=cursor, page_size=2, facets="source", histogram="auto", explain="1")


# --- what is no longer public -------------------------------------------------------------------


def test_a_hit_that_is_no_longer_public_vanishes_at_once_and_the_walk_goes_on(find, api, make_article):
    made = [make_article(published_at=day(number)) for number in (1, 2, 3, 4)]
    find()
    curation.withdraw(made[3], reason="legal")
    page = api("search/", page_size=2)
    assert (ids(page), page["total"], page["index"]["lag"]) == ([made[2].pk], 4, 1)
    assert ids(api(page["next"].partition("/api/v1/")[2])) == [made[1].pk, made[0].pk]
    assert find(page_size=2)["total"] == 3


# --- advice -------------------------------------------------------------------------------------


def test_what_is_found_without_a_word_is_advised(find, make_article):
    for _ in range(3):
        make_article()
    answer = find("harbour zeppelin")
    assert answer["total"] == 0
    assert {"message": "Without zeppelin: 3.", "q": "harbour", "total": 3} in answer["advice"]


def test_another_spelling_is_advised(find, make_article):
    make_article(), make_article()
    assert find("harbuor")["advice"] == [{"message": "Did you mean “harbour”?", "q": "harbour", "total": 2}]


def test_what_is_found_without_filters_is_advised(find, make_article):
    make_article()
    [advice] = find("harbour", source="nobody.example")["advice"]
    assert advice == {"message": "Without filters: 1.", "q": "harbour", "total": 1}


def test_all_advice_was_tried_and_finds_more(find, make_article):
    for headline in ("Whale", "Whale", "Shark", "Whale and shark"):
        make_article(headline=headline)
    answer = find("whale shark zeppelin date:2023")
    for one in answer["advice"]:
        assert find(one["q"])["total"] == one["total"] > answer["total"]
    assert len(answer["advice"]) <= 3


def test_where_enough_is_found_nothing_is_advised(find, make_article):
    for _ in range(6):
        make_article()
    assert find("harbour")["advice"] == []


def test_prefixes_that_stand_for_too_much_are_named(find, make_article):
    make_article(body=" ".join(f"whale{number}" for number in range(300)))
    answer = find("whale*")
    assert (answer["total"], answer["advice"][0]["message"].split()[0]) == (1, "whale*")


# --- what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"q": '"open'}, "q"),
        ({"q": "()"}, "q"),
        ({"q": "a OR"}, "q"),
        ({"q": "?!"}, "q"),
        ({"q": "x" * 1_000_000}, "q"),
        ({"q": "a " * 200}, "q"),
        ({"q": "https://example.org/a"}, "q"),
        ({"match": "some"}, "match"),
        ({"facets": "source,colour"}, "facets"),
        ({"facets": ["source", "topic"]}, "facets"),
        ({"histogram": "week"}, "histogram"),
        ({"sort": "best"}, "sort"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "101"}, "page_size"),
        ({"published_after": "yesterday"}, "published_after"),
        ({"cursor": "x"}, "cursor"),
        ({"collapse": "story"}, "collapse"),
        ({"explain": "yes"}, "explain"),
    ],
)
def test_what_is_wrong_is_named(find, parameters, parameter):
    problem = find(status=400, **parameters)
    assert [one["parameter"] for one in problem["errors"]] == [parameter]
    assert problem["detail"] == problem["errors"][0]["detail"]


def test_a_mistake_in_the_query_is_pointed_at(find):
    [mistake] = find('harbour "open', status=400)["errors"]
    assert mistake["offset"] == 8


def test_a_phrase_that_is_too_common_is_pointed_at_as_it_was_typed(find, monkeypatch):
    monkeypatch.setattr("search.query.limits.PHRASE_COST", -1)
    [mistake] = find('comet "HARBOUR opens"', status=400)["errors"]
    assert (mistake["offset"], '"HARBOUR opens"' in mistake["detail"]) == (6, True)


def test_an_unknown_field_gets_the_nearest_one(find):
    [mistake] = find("headlin:harbour", status=400)["errors"]
    assert (mistake["nearest"], "headline" in mistake["valid"]) == ("headline", True)


def test_all_mistakes_are_named_at_once(find):
    problem = find('"open', status=400, page_size="0", sort="best")
    assert {one["parameter"] for one in problem["errors"]} == {"page_size", "sort"}


class Broken(Engine):
    """An engine whose index is lost."""

    def apply(self, *args, **kwargs): ...
    def rebuild(self, *args, **kwargs): ...
    def search(self, *args, **kwargs):
        raise EngineError("the disk /dev/secret is on fire")

    terms = frequencies = contents = state = search


@pytest.fixture
def broken(monkeypatch):
    """Make this process use an engine that cannot answer."""
    backend.engine.cache_clear()
    monkeypatch.setattr(backend, "connect", lambda url, analysis: Broken(location=""))
    yield
    backend.engine.cache_clear()


def test_a_broken_index_is_never_an_empty_answer(client, db, broken):
    response = client.get("/api/v1/search/?q=harbour")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert b"secret" not in response.content


def test_an_archive_without_index_says_that_search_cannot_answer(api, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    assert api("search/", status=503)["title"] == "Service Unavailable"


# --- what is known already, and what it costs ---------------------------------------------------


def test_what_a_client_has_is_not_searched_again_until_something_changes(client, index, make_article):
    make_article()
    index()
    time.sleep(1.1)  # within the second of a change there is no Last-Modified
    first = client.get("/api/v1/search/?q=harbour")
    again = client.get("/api/v1/search/?q=harbour", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, "Server-Timing" in again) == (304, False)
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/api/v1/search/?q=harbour", headers=since).status_code == 304
    make_article()
    behind = client.get("/api/v1/search/?q=harbour", headers={"If-None-Match": first["ETag"]})
    assert (behind.status_code, behind.json()["index"]["lag"], "Last-Modified" in behind) == (200, 1, False)
    index()
    caught_up = client.get("/api/v1/search/?q=harbour", headers={"If-None-Match": behind["ETag"]})
    assert (caught_up.status_code, caught_up.json()["total"]) == (200, 2)


def test_a_rebuilt_index_has_other_tags(client, index, make_article):
    make_article()
    index()
    tag = client.get("/api/v1/search/")["ETag"]
    indexing.rebuild(backend.engine())
    assert client.get("/api/v1/search/")["ETag"] != tag


def test_times_are_told(client, index):
    timing = client.get("/api/v1/search/?q=harbour")["Server-Timing"]
    assert [part.partition(";dur=")[0] for part in timing.split(", ")] == ["engine", "database"]


def test_a_page_takes_at_most_four_queries_and_the_look_into_the_log(client, index, make_article):
    for number in range(12):
        article = make_article(source=f"Source {number}", authors=["Ann"], topics=["War", f"Topic {number}"])
        Image(article=article, caption="A harbour").save()
        RelatedLink(article=article, title="More").save()
    index()
    for size in (2, 12):
        with CaptureQueriesContext(connection) as captured:
            path = f"/api/v1/search/?q=harbour&page_size={size}&facets=source,author,topic&histogram=auto"
            assert len(client.get(path).json()["results"]) == size
        assert len(captured) == 5


# --- on Whoosh ----------------------------------------------------------------------------------


@pytest.fixture
def whoosh(db, settings, tmp_path):
    """Return a function that brings an index of Whoosh's up to date, as another process would."""
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'index'}"

    def update():
        indexing.bring_up_to_date(connect(settings.SEARCH_URL, analysis=backend.analysis().name))

    update()
    return update


def test_whoosh_answers_the_same(api, whoosh, make_article):
    source = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    article = make_article(source=source, topics=["Sea"])
    whoosh()
    answer = api("search/", q="harbours -whale", facets="source", histogram="auto", explain="1")
    assert (ids(answer), answer["index"]["engine"], answer["index"]["lag"]) == ([article.pk], "whoosh", 0)
    assert answer["results"][0]["passages"][0]["marks"] == [[4, 11]]


def test_a_tag_names_what_was_searched_not_what_another_process_has_committed_since(client, api, whoosh, make_article):
    make_article()
    whoosh()
    before = client.get("/api/v1/search/?q=harbour")
    make_article()
    whoosh()
    first = client.get("/api/v1/search/?q=harbour").json()
    assert (first["total"] == 2) == (first["index"]["lag"] == 0)
    assert before.json()["index"]["position"] <= first["index"]["position"]


def test_a_folder_without_index_is_503(api, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'nothing'}"
    api("search/", status=503)


# --- health/ ------------------------------------------------------------------------------------


def health(client):
    response = client.get("/health/")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)


def test_a_healthy_archive_says_so(client, index, make_article):
    make_article()
    assert health(client) == (200, {"database": True, "index": True, "position": 0, "lag": 1, "refused": []})
    index()
    assert health(client) == (200, {"database": True, "index": True, "position": 1, "lag": 0, "refused": []})


def test_health_has_the_documented_shape(client, index):
    assert set(health(client)[1]) == set(HealthShape().fields)


def test_health_names_what_the_engine_refused_while_it_is_public(client, index, make_article):
    public, draft = make_article(), make_article(status="draft")
    for article in (public, draft):
        Refusal.objects.create(article_id=article.pk, reason="too large")
    for number in range(MOST_REFUSED):
        Refusal.objects.create(article_id=-number, shelf="desk", reason="too large")
    assert health(client)[1]["refused"] == [public.pk]


def test_without_index_the_archive_is_not_well(client, db, broken):
    assert health(client) == (503, {"database": True, "index": False, "position": None, "lag": None, "refused": []})


def test_without_database_the_archive_is_not_well(client, index):
    def refuse(*args):
        raise DatabaseError("no more")

    with connection.execute_wrapper(refuse):
        status, found = health(client)
    assert (status, found["database"], found["index"], found["lag"]) == (503, False, True, None)


def test_a_database_that_cannot_answer_is_503(client, index):
    def refuse(*args):
        raise OperationalError("database is locked: /secret/path")

    with connection.execute_wrapper(refuse):
        response = client.get("/api/v1/articles/")
    assert (response.status_code, b"secret" in response.content) == (503, False)


def test_health_is_open_where_the_archive_is_not(client, index, settings):
    settings.ARCHIVE_ACCESS = "login"
    assert health(client)[0] == 200
