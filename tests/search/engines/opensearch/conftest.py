"""What the tests of the OpenSearch engine share: real nodes, and names that are taken away again."""

import os
import secrets
from contextlib import contextmanager

import opensearchpy
import pytest

PLACES = os.environ.get("OPENSEARCH_TESTS", "127.0.0.1:9200,127.0.0.1:9201,127.0.0.1:9202")
"""Real nodes: ../shared/opensearch/README.md tells how three start."""


@pytest.fixture(scope="session")
def client():
    """The bare library, connected with the nodes."""
    client = opensearchpy.OpenSearch(PLACES.split(","), timeout=30)
    try:
        client.info(request_timeout=5)
    except opensearchpy.exceptions.ConnectionError:
        pytest.skip(f"no OpenSearch answers at {PLACES}: start it, or name another by OPENSEARCH_TESTS")
    yield client
    client.close()


@pytest.fixture
def address(client):
    """Return a function that gives the address of an index of its own; what is made there is deleted afterwards."""
    with addresses(client) as new:
        yield new


@pytest.fixture(scope="class")
def lasting_address(client):
    """The same for what all tests of a class use."""
    with addresses(client) as new:
        yield new()


@contextmanager
def addresses(client):
    """Give a function that gives addresses, and delete what was made there."""
    made = []

    def new(options=""):
        made.append(f"test-{secrets.token_hex(4)}")
        return f"opensearch://{PLACES}/{made[-1]}{options}"

    yield new
    found = [index for name in made for index in client.indices.get(index=f"{name}-g-*")]
    if found:
        client.indices.delete(index=",".join(found))
