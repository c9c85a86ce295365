"""Whatever is asked, the archive answers: with what was found or with what was wrong, never with 500, never late."""

import datetime
import gzip
import json
import time
from itertools import islice
from urllib.parse import quote, urlencode

import pytest

from archive.urls import api as patterns
from articles.models import Article, Source
from articles.recording import act
from search import backend, indexing

pytestmark = pytest.mark.once

LATEST = 2.0
"""Seconds of the processor that an answer may take."""

NASTY = [
    "\0",
    "\x01\x1b[31m\x7f",
    "\r\nSet-Cookie: a=b",
    "\ufeff\u200b\u202e",
    "\ud7ff\ue000\uffff",
    "𝕳𝖊𝖑𝖑𝖔 😀👩‍👩‍👧 Z̸̢͖͎a̵l̶g̵o̷",
    "İıſßﬁ㎏Ⅷ",
    "١٢٣",
    "中国" * 200,
    "ا\u0640" * 200,
    "a" * 600,
    "a " * 600,
    "é" * 300,
    "(" * 500,
    "((((((((a))))))))",
    "(((((((((a)))))))))",
    ")" * 500,
    "-" * 500,
    "NOT " * 100 + "a",
    "+-+-a",
    '"' * 499,
    '"a"~999999999999',
    '"a b"~-1',
    '"the of and to"~9',
    "a* b* c* d* e*",
    "aaa* bbb* ccc* ddd* eee*",
    "*" * 500,
    "***a***",
    "a~~~~",
    "harb~ ship~ mond~ reop~",
    "AND",
    "OR OR OR",
    "a AND",
    "a OR (",
    "date:",
    "date:2023..2022",
    "date:>=99999",
    "date:-1",
    "date:0001-01-01",
    "date:2023-02-31",
    "has:everything",
    "headline:",
    "headline:headline:headline:a",
    "language:x-" + "a" * 400,
    "source:(a b OR (c))",
    "=a=b=c",
    "=*",
    "field:value^2 [a TO z] {a TO z} /reg.*ex/ a\\:b",
    "' OR 1=1; DROP TABLE articles_article; --",
    "%' UNION SELECT * FROM auth_user --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:8000/api/v1/search/?q=a",
    "http://[::1]:99999999/",
    "https://" + "a." * 200 + "example/",
    "javascript:alert(1)",
    "() { :; }; echo vulnerable",
    "NaN",
    "Infinity",
    "1e309",
    "-0",
    "0x7fffffff",
    "9" * 400,
    "true",
    "null",
    "[]",
    "{}",
    "WzEsIngiLDFd",
    "a=b&c=d;e",
]


@pytest.fixture
def archive(make_article, index):
    """A few articles, and the index of them."""
    for number in range(3):
        make_article(source="Herald", authors=["Ann"], topics=["Sea"], headline=f"Harbour number {number}")
    index()


PARAMETERS = [
    (str(pattern.pattern).replace("<id:id>", "1").replace("<suffix:suffix>", "md"), name)
    for pattern in patterns
    if "get" in pattern.callback.view_class.http_method_names
    for name in (*pattern.callback.view_class.parameters.declared, "other")
]
"""Each address with each of its parameters, and with one that it does not take."""


def settles(client, address):
    """Ask; return the status. Fails for what is no answer and no mistake of the reader's, and for what is late."""
    began = time.thread_time()
    response = client.get(f"/api/v1/{address}")
    took = time.thread_time() - began
    assert response.status_code in {200, 304, 400, 404, 410}, f"{response.status_code}: {address[:300]}"
    assert took < LATEST, f"{took:.1f} s: {address[:300]}"
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert len(response.content) < 20_000
    return response.status_code


@pytest.fixture
def asker(client, admin_user):
    """Return a function that gives whoever may ask an address: a curator for imports, which are not for readers."""

    def of(address):
        if address.startswith("imports/"):
            client.force_login(admin_user)
        return client

    return of


@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_no_value_of_any_parameter_breaks_anything(asker, archive, address, name):
    client = asker(address)
    for value in NASTY if name in {"q", "url", "author"} else NASTY[::4]:
        settles(client, f"{address}?{urlencode({name: value})}")


@pytest.mark.parametrize(("address", "name"), PARAMETERS)
def test_a_value_of_a_megabyte_is_refused_at_once(asker, archive, address, name):
    assert settles(asker(address), f"{address}?{name}={'a' * 1_000_000}") == 400


@pytest.mark.parametrize("letter", ["é", "(", "%22", "a+", "%2d", "-%22", "%F0%9F%98%80", "a*+"])
def test_a_query_of_a_megabyte_is_refused_at_once(client, archive, letter):
    written = quote(letter, safe="%+")
    assert settles(client, f"search/?q={written * (1_000_000 // len(written))}") == 400


@pytest.mark.parametrize(
    "query_string",
    [
        "q=%",
        "q=%f",
        "q=%zz",
        "q=%ff",
        "q=%c3%28",
        "q=%ed%a0%80",
        "%00=1",
        "q=a%00",
        "=",
        "&&&&",
        "&" * 100_000,
        "q&q&q",
        "=&=&=a",
        "a=1&" * 900,
        "a=1&" * 5_000,
        "source=a&" * 900,
        "q=a&q=b",
        ";".join(["q=a"] * 100),
        "?q=a",
        "q[]=a&q[0]=b",
        "Q=a",
        "q =a",
        "#",
    ],
)
def test_no_query_string_breaks_anything(client, archive, query_string):
    for address in ("search/", "articles/", "lookup/", "sources/"):
        settles(client, f"{address}?{query_string}")


HEADERS = [
    "Accept",
    "Accept-Encoding",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Cookie",
    "Authorization",
    "X-Forwarded-For",
    "Origin",
    "Content-Type",
    "Content-Length",
]


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_anything(client, archive, name):
    for value in (
        "",
        "\xff",
        "a" * 10_000,
        "*",
        '"',
        '"x", W/"',
        "-1",
        "bytes=-999999999999",
        "Basic x",
        "sessionid=x",
    ):
        response = client.get("/api/v1/search/?q=harbour", headers={name: value})
        assert response.status_code in {200, 304, 400, 406, 412}, (name, value)


def test_a_body_where_none_is_expected_is_left_alone(client, archive):
    for method in ("GET", "HEAD", "OPTIONS"):
        response = client.generic(method, "/api/v1/search/?q=a", b"x" * 1_000_000, content_type="application/json")
        assert response.status_code == 200


# --- the whole of it ----------------------------------------------------------------------------


def lines_of(path):
    """Every line of a file of whatever encoding."""
    return path.read_bytes().decode("utf-8", "replace").splitlines()


def queries(shared):
    """Every query of the collections."""
    for path in sorted((shared / "queries").glob("*.jsonl")):
        yield from (json.loads(line)["q"] for line in lines_of(path))


@pytest.mark.slow
def test_no_nasty_string_breaks_anything(client, asker, archive, shared):
    strings = {
        line for path in (shared / "nasty").rglob("*") if path.is_file() for line in lines_of(path) if line.strip()
    }
    assert len(strings) > 1_000
    for number, string in enumerate(sorted(strings)[::10]):  # those in between look alike
        settles(client, f"search/?{urlencode({'q': string})}")
        address, name = PARAMETERS[number % len(PARAMETERS)]
        settles(asker(address), f"{address}?{urlencode({name: string})}")


@pytest.fixture
def reuters(db, settings, shared, tmp_path):
    """The Reuters stories in an index of Whoosh's."""
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'index'}"
    source = Source.objects.create(name="Reuters", domain="reuters.com")
    with gzip.open(shared / "corpora" / "reuters.jsonl.gz", "rt") as lines, act():
        records = (json.loads(line) for line in lines)
        Article.objects.insert([article_of(one, source) for one in records if one.get("title") and one.get("text")])
    indexing.bring_up_to_date(backend.engine())


def article_of(record, source):
    """Return the row of a public article with what a record says, as it is."""
    return {
        "headline": record["title"],
        "body": record["text"],
        "text": record["text"],
        "word_count": len(record["text"].split()),
        "language": "en",
        "published_at": datetime.datetime(1987, 1, 1, tzinfo=datetime.UTC),
        "date_precision": "day",
        "status": "published",
        "source_id": source.pk,
    }


@pytest.mark.slow
def test_no_query_of_the_collections_is_late_in_a_large_archive(client, reuters, shared):
    asked = [*islice(queries(shared), 0, None, 6), *NASTY]  # engines are asked all of them in test_same_meaning.py
    assert len(asked) > 400
    for number, query in enumerate(asked):
        more = ({}, {"facets": "source,language", "histogram": "auto"}, {"match": "any"}, {"sort": "newest"})[
            number % 4
        ]
        settles(client, f"search/?{urlencode({'q': query} | more)}")
