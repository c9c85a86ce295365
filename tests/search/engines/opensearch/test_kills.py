"""Nodes that die or hang in the middle of an import, a rebuild and a search: nothing is lost, nobody waits for long."""

import itertools
import os
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException

import pytest
from opensearchpy.exceptions import TransportError

from search.engines.base import EngineError, Query
from search.engines.opensearch import OpenSearch
from tests.archive.processes import eventually
from tests.archive.test_kills import RECORDS, found, manage, succeeds, write_records
from tests.archive.test_up import Up
from tests.search.engines.documents import doc, word, words
from tests.search.engines.opensearch import places
from tests.search.engines.opensearch.places import PLACES, VICTIMS

GROUP = "opensearch" if VICTIMS == PLACES else "victims"
pytestmark = [pytest.mark.slow, pytest.mark.opensearch, pytest.mark.xdist_group(GROUP)]

NODES = (1, 2, 3)


@pytest.fixture(scope="module")
def client():
    with places.connected(VICTIMS, "OPENSEARCH_VICTIMS") as client:
        yield client


@pytest.fixture
def address(client):
    return partial(places.address, places=VICTIMS)


@pytest.fixture
def nodes(client, shared):
    """Return a function that does something (kill, pause, resume, again) to a node; all are well again afterwards."""
    script, killed, paused = shared / "opensearch" / "cluster", set(), set()
    home = os.environ.get("OPENSEARCH_VICTIMS_HOME", os.environ.get("OPENSEARCH_HOME"))
    port = VICTIMS.partition(",")[0].rpartition(":")[2]
    environment = os.environ | {"OPENSEARCH_PORT": port} | ({"OPENSEARCH_HOME": home} if home else {})

    def do(act, *numbers):
        for number in numbers:
            {"kill": killed.add, "pause": paused.add, "resume": paused.discard, "again": killed.discard}[act](number)
        running = [
            subprocess.Popen([script, act, str(number)], env=environment, stdout=subprocess.DEVNULL)
            for number in numbers
        ]
        assert [process.wait(150) for process in running] == [0] * len(numbers)
        if act == "again" and not killed | paused:
            eventually(well, 150)  # else the next that goes may take what the last has not got back yet

    def well():
        with suppress(TransportError):
            params = {"wait_for_nodes": "3", "wait_for_status": "green", "timeout": "1s"}
            return client.cluster.health(params=params, request_timeout=3)["timed_out"] is False

    yield do
    do("resume", *paused)
    do("again", *killed)


@pytest.fixture
def engine(address, nodes):
    """An engine with copies of its shards, and 300 documents."""
    engine = OpenSearch(location=address("?shards=3&replicas=1"))
    engine.rebuild([doc(number, "wheat corn") for number in range(300)], position=1)
    return engine


def ask(engine):
    """Search; return the seconds it took and the total, None where there was no answer."""
    began = time.monotonic()
    try:
        total = engine.search(Query(where=words("wheat corn"), facets=("source",), histogram="auto"), size=5).total
    except EngineError:
        total = None
    return time.monotonic() - began, total


@contextmanager
def asked_all_the_time(engine):
    """Search without a pause meanwhile; gives the list of what `ask` returns."""
    answers, over = [], threading.Event()

    def go_on():
        while not over.wait(0.01):
            answers.append(ask(engine))

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()


def test_a_node_that_is_killed_is_hardly_noticed_by_those_who_search(engine, nodes):
    with asked_all_the_time(engine) as answers:
        time.sleep(0.3)
        nodes("kill", 1)
        time.sleep(4)
        nodes("again", 1)
    assert {total for _, total in answers} <= {300, None}
    assert sum(total is None for _, total in answers) <= 3
    assert max(seconds for seconds, _ in answers) < 2.2


def test_a_node_that_hangs_is_waited_for_once(engine, nodes):
    for number in NODES:
        with asked_all_the_time(engine) as answers:
            time.sleep(0.3)
            nodes("pause", number)
            time.sleep(8)
            nodes("resume", number)
        assert {total for _, total in answers} <= {300, None}
        assert sum(total is None for _, total in answers) <= 3
        assert max(seconds for seconds, _ in answers) < 2.2
        assert sum(seconds > 0.5 for seconds, _ in answers) <= 8
        eventually(lambda: ask(engine)[1] == 300)


def test_while_all_hang_everybody_hears_it_within_two_seconds_and_then_all_is_well(engine, nodes):
    nodes("pause", *NODES)
    for seconds, total in [ask(engine) for _ in range(4)]:
        assert total is None
        assert seconds < 2
    nodes("resume", *NODES)
    eventually(lambda: ask(engine)[1] == 300, 60)


def test_a_node_that_is_killed_in_the_middle_of_a_rebuild_keeps_it_from_nothing(engine, nodes):
    def documents():
        for number in range(8_000):
            if number == 4_000:
                nodes("kill", 2)
            yield doc(number, f"wheat w{number} {'padding ' * 40}")

    engine.rebuild(documents(), position=2)
    assert engine.state().documents == 8_000
    assert {number for number, _ in engine.contents()} == set(range(8_000))


def test_a_node_that_hangs_in_the_middle_of_commits_loses_none(engine, nodes):
    for position in itertools.count(2):
        engine.apply([doc(1000 + position, f"late w{position}")], (), position=position)
        if position == 10:
            nodes("pause", 3)
        if position == 20:
            break
    assert engine.state().position == 20
    eventually(lambda: engine.search(Query(where=word("late")), size=0).total == 19)


def test_an_archive_lives_through_all_of_it(address, nodes, tmp_path):
    """While articles come in one node is killed and one hangs; then nobody is there, and all come back."""
    data = tmp_path / "data"
    url = address("?shards=3&replicas=1")
    write_records(tmp_path / "records.jsonl")
    running = Up(data, ARCHIVE_SAMPLE="0", SEARCH_URL=url).opened()
    try:
        importing = manage(data, "import_articles", str(tmp_path / "records.jsonl"))
        time.sleep(3)
        nodes("kill", 1)
        time.sleep(4)
        nodes("again", 1)
        nodes("pause", 2)
        time.sleep(4)
        nodes("resume", 2)
        nodes("kill", *NODES)
        succeeds(importing)
        for _ in range(3):
            began = time.monotonic()
            response = unanswered(running)
            assert (response.status, response.headers["Retry-After"]) == (503, "5")
            assert time.monotonic() - began < 2
        nodes("again", *NODES)
        for query, total in (("", RECORDS), (f"?q=unique{RECORDS - 1}", 1)):
            eventually(lambda query=query, total=total: _found(running, query) == total, 180)
        succeeds(manage(data, "check_index", SEARCH_URL=url))
    finally:
        assert running.end() == 0
    assert "Traceback" not in running.said()


def test_an_archive_stops_within_seconds_where_no_node_answers(address, nodes, tmp_path):
    """Many more readers wait than are answered at a time, and the indexer waits as well."""
    running = Up(tmp_path / "data", SEARCH_URL=address("?shards=3&replicas=1")).opened()
    eventually(lambda: _found(running, "?q=harbour"), 60)
    nodes("pause", *NODES)
    readers = [threading.Thread(target=lambda: _status(running)) for _ in range(200)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    began = time.monotonic()
    assert running.end() == 0
    assert time.monotonic() - began < 9
    assert "killed" not in running.said()
    for reader in readers:
        reader.join()


def _status(running):
    """Search; who still waits when the archive has stopped is turned away."""
    with suppress(HTTPException, ConnectionError):
        return unanswered(running).status
    return None


def unanswered(running):
    """Search, and return the answer that is none."""
    connection = HTTPConnection("127.0.0.1", running.port, timeout=10)
    connection.request("GET", "/api/v1/search/?q=harbour", headers={"Host": f"127.0.0.1:{running.port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def _found(running, query):
    with suppress(AssertionError, HTTPException):
        return found(running, query)
    return None
