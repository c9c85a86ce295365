"""A cluster that is dead, hangs or is another's is known within two seconds, and told in one sentence."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from search.engines.base import EngineError, NoIndex, Query
from search.engines.opensearch import OpenSearch
from search.engines.opensearch.address import read
from search.engines.opensearch.cluster import QUICK, Cluster
from tests.search.engines.opensearch.servers import GREETING, hanging, nobody, serving

BUSY = {"error": {"type": "no_shard_available", "reason": "All shards failed"}, "status": 503}


def of_nodes(*ports):
    return Cluster(read(f"opensearch://me:secret@{','.join(f'127.0.0.1:{port}' for port in ports)}/articles"))


def ask(cluster, within=QUICK, **options):
    return cluster.ask("POST", "/articles/_search", {}, until=time.monotonic() + within, **options)


@pytest.fixture
def opened():
    """Return a function that opens a server until the test ends."""
    with ExitStack() as stack:
        yield stack.enter_context


def took(do):
    """Return the seconds that something took, and what it returned or raised."""
    began = time.monotonic()
    try:
        result = do()
    except EngineError as error:
        result = error
    return time.monotonic() - began, result


def test_a_node_that_hangs_is_passed_over_and_remembered(opened):
    good, _ = opened(serving({"found": 1}))
    cluster = of_nodes(opened(hanging()), opened(hanging()), good)
    for _ in range(3):
        seconds, answer = took(lambda: ask(cluster))
        assert answer == {"found": 1}
        assert seconds < 2
    seconds, _ = took(lambda: [ask(cluster) for _ in range(9)])
    assert seconds < 0.9


def test_a_node_that_is_away_is_passed_over(opened):
    good, _ = opened(serving({"found": 1}))
    cluster = of_nodes(opened(nobody()), good, opened(nobody()))
    seconds, answers = took(lambda: [ask(cluster) for _ in range(6)])
    assert answers == [{"found": 1}] * 6
    assert seconds < 1


def test_a_node_that_cannot_answer_is_passed_over(opened):
    good, _ = opened(serving({"found": 1}))
    busy, _ = opened(serving(BUSY, status=503))
    cluster = of_nodes(busy, good)
    assert [ask(cluster) for _ in range(4)] == [{"found": 1}] * 4


def test_while_all_hang_everybody_knows_within_two_seconds(opened):
    cluster = of_nodes(*(opened(hanging()) for _ in range(3)))
    for _ in range(3):
        seconds, error = took(lambda: ask(cluster))
        assert isinstance(error, EngineError)
        assert seconds < 2


def test_where_nobody_listens_that_is_said_at_once(opened):
    seconds, error = took(lambda: ask(of_nodes(opened(nobody()), opened(nobody()))))
    assert seconds < 0.5
    assert "cannot be reached (Connection refused): start it, or look at SEARCH_URL." in str(error)


def test_a_node_that_is_back_is_asked_again(opened, monkeypatch):
    monkeypatch.setattr("search.engines.opensearch.cluster.DEAD", 0.05)
    away, (good, _) = opened(hanging()), opened(serving({"found": 1}))
    cluster = of_nodes(away, good)
    for _ in range(2):
        ask(cluster)
    first = cluster.nodes()[0]
    assert first.dead
    monkeypatch.setattr(first, "_connection", cluster.nodes()[1]._connection)
    deadline = time.monotonic() + 5
    while first.dead and time.monotonic() < deadline:
        ask(cluster)
    assert not first.dead


def test_while_a_node_is_dead_searches_prefer_those_that_answer(opened):
    good, _ = opened(serving({}))
    cluster = of_nodes(opened(hanging()), good)
    for _ in range(2):
        ask(cluster, params={"preference": "abc"})
    assert cluster._careful({"preference": "abc"}) == {"preference": "_prefer_nodes:id1"}
    assert cluster._careful({"other": "abc"}) == {"other": "abc"}


# --- servers that are none of ours ----------------------------------------------------------------


ELASTICSEARCH = {"name": "one", "version": {"number": "8.15.0"}, "tagline": "You Know, for Search"}
OLD = {"version": {"distribution": "opensearch", "number": "2.18.0"}}


@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        ({"greeting": ELASTICSEARCH}, "is no OpenSearch; this archive works with OpenSearch 2.19 and 3.x"),
        ({"greeting": OLD}, "is of version 2.18.0; this archive works with OpenSearch 2.19 and 3.x."),
        ({"greeting": ["a", "b"]}, "is no OpenSearch"),
        ({"greeting": "<html>A page</html>"}, "is no OpenSearch: look at SEARCH_URL."),
        ({"greeting": {}, "greets": 401}, "asks for user and password, and SEARCH_URL names none or others: write"),
        ({"answers": "{", "greeting": GREETING}, "is no OpenSearch: look at SEARCH_URL."),
        ({"answers": BUSY, "status": 503}, "cannot answer at the moment (All shards failed)."),
        ({"answers": BUSY | {"error": "gone"}, "status": 410}, "answered 410 (gone)."),
    ],
)
def test_what_a_server_is_instead_is_said_in_one_sentence(opened, server, sentence):
    port, _ = opened(serving(**server))
    _, error = took(lambda: ask(of_nodes(port)))
    assert type(error) is not NoIndex
    assert sentence in str(error)
    assert f"127.0.0.1:{port}" in str(error)
    assert "secret" not in f"{error!r} {error.__cause__!r}"


def test_a_right_that_the_user_lacks_is_named(opened):
    lacking = {"error": {"type": "security_exception", "reason": "no permissions for [indices:data/read/search]"}}
    port, _ = opened(serving(lacking, status=403))
    cluster = of_nodes(port)
    _, error = took(lambda: ask(cluster))
    assert "may not do this" in str(error)
    assert "no permissions for [indices:data/read/search]" in str(error)


@pytest.mark.parametrize(
    ("host", "ca", "sentence"),
    [
        ("localhost", False, "does not fit (self-signed certificate): name the right host, or the file of the"),
        ("127.0.0.1", True, "does not fit ("),
        ("localhost", True, ""),
    ],
)
def test_a_certificate_that_does_not_fit_is_told(opened, certificate, host, ca, sentence):
    port, _ = opened(serving({"found": 1}, certificate=certificate))
    option = f"?ca={certificate}.crt" if ca else ""
    _, answer = took(lambda: ask(Cluster(read(f"opensearchs://{host}:{port}/articles{option}"))))
    assert sentence in str(answer) if sentence else answer == {"found": 1}


def test_a_file_of_an_authority_that_is_not_there_is_told(opened, certificate):
    _, error = took(lambda: ask(Cluster(read("opensearchs://localhost:1/articles?ca=/nowhere/ca.pem"))))
    assert "/nowhere/ca.pem" in str(error)


# --- the engine -----------------------------------------------------------------------------------


def test_eight_readers_of_a_cluster_that_hangs_all_know_within_two_seconds(opened):
    engine = OpenSearch(location=f"opensearch://127.0.0.1:{opened(hanging())},127.0.0.1:{opened(hanging())}/articles")
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _: took(lambda: engine.search(Query(), size=1)), range(8)))
    assert all(isinstance(answer, EngineError) for _, answer in answers)
    assert max(seconds for seconds, _ in answers) < 2.2


def test_part_of_an_answer_is_none(opened):
    part = {"timed_out": False, "_shards": {"total": 3, "failed": 1}, "hits": {"total": {"value": 1}, "hits": []}}
    port, _ = opened(serving({"responses": [part, part]}))
    with pytest.raises(EngineError, match="found only a part"):
        OpenSearch(location=f"opensearch://127.0.0.1:{port}/articles").state()
