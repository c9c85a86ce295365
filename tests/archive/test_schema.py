import pytest
from django.core.management import call_command

ENDPOINTS = {
    "/api/v1/search/",
    "/api/v1/suggest/",
    "/api/v1/articles/",
    "/api/v1/articles/{id}/",
    "/api/v1/articles/{id}/similar/",
    "/api/v1/articles/{id}/original/",
    "/api/v1/sources/",
    "/api/v1/authors/",
    "/api/v1/topics/",
    "/api/v1/lookup/",
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
        assert list(methods) == ["get"], path
        assert methods["get"]["description"]


def test_every_parameter_says_what_it_is(schema):
    for path in ENDPOINTS:
        for parameter in schema["paths"][path]["get"].get("parameters", []):
            assert parameter["in"] == "path" or parameter["description"], parameter


def test_the_parameters_of_search_are_the_documented_ones(schema):
    found = {one["name"]: one for one in schema["paths"]["/api/v1/search/"]["get"]["parameters"]}
    assert set(found) == {
        "q", "match", "facets", "histogram", "explain", "sort", "page_size", "cursor",
        "source", "author", "topic", "section", "language", "published_after", "published_before",
    }  # fmt: skip
    assert found["page_size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert (found["source"]["explode"], found["facets"]["explode"]) == (True, False)


def test_every_answer_that_there_can_be_is_described(schema):
    common = {"200", "304", "400", "401", "404", "412", "429", "503"}
    for path in ENDPOINTS:
        answers = schema["paths"][path]["get"]["responses"]
        assert common - {"404"} <= set(answers), path
    assert {"308", "404", "410"} <= set(schema["paths"]["/api/v1/articles/{id}/"]["get"]["responses"])


def test_problems_are_described_as_what_they_are(schema):
    answer = schema["paths"]["/api/v1/articles/{id}/"]["get"]["responses"]["410"]
    assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Tombstone")
