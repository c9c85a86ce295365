"""The OpenSearch engine passes the contract on real nodes: in one shard, and in three with copies."""

import pytest

from search.engines.opensearch import OpenSearch
from tests.search.engines.contract import Contract
from tests.search.engines.opensearch.places import address

pytestmark = [
    pytest.mark.opensearch,
    pytest.mark.xdist_group("opensearch"),
    pytest.mark.usefixtures("client"),
]


class TestOpenSearch(Contract):
    reuses = True  # to make an index takes half a second
    options = ""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _nodes(cls, client):
        """Skip where no node answers, before an index is made that all tests of a class use."""

    def new(self, folder, **options):
        return OpenSearch(location=address(self.options), **options)


@pytest.mark.slow
class TestOpenSearchInShards(TestOpenSearch):
    options = "?shards=3&replicas=1"
