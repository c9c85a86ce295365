import pytest
from django.core.management import call_command
from django.urls import resolve

from articles import imports
from articles.exporting.catalogue import SHAPES

VERBS = ("publish", "withdraw", "restore", "correct", "merge")
ENDPOINTS = {
    "/api/v1/search/",
    "/api/v1/search.atom",
    "/api/v1/search.rss",
    "/api/v1/search.json",
    "/api/v1/suggest/",
    "/api/v1/trends/",
    "/api/v1/trends.csv",
    "/api/v1/articles/",
    "/api/v1/articles/{id}/",
    "/api/v1/articles/{id}.{suffix}",
    *(f"/api/v1/articles/{{id}}/{verb}/" for verb in VERBS),
    "/api/v1/articles/{id}/similar/",
    "/api/v1/articles/{id}/original/",
    "/api/v1/articles/{id}/revisions/",
    "/api/v1/imports/",
    "/api/v1/imports/{id}/",
    "/api/v1/changes/",
    "/api/v1/changes/checksum/",
    "/api/v1/export.ndjson",
    "/api/v1/export.csv",
    "/api/v1/sources/",
    "/api/v1/authors/",
    "/api/v1/topics/",
    "/api/v1/lookup/",
}
CONDITIONS = {"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"}
METHODS = {
    "/api/v1/articles/": ["get", "post"],
    "/api/v1/articles/{id}/": ["get", "put", "patch", "delete"],
    "/api/v1/imports/": ["get", "post"],
    **{f"/api/v1/articles/{{id}}/{verb}/": ["post"] for verb in VERBS},
}


@pytest.fixture
def schema(api, db):
    """The description of the API."""
    return api("schema/")


def test_the_description_is_valid_and_nothing_in_it_was_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_every_endpoint_is_described(schema):
    assert set(schema["paths"]) == ENDPOINTS
    for path, methods in schema["paths"].items():
        assert list(methods) == METHODS.get(path, ["get"]), path
        assert all(one["description"] for one in methods.values()), path


def test_every_method_that_an_address_answers_is_described(schema):
    for path, methods in schema["paths"].items():
        allowed = set(resolve(path.replace("{id}", "1").replace("{suffix}", "json")).func.view_class().allowed_methods)
        assert allowed - {"OPTIONS", "HEAD"} == {one.upper() for one in methods}, path


def test_writes_say_what_they_take_who_may_and_what_is_answered(schema):
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            if method == "get":
                anybody = [] if "/imports/" in path else [{}]
                assert described["security"] == [*anybody, {"token": []}, {"session": []}], path
                continue
            assert described["security"] == [{"token": []}, {"session": []}], path
            body = described.get("requestBody", {}).get("content", {})
            files = ["multipart/form-data", *imports.NAMES] if "/imports/" in path else ["application/json"]
            assert list(body) == ([] if method == "delete" else files), path
            assert {"400", "401", "403", "413", "415"} <= set(described["responses"]), path
            assert ("409" in described["responses"]) == ("/imports/" not in path), path
            headers = {one["name"] for one in described.get("parameters", []) if one["in"] == "header"}
            once, matched = ["Idempotency-Key"] * (method == "post"), ["If-Match"] * ("{id}" in path)
            assert headers == {"X-CSRFToken", *once, *matched}, path


def test_an_article_is_written_with_the_names_that_it_is_shown_with(schema):
    written, shown = (schema["components"]["schemas"][name]["properties"] for name in ("ArticleBody", "Article"))
    assert set(written) - {"note"} < set(shown)
    assert "note" not in shown


def test_every_parameter_says_what_it_is(schema):
    for path in ENDPOINTS:
        for method in schema["paths"][path].values():
            for parameter in method.get("parameters", []):
                assert parameter["in"] == "path" or parameter["description"], parameter


def test_the_parameters_of_search_are_the_documented_ones(schema):
    parameters = schema["paths"]["/api/v1/search/"]["get"]["parameters"]
    assert {one["name"] for one in parameters if one["in"] == "header"} == CONDITIONS
    found = {one["name"]: one for one in parameters if one["in"] == "query"}
    assert set(found) == {
        "q", "match", "facets", "histogram", "explain", "sort", "page_size", "cursor",
        "source", "author", "topic", "section", "language", "published_after", "published_before",
    }  # fmt: skip
    assert found["page_size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert (found["source"]["explode"], found["facets"]["explode"]) == (True, False)


def test_an_empty_value_may_stand_for_one_that_is_left_out(schema):
    found = {one["name"]: one for one in schema["paths"]["/api/v1/search/"]["get"]["parameters"]}
    assert found["page_size"]["allowEmptyValue"]
    assert found["sort"]["allowEmptyValue"]
    [url] = [one for one in schema["paths"]["/api/v1/lookup/"]["get"]["parameters"] if one["in"] == "query"]
    assert (url["required"], url["schema"]["minLength"], "allowEmptyValue" in url) == (True, 1, False)


def test_every_answer_that_there_can_be_is_described(schema):
    for path in ENDPOINTS - METHODS.keys() | {"/api/v1/articles/", "/api/v1/articles/{id}/"}:
        answers = schema["paths"][path]["get"]["responses"]
        assert {"200", "400", "401", "429", "503"} <= set(answers), path
        assert ({"304", "412"} <= set(answers)) == ("/imports/" not in path), path
    assert {"308", "404", "410"} <= set(schema["paths"]["/api/v1/articles/{id}/"]["get"]["responses"])


def test_an_article_is_described_in_every_shape(schema):
    types = {one.media_type for one in SHAPES}
    for path in ("/api/v1/articles/{id}/", "/api/v1/articles/{id}.{suffix}"):
        answers = schema["paths"][path]["get"]["responses"]
        assert set(answers["200"]["content"]) == types
        assert set(answers["410"]["content"]) == types - {"application/json"} | {"application/problem+json"}
    assert {"application/json"} == set(schema["paths"]["/api/v1/articles/{id}/"]["put"]["responses"]["200"]["content"])
    [suffix] = [one for one in schema["paths"][path]["get"]["parameters"] if one["name"] == "suffix"]
    assert (suffix["in"], suffix["schema"]["enum"]) == ("path", [one.suffix for one in SHAPES])


def test_problems_are_described_as_what_they_are(schema):
    answer = schema["paths"]["/api/v1/articles/{id}/"]["get"]["responses"]["410"]
    assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Tombstone")
