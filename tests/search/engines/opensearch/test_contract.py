"""The OpenSearch engine passes the contract on real nodes: in one shard, and in three with copies."""

import pytest

from search.engines.opensearch import OpenSearch
from tests.search.engines.contract import Contract
from tests.search.engines.contract.counting import Counting
from tests.search.engines.contract.finding import Finding

pytestmark = [pytest.mark.opensearch, pytest.mark.xdist_group("opensearch")]


@pytest.fixture(scope="class")
def shared_engine(lasting_address, request):
    """One index for all tests that look neither at scores nor at generations: to make one takes half a second."""
    engine = OpenSearch(location=lasting_address + request.cls.options)
    engine.rebuild([], position=0)
    return engine


class TestOpenSearch(Contract):
    options = ""

    @pytest.fixture(autouse=True)
    def _address(self, address):
        self.address = address

    @pytest.fixture
    def engine(self, bare, request):
        if hasattr(Finding, request.function.__name__) or hasattr(Counting, request.function.__name__):
            engine = request.getfixturevalue("shared_engine")
            engine.apply([], [number for number, _ in engine.contents()], position=engine.state().position + 1)
            return engine
        bare.rebuild([], position=0)
        return bare

    def new(self, folder, **options):
        return OpenSearch(location=self.address(self.options), **options)

    @pytest.mark.slow  # OpenSearch lets go of what was deleted after half a minute
    def test_scores_know_living_documents_only(self, fill):
        super().test_scores_know_living_documents_only(fill)

    @pytest.mark.slow
    def test_the_same_batch_twice_changes_nothing_more(self, fill):
        super().test_the_same_batch_twice_changes_nothing_more(fill)


@pytest.mark.slow
class TestOpenSearchInShards(TestOpenSearch):
    options = "?shards=3&replicas=1"
