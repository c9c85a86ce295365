import gzip
from io import BytesIO

import pytest

from archive.caching import PRIVATE, PUBLIC
from articles import originals


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


@pytest.mark.parametrize("address", ["/api/v1/articles/", "/oai/", "/sitemap.xml", "/robots.txt", "/opensearch.xml"])
def test_any_site_may_read_but_not_with_credentials(client, db, address):
    response = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_site_that_asks_before_it_reads_is_answered(client, db):
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/articles/", headers=headers)
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")


def test_a_site_may_show_a_token_to_read_and_never_writes(client, token):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    asked |= {"Access-Control-Request-Headers": "authorization"}
    response = client.options("/api/v1/articles/", headers=asked)
    assert "POST" not in response["Access-Control-Allow-Methods"]
    assert "authorization" in response["Access-Control-Allow-Headers"]
    read = client.get("/api/v1/articles/", headers={"Origin": asked["Origin"]} | token())
    assert (read.status_code, read["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize("name", ["if-none-match", "if-modified-since", "accept-datetime", "authorization"])
def test_a_site_may_send_all_that_readers_send(client, db, name):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/v1/articles/", headers=asked | {"Access-Control-Request-Headers": name})
    assert name in response["Access-Control-Allow-Headers"].split(", ")


def test_the_admin_is_no_place_for_other_sites(client, db):
    response = client.get("/admin/login/", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in response


# --- what is asked for again ----------------------------------------------------------------------

OF_LISTS = ("articles/", "search/?q=harbour", "suggest/?q=harb", "changes/", "changes/checksum/", "sources/", "schema/")
OF_ONE = ("articles/{id}/", "articles/{id}/revisions/", "articles/{id}/similar/", "articles/{id}/original/")


@pytest.fixture
def kept(make_article, index):
    """The id of an article with an original, in an archive whose index has it."""
    article = make_article(source="Herald", authors=["Ann"], topics=["Sea"])
    sha256, size = originals.keep(BytesIO(b"It came so."))
    came = {"article_id": article.pk, "verdict": "published", "file": "a.md", "media_type": "text/markdown"}
    originals.capture([came | {"sha256": sha256, "container": sha256, "size": size, "importer": "markdown/1"}])
    index()
    return article.pk


@pytest.mark.parametrize(("addresses", "most"), [(OF_LISTS, 2), (OF_ONE, 12)])
def test_to_say_that_nothing_changed_takes_few_queries(client, kept, addresses, most, django_assert_max_num_queries):
    for address in addresses:
        address = f"/api/v1/{address.format(id=kept)}"
        tag = client.get(address)["ETag"]
        with django_assert_max_num_queries(most):
            again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), address


@pytest.mark.parametrize("address", ["/", "/articles/{id}/harbour-reopens/", "/api/v1/docs/"])
def test_pages_are_asked_for_again_too(client, kept, address):
    address = address.format(id=kept)
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_an_answer_says_what_it_depends_on(client, kept):
    named = {one.strip() for one in client.get("/api/v1/articles/")["Vary"].split(",")}
    assert {"Accept", "Accept-Encoding", "Authorization", "Cookie"} <= named


# --- how it travels -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/api/v1/articles/", "/api/v1/schema/"])
def test_whoever_takes_gzip_gets_it(client, kept, make_article, address):
    for _ in range(5):
        make_article()
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)
    assert client.get(address, headers={"If-None-Match": packed["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/api/v1/articles/", "/api/v1/export.ndjson"])
def test_whoever_refuses_gzip_gets_none(client, kept, make_article, address):
    make_article(body="Long. " * 100)
    plain = client.get(address, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


NOT_CHANGED = ("/api/v1/articles/{id}/", "/api/v1/articles/{id}.md", "/api/v1/changes/", "/api/v1/export.csv", "/oai/")
NOT_CHANGED += (
    "/api/v1/search.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/articles/{id}/harbour-reopens/",
    "/api/v1/changes/checksum/",
)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
@pytest.mark.parametrize("address", NOT_CHANGED)
def test_a_304_says_of_a_copy_what_its_200_said(client, kept, make_article, address, accepted):
    address = address.format(id=make_article(body="Long. " * 100).pk)
    known = client.get(address, headers={"Accept-Encoding": accepted})
    again = client.get(address, headers={"Accept-Encoding": accepted, "If-None-Match": known["ETag"]})
    assert again.status_code == 304
    assert [again[name] for name in ("ETag", "Cache-Control")] == [known[name] for name in ("ETag", "Cache-Control")]
    assert set(again["Vary"].split(", ")) == set(known["Vary"].split(", "))
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & {*again.headers}


def test_a_writer_may_name_the_version_of_a_packed_answer(client, make_article, token):
    article = make_article(body="Long. " * 100)
    address, shown = f"/api/v1/articles/{article.pk}/", token(scope="curate")
    tag = client.get(address, headers=shown | {"Accept-Encoding": "gzip"})["ETag"]
    headers = shown | {"If-Match": tag}
    changed = client.patch(address, {"headline": "New"}, content_type="application/json", headers=headers)
    assert changed.status_code == 200
