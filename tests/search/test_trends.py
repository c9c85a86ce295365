"""How often something was printed in the course of time: counts, shares, and what is wrong with a question."""

import csv
import datetime
import io

import pytest

from articles import curation
from search import trends
from search.engines import connect
from search.engines.base import Results
from search.serializers import Trends


def on(day):
    return datetime.datetime.fromisoformat(f"{day}T12:00+00:00")


@pytest.fixture
def count(api, index):
    """Return a function that brings the index up to date and counts."""

    def count(*queries, status=200, **parameters):
        index()
        return api("trends/", status=status, q=list(queries), **parameters)

    return count


@pytest.fixture
def rains(make_article):
    """Two stories on rain in 2019, one in 2021 beside one on snow; nothing in 2020."""
    for day in ("2019-03-01", "2019-05-02"):
        make_article(headline="Rain", body="It rained.", published_at=on(day), source="Herald")
    make_article(headline="More rain", body="It rained.", published_at=on("2021-01-31"), source="Standard")
    make_article(headline="Snow", body="It snowed.", published_at=on("2021-12-31"), source="Herald", language="de")


def numbers(trend):
    return [(one["start"][:4], one["count"], one["share"]) for one in trend["buckets"]]


def test_each_query_is_counted_by_interval_and_as_a_share_of_all_that_is_held(count, rains):
    answer = count("rain", "Snowed ", histogram="year")
    rain, snow = answer["queries"]
    assert (rain["q"], rain["understood"], rain["version"], rain["total"]) == ("rain", "rain", 1, 3)
    assert numbers(rain) == [("2019", 2, 1.0), ("2020", 0, None), ("2021", 1, 0.5)]
    assert (snow["q"], snow["understood"], snow["total"]) == ("Snowed ", "Snowed", 1)
    assert numbers(snow) == [("2019", 0, 0.0), ("2020", 0, None), ("2021", 1, 0.5)]
    assert answer["interval"] == "year"
    assert answer["held"]["total"] == 4
    assert [one["count"] for one in answer["held"]["buckets"]] == [2, 0, 2]
    assert set(answer["index"]) == {"engine", "generation", "position", "lag"}
    assert set(answer) == set(Trends().fields)


def test_without_a_query_everything_is_counted(count, rains):
    [everything] = count()["queries"]
    assert (everything["q"], everything["understood"], everything["total"]) == ("", "*", 4)
    assert {share for _, _, share in numbers(everything)} == {1.0, None}


def test_the_counts_are_those_of_search(count, api, rains):
    for asked in ({}, {"source": "Herald"}, {"match": "any"}, {"published_after": "2020"}, {"language": "en"}):
        answer = count("rain snow", "rain", histogram="month", **asked)
        for trend in answer["queries"]:
            found = api("search/", q=trend["q"], histogram="month", **asked)
            assert trend["total"] == found["total"]
            assert [one for one in trend["buckets"] if one["count"]] == [
                one | {"share": one["count"] / held(answer, one["start"])} for one in found["histogram"]["buckets"]
            ]


def held(answer, start):
    return {one["start"]: one["count"] for one in answer["held"]["buckets"]}[start]


def test_filters_narrow_what_is_counted_and_what_it_is_a_share_of(count, rains):
    answer = count("rain", source="Herald", histogram="year")
    assert numbers(answer["queries"][0]) == [("2019", 2, 1.0), ("2020", 0, None), ("2021", 0, 0.0)]
    assert answer["held"]["total"] == 3


def test_no_interval_is_left_out(count, rains):
    starts = [one["start"] for one in count("rain", histogram="month")["held"]["buckets"]]
    assert (starts[0], starts[-1], len(starts)) == ("2019-03-01", "2021-12-01", 34)
    starts = [one["start"] for one in count("rain", histogram="day")["held"]["buckets"]]
    assert (starts[0], starts[-1], len(starts)) == ("2019-03-01", "2021-12-31", 1037)
    assert "2020-02-29" in starts


@pytest.mark.parametrize(
    ("bounds", "interval"),
    [({}, "month"), ({"published_before": "2019-04-30"}, "day"), ({"published_after": "2030"}, "year")],
)
def test_auto_chooses_by_what_is_held_whatever_is_found(count, rains, bounds, interval):
    answer = count("snow", **bounds)
    assert answer["interval"] == interval
    assert answer == count("snow", **bounds, histogram="auto")


def test_nothing_held_is_no_interval(count, rains):
    answer = count("rain", source="Nobody")
    assert (answer["held"], answer["queries"][0]["buckets"]) == ({"total": 0, "buckets": []}, [])


def test_only_public_articles_are_counted(count, make_article):
    make_article(headline="Rain", published_at=on("2019-03-01"))
    make_article(headline="Rain", status="draft", published_at=on("1999-03-01"))
    hidden = make_article(headline="Rain", published_at=on("2009-03-01"))
    assert count("rain", histogram="year")["held"]["total"] == 2
    curation.withdraw(hidden, reason="legal")
    answer = count("rain", histogram="year")
    assert numbers(answer["queries"][0]) == [("2019", 1, 1.0)]


# --- what is wrong --------------------------------------------------------------------------------


def test_what_is_wrong_with_a_query_is_said_as_search_says_it(count, api, rains):
    bad = "headlin:rain"
    [mistake] = count(bad, status=400)["errors"]
    assert mistake == api("search/", status=400, q=bad)["errors"][0]


def test_of_several_queries_each_that_is_wrong_is_pointed_at(count, api, rains):
    problem = count("rain", "headlin:rain", "snow", "snow OR", status=400)
    second, fourth = problem["errors"]
    assert problem["detail"] == f"{second['detail']} (1 more below)"
    assert (second["number"], fourth["number"]) == (2, 4)
    assert second["detail"].startswith("Query 2: There is no field headlin:")
    assert (second["parameter"], second["offset"], second["nearest"]) == ("q", 0, "headline")
    for mistake, bad in ((second, "headlin:rain"), (fourth, "snow OR")):
        [alone] = api("search/", status=400, q=bad)["errors"]
        number = mistake["number"]
        assert mistake == alone | {"number": number, "detail": f"Query {number}: {alone['detail']}"}


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"q": list("abcdef")}, "q is given 6 times: at most 5 are counted side by side."),
        ({"interval": "year"}, "There is no parameter “interval” here: use"),
        ({"histogram": "week"}, "histogram is “week”: use year, month, day or auto."),
        ({"histogram": ["year", "day"]}, "histogram is given 2 times: give it once."),
        ({"facets": "source"}, "There is no parameter “facets” here: use"),
        ({"q": "x" * 513}, "512"),
    ],
)
def test_what_is_no_parameter_is_refused(api, index, parameters, sentence):
    assert sentence in api("trends/", status=400, **parameters)["detail"]


def test_too_many_intervals_are_refused_with_what_to_do(count, make_article):
    make_article(published_at=on("1999-12-31"))
    first = on("1999-12-31") - datetime.timedelta(days=trends.MOST_INTERVALS - 1)
    make_article(published_at=first)
    assert len(count(histogram="day")["held"]["buckets"]) == trends.MOST_INTERVALS
    make_article(published_at=first - datetime.timedelta(days=1))
    problem = count(histogram="day", status=400)
    assert problem["detail"] == (
        "histogram is “day”, of which there are 9001 from 1975-05-11 to 1999-12-31, and at most 9000 are counted: "
        "take month, or narrow the time by published_after and published_before."
    )
    assert problem["errors"][0]["valid"] == ["year", "month"]
    assert len(count(histogram="day", published_after="1990")["held"]["buckets"]) == 1
    assert count()["interval"] == "year"


def test_all_years_that_there_are_can_be_counted(count, make_article):
    make_article(published_at=on("1400-01-01"))
    make_article(published_at=on("9998-12-31"))
    assert len(count()["held"]["buckets"]) == 8_599 <= trends.MOST_INTERVALS


def test_a_broken_engine_is_a_503(api, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'nowhere'}"
    assert "Search cannot answer" in api("trends/", status=503, q="rain")["detail"]


# --- what it costs --------------------------------------------------------------------------------


def test_an_engine_is_asked_once_a_query_and_once_for_all_that_is_held(rains, index):
    index()
    engine = Counting(connect("memory://"))
    asked = trends.TrendParameters("q=rain&q=snow&q=rain+OR+snow")
    trends.count(asked, engine)
    assert engine.searches == 4


class Counting:
    """An engine that holds nothing, and counts what it is asked."""

    def __init__(self, engine):
        self.analysis, self.searches = engine.analysis, 0

    def search(self, query, *, size):
        self.searches += 1
        assert size == 0
        interval = "year" if query.histogram == "auto" else query.histogram
        return Results(hits=(), total=0, histogram=trends.Histogram(interval=interval))

    def terms(self, prefix, *, limit, keep=None):
        return []

    def frequencies(self, words):
        return dict.fromkeys(words, 0)


def test_who_has_the_answer_gets_a_304_until_something_changes(client, rains, index, make_article):
    index()
    for address in ("/api/v1/trends/?q=rain", "/api/v1/trends.csv?q=rain"):
        first = client.get(address)
        known = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, known.status_code) == (200, 304)
        make_article()
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


# --- as a table -----------------------------------------------------------------------------------


def rows(client, **parameters):
    answer = client.get("/api/v1/trends.csv", parameters)
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.reader(io.StringIO(answer.content.decode(), newline="")))


def test_a_table_has_a_row_for_each_query_and_interval(client, rains, index):
    index()
    assert rows(client, q=["rain", "snow"], histogram="year") == [
        ["q", "start", "count", "share", "held"],
        ["rain", "2019-01-01", "2", "1.0", "2"],
        ["rain", "2020-01-01", "0", "", "0"],
        ["rain", "2021-01-01", "1", "0.5", "2"],
        ["snow", "2019-01-01", "0", "0.0", "2"],
        ["snow", "2020-01-01", "0", "", "0"],
        ["snow", "2021-01-01", "1", "0.5", "2"],
    ]


@pytest.mark.parametrize("q", ["-rain *", "+rain", "=rain", "\train"])
def test_no_query_is_a_formula_in_a_table(client, rains, index, q):
    index()
    table = rows(client, q=q)
    assert {row[0] for row in table[1:]} == {f"'{q}"}


def test_a_table_says_what_is_wrong_as_the_json_does(client, api, index):
    wrong = client.get("/api/v1/trends.csv?q=rain&q=headlin:x")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")
    assert wrong.json() == api("trends/", status=400, q=["rain", "headlin:x"])
