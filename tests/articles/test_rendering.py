"""In which form an answer comes, by what is asked for."""

import json

import pytest

from articles.rendering import preferred

BOTH = ["application/json", "application/x-ndjson"]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/json;q=0.5, application/x-ndjson", "application/x-ndjson"),
        ("application/x-ndjson;q=0.5, */*", "application/json"),
        ("APPLICATION/X-NDJSON", "application/x-ndjson"),
        ("application/json; charset=utf-8", "application/json"),
        ('application/json;v="2";q=0.1, application/x-ndjson; q=0.2', "application/x-ndjson"),
        ("application/json;q=0, */*", "application/x-ndjson"),
        ("%$§", "application/json"),
        (",,;", "application/json"),
        ("application/json;q=high", "application/json"),
        ("text/html", None),
        ("*/*;q=0", None),
    ],
)
def test_the_form_is_that_which_is_liked_best(accept, wanted):
    assert preferred(accept, BOTH) == wanted


@pytest.mark.parametrize("address", ["articles/", "search/", "changes/"])
def test_lists_come_as_lines_too(client, make_article, index, address):
    for _ in range(3):
        make_article()
    index()
    size = "limit" if address == "changes/" else "page_size"
    response = client.get(f"/api/v1/{address}?{size}=2", headers={"Accept": "application/x-ndjson"})
    assert response["Content-Type"] == "application/x-ndjson"
    assert "Accept" in response["Vary"]
    page = client.get(f"/api/v1/{address}?{size}=2").json()
    assert [json.loads(line) for line in response.content.splitlines()] == page["results"]
    assert response["Link"] == f'<{page["next"]}>; rel="next"'


def test_at_the_end_there_is_no_link(client, make_article):
    make_article()
    assert "Link" not in client.get("/api/v1/articles/", headers={"Accept": "application/x-ndjson"})


def test_a_tag_of_one_form_is_none_of_another(client, make_article):
    make_article()
    tag = client.get("/api/v1/articles/", headers={"Accept": "application/x-ndjson"})["ETag"]
    assert client.get("/api/v1/articles/", headers={"If-None-Match": tag}).status_code == 200
    known = {"If-None-Match": tag, "Accept": "application/x-ndjson"}
    assert client.get("/api/v1/articles/", headers=known).status_code == 304


def test_what_is_wrong_is_a_problem_in_any_form(client, db):
    response = client.get("/api/v1/articles/?nothing=1", headers={"Accept": "application/x-ndjson"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"]


def test_originals_and_pages_come_as_they_are(client, db):
    assert client.get("/api/v1/docs/", headers={"Accept": "text/html"}).status_code == 200
