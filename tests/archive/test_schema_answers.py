"""The description holds: every answer that it tells of is got, has the headers it names and the shape it shows."""

import gzip
import json
import time
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from archive.headers import HEADERS
from articles import curation, editing, endpoints, originals
from articles.addresses import AddressKind, key_of
from articles.models import Address
from tests.articles.importing.conftest import uploads

__all__ = ["uploads"]
DESCRIPTION = json.loads(json.dumps(SchemaGenerator().get_schema(public=True)))
OPERATIONS = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]
JSON, LINES = "application/json", "application/x-ndjson"

OF_HTTP = {
    *("Allow", "Content-Length", "Content-Type"),
    *("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy"),
    *("X-Content-Type-Options", "X-Frame-Options"),
}
"""Headers that say nothing of this API: those of HTTP itself, and those for browsers."""


DOCUMENT = "urn:description"

# --- examples -------------------------------------------------------------------------------------


def as_json_schema(described):
    """Return OpenAPI 3.0 as JSON Schema, which says `null` otherwise."""
    if isinstance(described, list):
        return [*map(as_json_schema, described)]
    if not isinstance(described, dict):
        return described
    rest = {name: as_json_schema(one) for name, one in described.items() if name != "nullable"}
    if "$ref" in rest:
        rest["$ref"] = DOCUMENT + rest["$ref"]
    return {"anyOf": [rest, {"type": "null"}]} if described.get("nullable") is True else rest


def registered():
    """Return the registry in which the parts of the description are found."""
    components = as_json_schema({"components": DESCRIPTION["components"]})
    return Registry().with_resource(DOCUMENT, Resource.from_contents(components, default_specification=DRAFT202012))


COMPONENTS = registered()


def wrong(value, schema):
    """What keeps a value from being what a schema describes."""
    checked = Draft202012Validator(as_json_schema(schema), registry=COMPONENTS)
    return [one.message for one in checked.iter_errors(value)]


def described(path, method, status=None):
    """Return an operation, or one answer of it."""
    operation = DESCRIPTION["paths"][path][method]
    return operation if status is None else operation["responses"][str(status)]


def bodies(path, method):
    """Yield (where, media type, body) for every body that is described of an operation."""
    operation = described(path, method)
    for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", media_type, body
    for status, answer in operation["responses"].items():
        for media_type, body in answer.get("content", {}).items():
            yield status, media_type, body


def example(body):
    """Return the example of a body."""
    [[name, shown]] = body["examples"].items()
    assert name == "Example"
    return DESCRIPTION["components"]["examples"][shown["$ref"].rpartition("/")[2]] if "$ref" in shown else shown


def test_every_body_has_an_example_and_it_is_what_it_shows():
    for path, method in OPERATIONS:
        for where, media_type, body in bodies(path, method):
            if where == "request" and media_type != JSON:
                continue  # files, as they come
            value = example(body)["value"]
            assert value not in ("", {}, []), (path, method, where, media_type)
            assert wrong(value, body["schema"]) == [], (path, method, where, media_type)


def test_every_header_is_described_and_its_example_is_what_it_shows():
    assert {*DESCRIPTION["components"]["headers"]} == {*HEADERS}
    for name, header in DESCRIPTION["components"]["headers"].items():
        assert header["description"], name
        assert wrong(header["example"], header["schema"]) == [], name


def test_no_two_operations_have_one_name_and_each_reads_well():
    names = [described(*one)["operationId"] for one in OPERATIONS]
    assert len({*names}) == len(names)
    assert all(len(name) < 25 and name.replace("_", "").isalpha() and name.islower() for name in names), names
    assert not [name for name in DESCRIPTION["components"]["schemas"] if name.endswith(("Enum", "Shape", "Serializer"))]


# --- answers --------------------------------------------------------------------------------------


PUBLIC, OTHER, WITHDRAWN = (f"https://herald.example/{name}" for name in ("public", "other", "withdrawn"))
ABOUT = {308: "merged", 404: "none", 410: "deleted"}
"""{status: the article that answers with it}."""
DONE = {"publish": "draft", "restore": "withdrawn", "delete_article": "other"}
REFUSED = {"withdraw": "draft", "correct": "draft"}
"""{operation: the article that lets, or does not let, it be done}; of the others it is the public one."""
SHOWN = {
    304: {"If-None-Match": "*"},
    401: {"Authorization": "Bearer nar_wrong"},
    406: {"Accept": "text/nothing"},
    412: {"If-Match": '"x"'},
    422: {"Idempotency-Key": "x"},
}
"""{status: the header of the request that brings it}."""
FOUND = {404: "https://nowhere.example/", 410: WITHDRAWN}


class World:
    """An archive in which every answer can be got."""

    def __init__(self, client, token, make_article, settings):
        self.client, self.rates = client, []
        self.counted = settings.ARCHIVE_DATA = settings.ARCHIVE_UPLOADS.parent / "counted"
        self.away = self.counted.with_name("away")
        self.counted.mkdir()
        settings.THROTTLE_ANONYMOUS = settings.THROTTLE_TOKEN = self.rates
        self.shown = {scope: token(scope, scope) for scope in ("read", "curate")}
        parts = {"source": "Herald", "authors": ["Ann"], "topics": ["Sea"], "body": "The harbour. " * 100}
        public = make_article(**parts, source_url=PUBLIC)
        other = make_article(source="Standard", authors=["Bob"], topics=["Land"], source_url=OTHER)
        withdrawn, deleted, twin = make_article(source_url=WITHDRAWN), make_article(), make_article()
        named = {"public": public, "other": other, "withdrawn": withdrawn, "deleted": deleted, "merged": twin}
        self.ids = {name: one.pk for name, one in named.items()} | {"none": 999}
        self.ids["draft"] = make_article(status="draft").pk
        editing.edit(public, {"headline": "Harbour reopened"}, by="ann")
        curation.withdraw(withdrawn, reason="error", by="ann")
        curation.merge(twin, into=public, by="ann")
        curation.delete(deleted, by="ann")
        for article, url in ((public, PUBLIC), (other, OTHER), (withdrawn, WITHDRAWN)):
            Address.objects.create(article=article, url=url, key=key_of(url), kind=AddressKind.CANONICAL)
        self.keep_an_original()
        self.ids["import"] = json.loads(text_of(self.ask("/api/v1/imports/", "post", 202)))["id"]

    def keep_an_original(self):
        sha256, size = originals.keep(BytesIO(b"The harbour. " * 100))
        about = {"verdict": "published", "file": "a.md", "media_type": "text/markdown", "importer": "markdown/1"}
        place = {"sha256": sha256, "container": sha256, "size": size}
        originals.capture([about | place | {"article_id": self.ids["public"]}])

    def ask(self, path, method, status, accept=None):
        """Ask so that the answer is of this status."""
        operation = described(path, method)
        headers, more = self.headers(path, method, status, accept), {}
        if status == 411:
            more["HTTP_TRANSFER_ENCODING"] = "chunked"
        if status == 505:
            more["SERVER_PROTOCOL"] = "HTTP/1.0"
        if status == 413:
            more["CONTENT_LENGTH"] = str(10**9)
        kind, body = self.body(path, operation, status)
        place = self.place(path, operation["operationId"], status) + self.query(path, method, status, accept)
        self.limit(status)
        asked = {"content_type": kind, "headers": headers, **more}
        answer = self.client.generic(method.upper(), place, body, **asked)
        if status in {422, 429}:  # of two the second is refused
            answer = self.client.generic(method.upper(), place, body.replace("An earlier", "A former"), **asked)
        assert answer.status_code == status, (path, method, text_of(answer))
        return answer

    def headers(self, path, method, status, accept):
        closed = method != "get" or "/imports/" in path
        headers = {"Accept-Encoding": "gzip"} | (self.shown["read" if status == 403 else "curate"] if closed else {})
        headers |= {304: {"If-None-Match": "*"}, 412: {"If-Match": '"x"'}, 422: {"Idempotency-Key": "x"}}.get(
            status, {}
        )
        headers |= {401: {"Authorization": "Bearer nar_wrong"}, 406: {"Accept": "text/nothing"}}.get(status, {})
        return headers | ({"Accept": accept} if accept else {})

    def body(self, path, operation, status):
        if operation["operationId"] == "delete_article":  # of a body with DELETE OpenAPI has no words
            operation = described("/api/v1/articles/{id}/publish/", "post")
        if "requestBody" not in operation:
            return "", ""
        if "/imports/" in path:
            return "text/xml" if status == 415 else "text/markdown", "# Harbour\n\nAn earlier story."
        sent = dict(example(operation["requestBody"]["content"][JSON])["value"])
        if "into" in sent:
            sent["into"] = self.ids["public" if status == 409 else "other"]
        if "source_url" in sent and status == 409:
            sent["source_url"] = OTHER
        if status == 400:
            sent["nonsense"] = 1
        return "text/xml" if status == 415 else JSON, json.dumps(sent)

    def place(self, path, name, status):
        article = ABOUT.get(status) or (REFUSED if status == 409 else DONE).get(name, "public")
        if path == "/api/v1/imports/{id}/" and status != 404:
            article = "import"
        return path.replace("{id}", str(self.ids[article])).replace("{suffix}", "ninjs")

    def query(self, path, method, status, accept):
        asked = {}
        if path.endswith("/lookup/"):
            asked["url"] = FOUND.get(status, PUBLIC)
        if path.endswith("/suggest/"):
            asked["q"] = "harb"
        if status == 400 and (method == "get" or "/imports/" in path):
            asked["nonsense"] = "1"
        if accept == LINES:
            asked |= {"limit": 1} if "/changes/" in path else {"page_size": 1}
        return f"?{urlencode(asked)}" if asked else ""

    def limit(self, status):
        """Set limits; for a 503 where they cannot be counted, as on a disk that is gone."""
        self.rates[:] = ["1/day"] if status == 429 else ["1000/minute"]
        if (status == 503) == self.counted.exists():
            self.counted.rename(self.away) if status == 503 else self.away.rename(self.counted)


@pytest.fixture
def world(client, token, make_article, index, uploads, settings, monkeypatch):
    """All of it in the index, some seconds later: what became so within this second has no date yet."""
    world = World(client, token, make_article, settings)
    index()
    began = time.time()
    monkeypatch.setattr(endpoints.time, "time", lambda: began + 5)
    return world


@contextmanager
def undone():
    """Take back what is written in between."""
    place = transaction.savepoint()
    yield
    transaction.savepoint_rollback(place)


def text_of(answer):
    """The text of an answer, packed or not."""
    content = b"".join(answer) if answer.streaming else answer.content
    return (gzip.decompress(content) if answer.get("Content-Encoding") == "gzip" else content).decode()


def check(answer, path, method, status):
    """Hold an answer to what is described of it."""
    told = described(path, method, status)
    got = {name for name in answer.headers if name not in OF_HTTP}
    assert got <= {*told["headers"]}, (path, method, status, "a header that nobody told of")
    lacking = {*told["headers"]} - got
    media_type = answer.get("Content-Type", "").partition(";")[0]
    if media_type == JSON and status == 200:  # there it is `next`
        lacking -= {"Link"}
    lacking -= {"Memento-Datetime"}  # a state with a number has it
    if len(text_of(answer)) < 1_000:
        lacking -= {"Content-Encoding"}
    if status == 503:  # which here is because they cannot be counted
        lacking -= {"RateLimit", "RateLimit-Policy"}
    assert lacking == set(), (path, method, status)
    assert (media_type in told["content"]) if "content" in told else not text_of(answer), (path, method, status)
    if media_type == JSON or media_type.endswith("+json"):
        assert wrong(json.loads(text_of(answer)), told["content"][media_type]["schema"]) == []


def test_every_answer_that_is_described_can_be_got_and_is_so(world):
    for path, method in OPERATIONS:
        statuses = {*map(int, described(path, method)["responses"])} - {414}  # the web server's own
        for status in statuses:
            with undone():
                check(world.ask(path, method, status), path, method, status)


def test_the_next_page_of_lines_is_in_a_header(world):
    lists = [one for one in OPERATIONS if LINES in described(*one)["responses"].get("200", {}).get("content", {})]
    lists = [one for one in lists if JSON in described(*one, 200)["content"]]
    assert len(lists) >= 6
    for path, method in lists:
        answer = world.ask(path, method, 200, accept=LINES)
        check(answer, path, method, 200)
        assert answer["Link"].endswith('; rel="next"'), path


def test_who_asks_for_no_form_that_there_is_is_counted_too(world):
    world.ask("/api/v1/articles/", "get", 429)
    assert world.client.get("/api/v1/articles/", headers={"Accept": "text/nothing"}).status_code == 429
