"""What was deleted or replaced leaves the statistics, once OpenSearch lets go of it."""

import time

import pytest

from search.engines.opensearch import OpenSearch
from search.engines.opensearch.tidying import LARGEST, SMALL, Tidying, kept_back, worth_it
from tests.archive.processes import eventually
from tests.search.engines.documents import doc, scores, word


@pytest.mark.parametrize(
    ("deleted", "count", "size", "expected"),
    [
        (0, 10, 10, False),
        (1, 10_000, SMALL, True),
        (1, 10_000, SMALL + 1, False),
        (300, 10_000, SMALL + 1, False),
        (600, 10_000, SMALL + 1, True),
        (600, 10_000, LARGEST + 1, False),
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


class Merging:
    """Answers like a cluster in which merging takes as long as a test wants, and leaves what it wants."""

    def __init__(self, deleted=9, leaves=0):
        self.deleted, self.leaves, self.merges, self.sent = deleted, leaves, False, []

    def __call__(self, method, path, body=None, params=None):
        self.sent.append(path)
        match path:
            case "/_tasks":
                tasks = {"one:1": {"description": "Force-merge indices [articles-g-1, b]"}} if self.merges else {}
                return {"nodes": {"one": {"tasks": tasks}}}
            case "/articles-g-1/_forcemerge":
                assert params["wait_for_completion"] == "false"
                self.merges = True
                return {"task": "one:1"}
            case "/articles-g-1/_refresh":
                return {}
        primaries = {"docs": {"deleted": self.deleted, "count": 9}, "store": {"size_in_bytes": 9}}
        return {"_all": {"primaries": primaries}, "indices": {"articles-g-1": {"shards": {}}}}

    def ends(self):
        self.merges, self.deleted = False, self.leaves

    @property
    def merged(self):
        return self.sent.count("/articles-g-1/_forcemerge")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr("search.engines.opensearch.tidying.WAIT", 0.02)


def looks(tidying, news=False):
    return tidying.look("articles-g-1", lambda: news)


def test_no_merge_is_begun_while_one_runs_whoever_began_it():
    cluster = Merging()
    tidying = Tidying(cluster)
    assert [looks(one) for one in (tidying, tidying, Tidying(cluster), tidying)] == [True] * 4
    assert cluster.merged == 1
    cluster.ends()
    assert not looks(tidying)
    assert not looks(Tidying(cluster))
    assert cluster.merged == 1


def test_a_node_that_does_not_say_what_it_does_may_be_merging():
    sent = []

    def silent(method, path, *_):
        sent.append(path)
        return {"nodes": {}, "node_failures": [{"type": "failed_node_exception"}]}

    assert looks(Tidying(silent))
    assert sent == ["/_tasks"]


def test_what_a_merge_leaves_is_not_merged_for_ever():
    cluster = Merging(leaves=9)
    tidying = Tidying(cluster)
    assert looks(tidying)
    cluster.ends()
    assert not looks(tidying)
    assert cluster.merged == 1


def test_what_is_deleted_while_a_merge_runs_is_merged_next():
    cluster = Merging(leaves=1)
    tidying = Tidying(cluster)
    assert looks(tidying)
    assert looks(tidying, news=True)
    cluster.ends()
    assert looks(tidying)
    assert cluster.merged == 2


def test_nothing_is_begun_where_there_is_news_and_nobody_waits():
    cluster = Merging()
    began = time.monotonic()
    assert looks(Tidying(cluster), news=True)
    assert time.monotonic() - began < 0.25
    assert cluster.merged == 0


@pytest.mark.opensearch
@pytest.mark.xdist_group("opensearch")
def test_a_merge_in_a_real_cluster_is_seen_until_it_ends(client, address):
    engine, other = OpenSearch(location=address()), OpenSearch(location=address())
    for one in (engine, other):
        one.rebuild((), position=0)
    for position in range(1, 9):  # a segment each
        first = position * 500
        engine.apply([doc(first + n, f"{'wheat corn ' * 60} w{first + n}") for n in range(500)], (), position=position)
    index, params = engine.state().generation, {"max_num_segments": "1", "wait_for_completion": "false"}
    client.indices.forcemerge(index=index, params=params)
    assert engine._tidying._merges(index)
    assert not other._tidying._merges(other.state().generation)
    eventually(lambda: not engine._tidying._merges(index))


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
