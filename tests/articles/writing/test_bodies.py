"""Bodies that cannot be read: one sentence each, and nothing is done."""

from io import BytesIO

import pytest

from articles.models import Change
from articles.writing import bodies

ADDRESS = "/api/v1/articles/"


@pytest.fixture
def post(client, token):
    """Return a function that sends bytes as a type and gives status and sentence."""
    shown = token()

    def post(content, content_type="application/json", **more):
        response = client.generic("POST", ADDRESS, content, content_type=content_type, headers=shown, **more)
        assert response["Content-Type"] == "application/problem+json" or response.status_code == 201
        assert Change.objects.exists() is (response.status_code == 201)
        return response.status_code, response.json().get("detail", "")

    return post


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no JSON"),
        (b'{"headline": "\xff"}', "is no JSON"),
        (b'{"headline": "\\ud800"}', "is no JSON"),
        (b'{"headline": NaN}', "is no JSON"),
        (b"[1, 2]", "is no JSON object"),
        (b'"headline"', "is no JSON object"),
        (b"null", "is no JSON object"),
        pytest.param(b"[" * 100_000, "is no JSON", id="very deep"),
    ],
)
def test_what_is_no_object_is_refused(post, content, said):
    status, detail = post(content)
    assert status == 400
    assert said in detail


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"]
)
def test_another_type_is_refused_by_name(post, content_type):
    status, detail = post(b'{"headline": "A"}', content_type)
    assert status == 415
    assert "send JSON, with Content-Type: application/json." in detail


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_written_as_it_is_elsewhere(post, content_type):
    assert post(b'{"headline": "A"}', content_type)[0] == 201


class Counted(BytesIO):
    """A body that counts what is read of it."""

    size = 0

    def read(self, *args):
        data = super().read(*args)
        self.size += len(data)
        return data


@pytest.mark.parametrize(
    ("length", "read"),
    [(bodies.LONGEST + 1, bodies.LONGEST + 1), (bodies.READ_PAST + 1, 0), (10**30, 0)],
    ids=["read past, so that its sender hears why", "far too much", "a length beyond belief"],
)
def test_too_much_is_refused(post, length, read):
    body = Counted(b" " * min(length, 2 * bodies.READ_PAST))
    status, detail = post(b"{}", CONTENT_LENGTH=str(length), **{"wsgi.input": body})
    assert status == 413
    assert "at most 2,500,000 bytes" in detail
    assert body.size == read


def test_a_body_in_pieces_is_refused_and_not_taken_for_an_empty_one(post):
    status, detail = post(b"", HTTP_TRANSFER_ENCODING="chunked")
    assert status == 411
    assert "send it whole" in detail


@pytest.mark.parametrize("length", ["-1", "x", "１"])
def test_a_length_that_is_none_is_refused(post, length):
    assert post(b"{}", CONTENT_LENGTH=length)[0] == 413


def test_all_that_may_be_sent_is_taken(post):
    body = b'{"body": "' + b"a " * 1_200_000 + b'"}'
    assert len(body) < bodies.LONGEST
    assert post(body)[0] == 201
