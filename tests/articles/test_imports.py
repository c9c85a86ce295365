"""Imports over the API: real files are sent, the worker imports them, and what became of each is told."""

import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles import editing
from articles.jobs import Job
from articles.jobs.working import Worker
from articles.models import Article, KeptAnswer, Upload
from tests.articles.importing.conftest import uploads, zipped
from tests.articles.importing.test_jobs import CLIPPING, clippings, dump, some

__all__ = ["uploads", "zipped"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

PLACE = "/api/v1/imports/"


@pytest.fixture
def shown(token):
    """{scope: the header of a token}."""
    return {scope: token(scope, scope) for scope in ("read", "write", "curate")}


@pytest.fixture
def post(client, shown):
    """Return a function that sends a body, or files as a form, and gives the response."""

    def post(
        body="", kind="application/x-ndjson", status=202, scope="write", headers=None, files=None, query="", **fields
    ):
        headers = shown.get(scope, {}) | (headers or {})
        if files is not None:
            fields["files"] = [
                SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
                for name, content in files.items()
            ]
            response = client.post(PLACE + query, fields, headers=headers)
        else:
            response = client.generic("POST", PLACE + query, body, content_type=kind, headers=headers)
        assert response.status_code == status, response.content.decode()
        return response

    return post


@pytest.fixture
def get(client, shown):
    """Return a function that asks for an address and gives its JSON."""

    def get(address="", status=200, scope="write", **parameters):
        response = client.get(f"{PLACE}{address}", parameters, headers=shown.get(scope, {}))
        assert response.status_code == status, response.content.decode()
        return response.json()

    return get


def work():
    Worker(threading.Event()).run_waiting()


def test_a_dump_as_the_body_is_imported_in_the_background(post, get):
    response = post(dump(3))
    made = response.json()
    assert response["Location"] == made["url"]
    assert made["url"].endswith(f"/api/v1/imports/{made['id']}/")
    assert (made["status"], made["by"], made["dry_run"], made["counts"]) == ("waiting", "token write", False, {})
    assert get()["results"][0]["id"] == made["id"]
    work()
    told = get(f"{made['id']}/")
    assert (told["status"], some(told["counts"]), told["error"]) == ("done", {"new": 3}, "")
    assert told["progress"]["done"] == told["progress"]["total"] > 0
    assert [one["article"] for one in told["records"]["results"]] == [
        *Article.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert {one.status for one in Article.objects.all()} == {"draft"}


def test_files_of_a_form_are_imported_with_their_options(post, get, zipped):
    files = {"a.zip": zipped(clippings(2) | {"x.html": "x"}), "b.jsonl": '{"t": "One. Two.", "d": "04/05/2015"}\n'}
    made = post(
        files=files, query="?dates=dmy", map="t=body,d=published_at", headline_from_body="1", source="Herald"
    ).json()
    assert made["options"] == {
        "status": "draft",
        "dates": "dmy",
        "map": "t=body,d=published_at",
        "headline_from_body": True,
        "set": {"source": "Herald"},
    }
    work()
    told = get(f"{made['id']}/")
    assert some(told["counts"]) == {"new": 3}
    assert told["passed_over"] == [{"file": "a.zip/x.html", "reason": "It is of no known format."}]
    assert Article.objects.get(headline="One. Two.").published_at.month == 5


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/markdown; charset=utf-8", CLIPPING.format(1)),
        ("text/plain", CLIPPING.format(1)),
        ("application/jsonl", dump(1)),
        ("application/zip", None),
    ],
)
def test_a_body_is_what_it_says_it_is(post, get, zipped, kind, body):
    made = post(body or zipped(clippings(1)), kind).json()
    work()
    assert some(get(f"{made['id']}/")["counts"]) == {"new": 1}


def test_a_dry_run_says_what_would_become_of_each_and_writes_nothing(post, get):
    made = post(dump(2) + "{oops\n", query="?dry_run=1").json()
    assert made["dry_run"]
    work()
    told = get(f"{made['id']}/", group="rejected")
    assert some(told["counts"]) == {"new": 2, "rejected": 1}
    [record] = told["records"]["results"]
    assert (record["file"], record["position"], record["number"]) == ("body.ndjson", "line 3", 2)
    assert told["reasons"][0]["records"] == 1
    assert not Article.objects.exists()


# --- who may ----------------------------------------------------------------------------------------


def test_publishing_at_once_needs_curate_and_one_sentence_says_so(post, get):
    refused = post(dump(1), query="?status=published", status=403).json()
    assert (
        refused["detail"]
        == "To publish at once needs the scope curate: send status=draft, and have them published later."
    )
    post(files={"a.md": CLIPPING.format(1)}, query="?status=published", status=403)
    assert not Upload.objects.exists()
    post(dump(1), query="?status=published", scope="curate")
    work()
    assert Article.objects.public().count() == 1


@pytest.mark.parametrize(("scope", "status", "told"), [("write", "draft", []), ("curate", "published", ["It sank."])])
def test_corrections_of_what_is_public_need_curate_in_an_import_too(post, make_article, api, scope, status, told):
    article = make_article(source_url="https://standard.example/ship", headline="Ship sails")
    editing.name_canonical(article)
    line = {"source_url": article.source_url, "headline": "Ship sank", "body": "Words.", "published_at": "2020"}
    line["corrections"] = [{"at": "2020-01-01T00:00:00Z", "note": "It sank."}]
    post(json.dumps(line), scope=scope, query=f"?status={status}")
    Worker(threading.Event()).run_waiting()
    shown = api(f"articles/{article.pk}/")
    assert (shown["headline"], [one["note"] for one in shown["corrections"]]) == ("Ship sank", told)
    article.refresh_from_db()
    assert any("bring corrections" in one for one in article.problems) == (told == [])


@pytest.mark.parametrize(("scope", "status"), [("nobody", 401), ("read", 403)])
def test_who_may_not_write_sends_and_sees_nothing(post, get, uploads, scope, status):
    made = post(dump(1)).json()
    post(dump(1), scope=scope, status=status)
    post(files={"a.md": "# A"}, scope=scope, status=status)
    get(scope=scope, status=status)
    get(f"{made['id']}/", scope=scope, status=status)
    assert len(list(uploads.iterdir())) == Upload.objects.count() == 1


def test_a_session_sends_with_the_token_of_its_form(account, uploads):
    browser = account("curator")
    browser.handler.enforce_csrf_checks = True
    browser.get("/login/")
    files = {"files": SimpleUploadedFile("a.md", CLIPPING.format(1).encode()), "status": "published"}
    refused = browser.post(PLACE, files)
    assert refused.status_code == 403, refused.content
    assert not uploads.exists() or list(uploads.iterdir()) == []
    files = {"files": SimpleUploadedFile("a.md", CLIPPING.format(1).encode()), "status": "published"}
    answer = browser.post(PLACE, files, headers={"X-CSRFToken": browser.cookies["csrftoken"].value})
    assert answer.status_code == 202, answer.content
    work()
    assert Article.objects.public().count() == 1


# --- what is refused --------------------------------------------------------------------------------


class Unread:
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("it was read")

    readline = read


@pytest.mark.parametrize("kind", ["application/x-ndjson", "multipart/form-data; boundary=x"])
def test_more_than_may_be_sent_is_refused_before_it_is_read(client, shown, settings, uploads, kind):
    settings.IMPORT_MAX_BYTES = 1_000
    response = client.generic(
        "POST",
        PLACE,
        b"",
        content_type=kind,
        headers=shown["write"],
        CONTENT_TYPE=kind,
        CONTENT_LENGTH=str(9 << 20),
        **{"wsgi.input": Unread()},
    )
    assert response.status_code == 413, response.content
    assert "IMPORT_MAX_BYTES" in response.json()["detail"]
    assert not uploads.exists()


def test_more_files_than_may_be_sent_are_refused(post, settings, uploads):
    settings.IMPORT_MAX_FILES = 2
    assert "IMPORT_MAX_FILES" in post(files=clippings(3), status=413).json()["detail"]
    assert list(uploads.iterdir()) == []


def test_a_zip_bomb_fails_with_a_sentence(post, get, zipped):
    made = post(zipped({"a.md": b"0" * (9 << 20)}), "application/zip").json()
    work()
    told = get(f"{made['id']}/")
    assert (told["status"], told["records"]["results"]) == ("failed", [])
    assert "which grows to more than 200 times its size" in told["error"]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"kind": "application/pdf"}, 415, "The body is “application/pdf”: send multipart/form-data with files, or"),
        ({"body": ""}, 400, "No file was sent"),
        ({"files": {}}, 400, "No file was sent"),
        ({"files": {"a.pdf": "x"}}, 400, "of no known format"),
        ({"query": "?colour=red"}, 400, "There is no parameter “colour” here"),
        ({"query": "?dates=ymd"}, 400, "dates is “ymd”"),
        ({"query": "?map=a=b"}, 400, "a=b: there is no field “b”"),
        ({"query": "?language=klingon"}, 400, "write a BCP 47 tag"),
        ({"files": {"a.md": "x"}, "colour": "red"}, 400, "There is no parameter “colour” here"),
        ({"files": {"a.md": "x"}, "dates": "dmy", "query": "?dates=dmy"}, 400, "dates is given 2 times"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_leaves_nothing_behind(post, uploads, given, status, said):
    answer = post(**{"body": dump(1)} | given, status=status)
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert not uploads.exists() or list(uploads.iterdir()) == []


def test_a_body_without_a_length_is_refused(post, uploads):
    assert "Content-Length" in post(dump(1), headers={"Transfer-Encoding": "chunked"}, status=411).json()["detail"]
    assert not uploads.exists()


@pytest.mark.parametrize("files", [None, {"a.md": "# A"}])
def test_a_full_disk_is_a_503_and_one_sentence(post, uploads, monkeypatch, files):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("articles.importing.staging.private", full)
    assert "No space left on device" in post(dump(1), files=files, status=503).json()["detail"]
    assert list(uploads.iterdir()) == []


def test_a_form_that_was_cut_is_one_sentence(client, shown):
    for kind in ("multipart/form-data", "multipart/form-data; boundary="):
        answer = client.generic("POST", PLACE, b"--x\r\n", content_type=kind, headers=shown["write"])
        assert answer.status_code == 400, answer.content
        assert answer["Content-Type"] == "application/problem+json"


# --- once, and page by page -------------------------------------------------------------------------


def test_with_a_key_the_same_is_imported_once(post, uploads):
    key = {"Idempotency-Key": "9f1c"}
    first, again = (post(dump(2), headers=key) for _ in range(2))
    assert first.json() == again.json()
    assert first["Location"] == again["Location"]
    assert Upload.objects.count() == Job.objects.count() == len(list(uploads.iterdir())) == 1
    assert KeptAnswer.objects.count() == 1
    post(dump(3), headers=key, status=422)
    post(dump(2), headers=key, query="?dates=dmy", status=422)
    assert len(list(uploads.iterdir())) == 1


def test_imports_and_records_are_walked_page_by_page(post, get, client, shown):
    for number in range(3):
        post(dump(number + 1))
    work()
    found, address = [], f"{PLACE}?page_size=1"
    while address:
        page = client.get(address, headers=shown["write"]).json()
        found += page["results"]
        address = page["next"]
    assert [one["files"] for one in found] == [1, 1, 1]
    assert sorted((one["id"] for one in found), reverse=True) == [one["id"] for one in found]
    numbers, address = [], f"{PLACE}{found[0]['id']}/?page_size=2"
    while address:
        records = client.get(address, headers=shown["write"]).json()["records"]
        numbers += [one["number"] for one in records["results"]]
        address = records["next"]
    assert numbers == [0, 1, 2]


def test_a_list_asks_little(post, client, shown, django_assert_max_num_queries):
    for _ in range(12):
        post(dump(1))
    with django_assert_max_num_queries(8):
        assert len(client.get(PLACE, headers=shown["write"]).json()["results"]) == 12


def test_what_is_not_there_is_not_found(get):
    get("77/", status=404)
    get("77/", status=400, group="nonsense")


def test_what_was_given_up_says_so(post, get):
    made = post(dump(1), query="?dry_run=1").json()
    work()
    Upload.objects.get().give_up()
    told = get(f"{made['id']}/")
    assert (told["status"], told["records"]["results"]) == ("given up", [])
    assert json.dumps(told)
