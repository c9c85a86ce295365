"""What a server answered instead of an answer, or that it speaks otherwise, is one sentence that says what to write."""

from contextlib import ExitStack

import pytest

from search.engines.base import EngineError
from search.engines.opensearch import OpenSearch
from tests.search.engines.opensearch.servers import serving


@pytest.fixture
def opened():
    """Return a function that opens a server until the test ends."""
    with ExitStack() as stack:
        yield lambda *given, **options: stack.enter_context(serving(*given, **options))[0]


def said(url):
    """Return what an engine at this address says."""
    with pytest.raises(EngineError) as raised:
        OpenSearch(location=url).state()
    assert "secret" not in str(raised.value)
    return str(raised.value)


def test_a_server_without_tls_is_no_matter_of_its_certificate(opened):
    port = opened()
    assert said(f"opensearchs://me:secret@localhost:{port}/news") == (
        f"What answers at localhost:{port} speaks no TLS: write opensearch:// in SEARCH_URL, without “ca”."
    )


def test_a_server_that_ends_what_has_no_tls_may_want_it(opened, certificate):
    told = said(f"opensearch://me:secret@localhost:{opened(certificate=certificate)}/news")
    assert "ended the connection (" in told
    assert told.endswith("): if it wants TLS, write opensearchs://.")
    assert "('" not in told


def test_a_proxy_that_takes_a_question_for_none_may_want_tls(opened):
    page = "<html><body>400 The plain HTTP request was sent to HTTPS port</body></html>"
    port = opened(greeting=page, greets=400)
    assert said(f"opensearch://localhost:{port}/news") == (
        f"What answers at localhost:{port} does not know what it was asked: if it wants TLS, write opensearchs://."
    )


@pytest.mark.parametrize("contents", ["", "no certificate", "-----BEGIN CERTIFICATE-----\n"])
def test_a_file_of_an_authority_without_a_certificate_is_told(opened, certificate, tmp_path, contents):
    (file := tmp_path / "ca.pem").write_text(contents)
    told = said(f"opensearchs://localhost:{opened(certificate=certificate)}/news?ca={file}")
    assert told == f"The file {file}, which SEARCH_URL names by “ca=”, holds no certificate in PEM."


@pytest.mark.parametrize("who", ["", "me:secret@"])
def test_a_server_that_asks_for_a_user_is_told_how_one_is_written(opened, who):
    told = said(f"opensearch://{who}localhost:{opened(greeting='Unauthorized', greets=401)}/news")
    assert "asks for user and password" in told
    assert "opensearch://user:password@…; in user and password / ? # % @ : are written %2F" in told
