"""The OpenSearch engine passes the contract on real nodes; what comes together from three shards with copies, too."""

import pytest

from search.engines import opensearch
from search.engines.opensearch import OpenSearch
from tests.search.engines.contract import Contract
from tests.search.engines.contract.combining import Combining
from tests.search.engines.contract.counting import Counting
from tests.search.engines.contract.keeping import Keeping
from tests.search.engines.contract.ordering import Ordering
from tests.search.engines.contract.scoring import Scoring
from tests.search.engines.opensearch.places import address

pytestmark = [
    pytest.mark.opensearch,
    pytest.mark.xdist_group("opensearch"),
    pytest.mark.usefixtures("client"),
]


class OnNodes:
    """How an engine on nodes is made."""

    reuses = True  # to make an index takes half a second
    options = ""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _nodes(cls, client):
        """Skip where no node answers, before an index is made that all tests of a class use.

        What is found matters here, not how soon: `test_cluster.py` and `test_kills.py` hold the two seconds.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(opensearch, "QUICK", 20.0)
            yield

    def new(self, folder, **options):
        return OpenSearch(location=address(self.options), **options)


class TestOpenSearch(OnNodes, Contract):
    pass


@pytest.mark.slow
class TestOpenSearchInShards(OnNodes, Combining, Counting, Keeping, Ordering, Scoring):
    options = "?shards=3&replicas=1"
    test_a_histogram_of_more_days_than_engines_count_at_once = None  # it takes a minute, and shards count alike
