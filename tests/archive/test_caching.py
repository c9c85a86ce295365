import pytest

from archive.caching import PRIVATE, PUBLIC


@pytest.mark.parametrize("address", ["articles/", "search/", "sources/", "schema/"])
def test_what_is_public_may_be_kept_but_must_be_asked_for_each_time(client, index, address):
    response = client.get(f"/api/v1/{address}")
    assert (response["Cache-Control"], "ETag" in response) == (PUBLIC, True)


def test_so_may_the_answer_that_nothing_changed(client, make_article):
    make_article()
    tag = client.get("/api/v1/articles/")["ETag"]
    assert client.get("/api/v1/articles/", headers={"If-None-Match": tag})["Cache-Control"] == PUBLIC


@pytest.mark.parametrize(
    ("address", "status"),
    [("articles/", 200), ("articles/99/", 404), ("articles/?page_size=0", 400), ("nothing/", 404)],
)
def test_what_saw_credentials_is_kept_by_nobody(client, db, address, status):
    client.cookies["sessionid"] = "anything"
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response["Cache-Control"]) == (status, PRIVATE)


def test_a_header_with_credentials_counts_as_well(client, db):
    headers = {"Authorization": "Bearer x"}
    assert client.get("/api/v1/articles/", headers=headers)["Cache-Control"] == PRIVATE


def test_errors_are_not_kept(client, db):
    assert client.get("/api/v1/articles/99/")["Cache-Control"] == "no-store"


def test_any_site_may_read_but_not_with_credentials(client, db):
    response = client.get("/api/v1/articles/", headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_site_that_asks_before_it_reads_is_answered(client, db):
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/articles/", headers=headers)
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")


def test_the_admin_is_no_place_for_other_sites(client, db):
    response = client.get("/admin/login/", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in response
