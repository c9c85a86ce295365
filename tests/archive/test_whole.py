"""What is sent over a connection that breaks is never taken for all of it."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.test import RequestFactory

from archive.whole import CutShort, Whole
from archive.wsgi import application
from articles.models import Article, Upload
from articles.turns import AT_ONCE, TURNS

CLIPPING = b"# Ferry late\n\n1 May 2020\n\nIt came at noon."
LINES = b'{"headline": "Ferry late"}\n{"headline": "Fer'
FORM = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n' + CLIPPING


def answered(path, body, kind, length, header):
    """Return status and body, as a server of WSGI asks for them."""
    environ = RequestFactory().post(path, body, content_type=kind, headers=header).environ
    environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(length)}
    said = []
    content = b"".join(application(environ, lambda status, headers: said.append(status)))
    return int(said[0].split()[0]), content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/api/v1/articles/", b'{"headline": "Ferry late"}', "application/json"),
        ("/api/v1/imports/", CLIPPING, "text/markdown"),
        ("/api/v1/imports/", LINES, "application/x-ndjson"),
        ("/api/v1/imports/", FORM, "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_was_cut_is_refused(token, settings, tmp_path, path, body, kind):
    settings.ARCHIVE_UPLOADS = tmp_path / "uploads"
    status, said = answered(path, body, kind, len(body) + 1, token())
    assert (status, "did not come whole" in said) == (400, True), said
    assert not Article.objects.exists()
    assert not Upload.objects.exists()
    assert not list(tmp_path.glob("uploads/*"))


@pytest.mark.django_db(transaction=True)
def test_a_body_that_came_whole_is_taken(token):
    body = b'{"headline": "Ferry late"}'
    assert answered("/api/v1/articles/", body, "application/json", len(body), token())[0] == 201


@pytest.mark.django_db(transaction=True)
def test_a_form_that_was_cut_is_no_form(account):
    body = b"username=ann&password=right&next=/admin/"
    assert answered("/login/", body, "application/x-www-form-urlencoded", len(body) + 1, {})[0] == 403


def test_nothing_is_read_beyond_a_body():
    body = Whole(BytesIO(b"one\ntwo\nGET / HTTP/1.1"), 8)
    assert (body.readline(), body.read(2), body.readline(100), body.read(), body.readline()) == (
        *(b"one\n", b"tw", b"o\n"),
        *(b"", b""),
    )


@pytest.mark.parametrize("read", [lambda body: body.read(), lambda body: body.read(8), lambda body: body.readline()])
def test_a_body_that_ends_too_soon_says_so(read):
    with pytest.raises(CutShort, match="3 bytes of the body did not come"):
        read(Whole(BytesIO(b"12345"), 8))


def test_others_have_their_turn_while_a_body_is_waited_for():
    pipes = [os.pipe() for _ in range(AT_ONCE)]

    def read(stream):
        with stream, TURNS.taken():
            return Whole(stream, 3).read()

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        slow = [pool.submit(read, os.fdopen(end, "rb")) for end, _ in pipes]
        assert pool.submit(read, BytesIO(b"all")).result(timeout=10) == b"all"
        assert not any(one.done() for one in slow)
        for _, write in pipes:
            os.write(write, b"all")
            os.close(write)
        assert [one.result(timeout=10) for one in slow] == [b"all"] * AT_ONCE


def test_whoever_sends_nothing_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr("archive.whole.PATIENCE", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as stream:
        theirs.sendall(b"on")
        with pytest.raises(OSError, match="timed out"):
            Whole(stream, 3, ours).read()
        assert ours.gettimeout() is None
