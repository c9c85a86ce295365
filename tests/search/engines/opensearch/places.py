"""Where the nodes for tests are, and names for indexes of their own."""

import json
import os
import secrets
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

PLACES = os.environ.get("OPENSEARCH_TESTS", "127.0.0.1:9200,127.0.0.1:9201,127.0.0.1:9202")
"""Real nodes: ../shared/opensearch/README.md tells how three start."""

VICTIMS = os.environ.get("OPENSEARCH_VICTIMS", PLACES)
"""Nodes that tests kill, of a cluster whose home OPENSEARCH_VICTIMS_HOME names: best others, for no test can ask those
meanwhile."""

FIRST = "TESTS_RUN" not in os.environ
"""Whether this process began the run: it deletes at the end what its workers made, those that crashed as well."""

RUN = os.environ.setdefault("TESTS_RUN", f"test-{secrets.token_hex(4)}")
"""What the names of all indexes of this run begin with, in all its processes."""


def name() -> str:
    """Return a name for an index that no other test has; it is deleted when the tests end."""
    return f"{RUN}-{secrets.token_hex(4)}"


def address(options: str = "", places: str = PLACES) -> str:
    """Return the address of an index of its own, which is deleted when the tests end."""
    return f"opensearch://{places}/{name()}{options}"


@contextmanager
def connected(places: str, variable: str):
    """Give the bare library, connected with nodes that a variable of the environment names; skip where none answers."""
    import opensearchpy

    client = opensearchpy.OpenSearch(places.split(","), timeout=30)
    try:
        client.info(request_timeout=5)
    except opensearchpy.exceptions.ConnectionError:
        pytest.skip(f"no OpenSearch answers at {places}: start it, or name another by {variable}")
    yield client
    client.close()


def delete_all() -> list[str]:
    """Delete the indexes of this run, and return their names; none where no node answers."""
    return [name for places in {PLACES, VICTIMS} for name in _delete(places)]


def _delete(places):
    for place in places.split(","):
        try:
            found = ask(place, "GET", f"/{RUN}-*?expand_wildcards=all&filter_path=*.aliases")
        except OSError:
            continue
        for index in found:
            ask(place, "DELETE", f"/{index}?ignore_unavailable=true")
        return [*found]
    return []


def ask(place, method, path):
    """Return what a node answers, without any library: a run without tests of it need not load one."""
    connection = HTTPConnection(place, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    assert response.status == 200, f"OpenSearch at {place} answered {response.status} to {method} {path}: {answer}"
    return json.loads(answer)
