"""Up to five queries as lines, with the table that says the same."""

import re

import pytest

from archive.pages import trends
from tests.archive.markup import Page
from tests.archive.pages.conftest import on
from tests.articles.test_prose import hostile


@pytest.fixture
def rains(make_article, index):
    for day in ("2011-03-01", "2011-05-02", "2013-01-31", "2019-01-01"):
        make_article(headline="Rain", body="It rained.", published_at=on(day), source="Herald")
    make_article(headline="Snow", body="It snowed.", published_at=on("2013-12-31"), source="Other")
    index()


def test_two_queries_are_two_lines_and_a_table(read, rains):
    page = read("/trends/", {"q": ["rain", "snow"]})
    assert len([one for one in page.all("path") if one["class"].startswith("line")]) == 4  # with those of the key
    assert "Time rain snow Held 2011 2 0 2" in page.text
    assert "2013 1 1 2" in page.text
    assert "2012 – – 0" in page.text
    assert "rain, 2011: 2" in page.text
    assert {"rain", "snow"} <= {one.get("value") for one in page.all("input")}


def test_a_time_of_which_nothing_is_held_is_one_row_and_a_gap_in_the_lines(read, rains):
    page = read("/trends/", {"q": ["rain", "snow"]})
    assert "2013 1 1 2 2014 – 2018 – – 0 2019 1 0 1" in page.text
    lines = [one["d"] for one in page.all("path") if one["class"].startswith("line")]
    assert lines[0].count("M") == 3  # 2011, 2013, 2019


def test_a_point_and_its_number_lead_to_the_search_that_finds_so_many(read, rains):
    page = read("/trends/", {"q": ["rain", "snow"]})
    link = "/?q=rain&published_after=2011-01-01&published_before=2012-01-01"
    assert page.links().count(link) == 2
    [point] = [one for one in page.all("a") if one["href"] == link and "tabindex" in one]
    assert point["tabindex"] == "-1"  # the same is reached by keyboard in the table
    assert "2 articles" in read(link).text


def test_a_point_keeps_filters_and_bounds(read, rains):
    asked = {"q": "rain snow", "match": "any", "source": "Herald", "published_after": "2013-01-15", "histogram": "year"}
    page = read("/trends/", asked)
    link = "/?q=rain+snow&match=any&source=Herald&published_after=2013-01-15&published_before=2014-01-01"
    assert link in page.links()
    assert "1 article" in read(link).text
    assert {"name": "source", "value": "Herald", "type": "hidden"} in page.all("input")
    [after] = [one["value"] for one in page.all("input") if one["name"] == "published_after"]
    assert after == "2013-01-15"  # and is not kept beside the field
    assert "?q=rain+snow&match=any&published_after=2013-01-15&histogram=year" in page.links()


def test_filters_are_called_as_the_search_calls_them(read, rains):
    page = read("/trends/", {"q": "rain", "source": "Herald", "language": "en", "match": "any"})
    assert "source Herald × language English ×" in page.text
    assert "?q=rain&source=Herald&match=any" in page.links()


def test_shares_are_shown_where_they_are_asked_for(read, rains):
    page = read("/trends/", {"q": ["rain", "snow"], "show": "shares", "histogram": "year"})
    assert "2011 100% 0% 2 2012 – – 0 2013 50% 50% 2" in page.text
    assert "?q=rain&q=snow&histogram=year&show=counts" in page.links()
    assert {"role": "radiogroup", "aria-label": "What is drawn"} in page.all("span")
    assert "?q=rain&q=snow&histogram=year&show=shares" in read("/trends/?q=rain&q=snow&histogram=year").links()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.05 * 3, "15%"),
        (0.123, "12.3%"),
        (0.005, "0.5%"),
        (1 / 3_000, "0.033%"),
        (1e-6, "0.000%"),
    ],
)
def test_a_share_has_no_more_decimals_than_tell_something(value, told):
    assert trends.told(value, "shares") == told


def test_numbers_are_had_as_csv_and_json_of_the_same(client, read, rains):
    page = read("/trends/", {"q": ["rain", "snow"], "show": "shares", "source": "Herald"})
    for address in ("/api/v1/trends.csv?q=rain&q=snow&source=Herald", "/api/v1/trends/?q=rain&q=snow&source=Herald"):
        assert address in page.links()
        assert client.get(address).status_code == 200


def test_without_a_question_it_shows_all_that_is_held(read, rains):
    page = read("/trends/")
    assert "All articles 5" in page.text
    assert "/?published_after=2011-01-01&published_before=2012-01-01" in page.links()


def test_nothing_held_is_said(read, rains):
    assert "Nothing is held here to be counted." in read("/trends/", {"q": "rain", "source": "Nobody"}).text


def test_how_a_query_was_understood_is_said_where_it_reads_otherwise(read, rains):
    assert "rain AND snow" in read("/trends/", {"q": "rain snow"}).text


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"q": ["rain", "headlin:x"]}, "Query 2: There is no field headlin:"),
        ({"q": list("abcdef")}, "q is given 6 times: at most 5"),
        ({"published_after": "never"}, "published_after is “never”"),
        ({"show": "both"}, "show is “both”: use counts or shares."),
        ({"sort": "newest"}, "There is no parameter “sort” here"),
    ],
)
def test_what_is_wrong_is_said_above_the_form_as_it_was_filled_in(read, rains, parameters, sentence):
    page = read("/trends/", parameters, status=400)
    assert sentence in page.text
    if "published_after" in parameters:
        assert "never" in {one.get("value") for one in page.all("input")}
    if parameters.get("q") == ["rain", "headlin:x"]:
        assert {"rain", "headlin:x"} <= {one.get("value") for one in page.all("input")}
        assert len(page.all("mark")) == 1


def test_one_article_that_is_centuries_away_hides_no_other(read, make_article, index):
    make_article(published_at=on("1400-01-01"))
    make_article(published_at=on("2023-01-01"))
    index()
    assert "Held 1400 1 1 1401 – 2022 – 0 2023 1 1" in read("/trends/").text


def test_more_times_than_a_table_shows_are_refused_and_so_is_a_time_that_is_too_long(
    read, make_article, index, monkeypatch
):
    for day in range(1, 5):
        make_article(published_at=on(f"2023-01-{day:02}"))
    make_article(published_at=on("2024-01-01"))
    index()
    monkeypatch.setattr(trends, "MOST_INTERVALS", 4)
    told = "there are 366 from 2023-01-01 to 2024-01-01, and at most 4 are counted: take month"
    assert told in read("/trends/", {"histogram": "day"}, status=400).text
    assert "Held January 2023 4 4" in read("/trends/", {"histogram": "month"}).text


def test_the_page_stays_small_whatever_is_asked(client, make_article, index):
    for month in range(trends.MOST_INTERVALS):
        make_article(published_at=on(f"{1980 + month // 12}-{month % 12 + 1:02}-01"))
    index()
    asked = {"q": ["harbour", "ships", "monday", "reopened", "har*"], "histogram": "month"}
    response = client.get("/trends/", asked)
    assert response.status_code == 200
    assert len(response.content) < 100_000
    page = Page(response.content.decode())
    assert not [one for one in page.links() if "published_after" in one]
    assert "There are too many points for each to lead to its search" in page.text
    few = client.get("/trends/", asked | {"published_after": "1980", "published_before": "1984-01"})
    assert len(few.content) < 100_000
    assert few.content.count(b"published_after") > 2 * 200


def test_numbers_of_a_drawing_are_those_of_svg_in_every_language(client, rains):
    html = client.get("/trends/?q=rain&show=shares", headers={"Accept-Language": "ru"}).content.decode()
    drawn = re.findall(r'\s(?:x1|x2|y1|y2|x|y|cx|cy|d)="([^"]*)"', html)
    assert drawn
    assert all(re.fullmatch(r"[MLh0-9. -]*", one) for one in drawn)


def test_hostile_queries_come_back_as_text(client, shared, rains):
    for string in [*hostile(shared)][::60]:
        page = Page(client.get("/trends/", {"q": ["rain", string]}).content.decode())
        assert (list(page.dangers()), page.faults) == ([], []), string


def test_a_broken_engine_never_looks_like_nothing_found(client, db, settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'nowhere'}"
    for place in ("/trends/?q=rain", "/browse/", "/browse/2019/", "/browse/sources/", "/browse/sections/", "/about/"):
        response = client.get(place)
        html = response.content.decode()
        if "sources" not in place:  # without a name there is no count to ask for
            assert (response.status_code, "Search cannot answer at the moment" in html) == (503, True), place
        assert "Nothing is held" not in html


@pytest.mark.parametrize(
    ("language", "said"), [("en", "By as fits year month day"), ("ru", "Шаг автоматически год месяц день")]
)
def test_each_interval_goes_with_what_it_is_called(client, rains, language, said):
    assert said in Page(client.get("/trends/", headers={"Accept-Language": language}).content.decode()).text
