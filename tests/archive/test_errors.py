import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory

from archive import errors
from archive.settings import _unforeseen as unforeseen
from articles import views

METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


def is_problem(response, status):
    body = response.json()
    assert response.status_code == status == body["status"]
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert list(body)[:5] == ["type", "title", "status", "detail", "errors"]
    assert body["detail"].endswith((".", ")"))
    return True


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v2/search/",
        "/api/v1/nothing/",
        "/api/v1/changes/1/",
        "/api/v1/export.xml",
        "/api/v1/wanted/",
        "/api/v1/articles/1/revisions/",
        "/api/v1/articles/1/related/",
        "/api/v1/articles/1/similar/",
        "/api/v1/%00",
        "/api/v1/%ff%fe",
        "/api/v1/../../etc/passwd",
        "/api/v1/articles/" + "x" * 5_000,
        "/health/more/",
    ],
)
def test_what_is_not_there_is_404(client, db, path):
    assert is_problem(client.get(path), 404)


def test_outside_the_api_what_is_not_there_is_a_page(client, db):
    assert client.get("/nothing/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "address", ["search/", "articles/1/similar/", "articles/1/revisions/", "lookup/", "schema/", "docs/"]
)
def test_what_only_reads_takes_no_other_method(client, db, method, address):
    response = client.generic(method, f"/api/v1/{address}", b'{"a":', content_type="application/json")
    assert is_problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["detail"] == f"{method} is not possible here: use GET, HEAD, OPTIONS."


WRITTEN_TO = {
    "articles/": "GET, POST, HEAD, OPTIONS",
    "articles/1/": "GET, PUT, PATCH, DELETE, HEAD, OPTIONS",
    "articles/1/publish/": "POST, OPTIONS",
}


@pytest.mark.parametrize("address", WRITTEN_TO)
def test_what_is_written_to_says_by_what_methods(client, db, address):
    response = client.options(f"/api/v1/{address}")
    assert (response.status_code, response["Allow"]) == (200, WRITTEN_TO[address])
    for method in ["POST", *METHODS]:
        possible = method in WRITTEN_TO[address].split(", ")
        answer = client.generic(method, f"/api/v1/{address}", b'{"a":', content_type="application/json")
        assert is_problem(answer, 401 if possible else 405), method


@pytest.mark.parametrize("address", ["search/", "articles/", "sources/", "authors/", "topics/", "schema/", "docs/"])
def test_head_is_get_without_its_body(client, index, address):
    got, headed = client.get(f"/api/v1/{address}"), client.head(f"/api/v1/{address}")
    assert (headed.status_code, headed.content) == (200, b"")
    names = set(got.headers) - {"Server-Timing"}
    assert {name: headed[name] for name in names} == {name: got[name] for name in names}


@pytest.mark.parametrize("address", ["search/", "articles/1/revisions/", "lookup/", "schema/", "docs/"])
def test_options_says_what_is_possible(client, db, address):
    response = client.options(f"/api/v1/{address}")
    assert (response.status_code, response["Allow"]) == (200, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "image/png", "*/*;q=0", "application/json;q=0"])
@pytest.mark.parametrize("address", ["articles/", "suggest/", "schema/"])
def test_a_form_that_there_is_not_is_406(client, db, address, accept):
    response = client.get(f"/api/v1/{address}", headers={"Accept": accept})
    assert is_problem(response, 406)
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize("host", ["evil.example", "a b", "", "[::1", "x" * 300])
def test_another_host_is_refused(client, db, host):
    assert is_problem(client.get("/api/v1/articles/", headers={"Host": host}), 400)


def test_what_nobody_foresaw_is_500_without_a_word_of_it(client, db, monkeypatch):
    def fail(*args):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(views, "filtered", fail)
    response = Client(raise_request_exception=False).get("/api/v1/articles/")
    assert is_problem(response, 500)
    assert b"secret" not in response.content


class View:
    """As much of a view as the handler looks at."""

    request = RequestFactory().post("/")
    allowed_methods = ("GET",)


@pytest.mark.parametrize(
    ("error", "status"), [(Http404(), 404), (PermissionDenied("secret"), 403), (SuspiciousOperation("secret"), 400)]
)
def test_what_django_raises_has_a_sentence_of_ours(error, status):
    response = errors.handle(error, {"view": View()})
    assert response.status_code == response.data["status"] == status
    assert "secret" not in response.data["detail"]


def test_what_is_not_foreseen_is_left_to_django():
    assert errors.handle(ZeroDivisionError(), {"view": View()}) is None


@pytest.mark.parametrize(
    ("handler", "status"),
    [(errors.bad_request, 400), (errors.permission_denied, 403), (errors.not_found, 404), (errors.server_error, 500)],
)
def test_handlers_answer_the_api_in_json_and_people_with_a_page(handler, status, rf):
    arguments = () if status == 500 else (Exception("secret"),)
    for path, kind in (("/api/v1/x", "application/problem+json"), ("/x", "text/html; charset=utf-8")):
        response = handler(rf.get(path), *arguments)
        assert (response.status_code, response["Content-Type"]) == (status, kind)
        assert b"secret" not in response.content


@pytest.mark.parametrize(("status", "logged"), [(500, True), (503, False), (505, False)])
def test_only_what_nobody_foresaw_is_a_failure_in_the_log(status, logged):
    record = logging.makeLogRecord({"status_code": status})
    assert unforeseen(record) is logged
