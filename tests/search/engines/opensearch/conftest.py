"""What the tests of the OpenSearch engine share: real nodes, and indexes of their own."""

import opensearchpy
import pytest

from tests.search.engines.opensearch import places
from tests.search.engines.opensearch.places import PLACES


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
    """The function that gives the address of an index of its own."""
    return places.address
