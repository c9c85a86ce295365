"""What was deleted or replaced leaves the statistics, once OpenSearch lets go of it."""

import pytest

from search.engines.opensearch import OpenSearch
from search.engines.opensearch.tidying import LARGEST, SMALL, kept_back, worth_it
from tests.search.engines.documents import doc, scores, word


@pytest.mark.parametrize(
    ("deleted", "count", "size", "expected"),
    [
        (0, 10, 10, False),
        (1, 10_000, SMALL, True),
        (1, 10_000, SMALL + 1, False),
        (300, 10_000, SMALL + 1, True),
        (300, 10_000, LARGEST + 1, False),
    ],
)
def test_an_index_is_rewritten_where_that_is_quick_or_does_much(deleted, count, size, expected):
    told = {"docs": {"deleted": deleted, "count": count}, "store": {"size_in_bytes": size}}
    assert worth_it(told) is expected


def test_any_copy_that_keeps_deleted_documents_holds_it_up():
    def copy(retaining):
        return {
            "seq_no": {"global_checkpoint": 9},
            "retention_leases": {"leases": [{"retaining_seq_no": number} for number in retaining]},
        }

    assert not kept_back({"0": [copy([10, 10]), copy([10])]})
    assert kept_back({"0": [copy([10, 10])], "1": [copy([10, 3])]})


@pytest.mark.slow  # half a minute, see tidying.py
@pytest.mark.opensearch
@pytest.mark.xdist_group("opensearch")
def test_scores_are_those_of_a_new_index_once_all_is_tidy(client, address):
    engine, new = OpenSearch(location=address("?shards=2&replicas=1")), OpenSearch(location=address("?shards=2"))
    documents = [doc(number, "wheat " * (number % 7 + 1)) for number in range(30)]
    new.rebuild(documents, position=1)
    engine.rebuild([doc(number, "wheat corn rye") for number in range(60)], position=1)
    engine.apply(documents, range(30, 60), position=2)
    assert scores(engine, word("wheat")) != pytest.approx(scores(new, word("wheat")))
    while engine.tidy(lambda: False):
        pass
    assert scores(engine, word("wheat")) == pytest.approx(scores(new, word("wheat")))
    assert not engine.tidy(lambda: False)
