"""The measures agree with values worked out by hand, and the ranking with what plain BM25 reaches."""

import gzip
import math

import pytest
from django.core.management import CommandError, call_command

from search.evaluation import average_precision, ndcg, recall
from search.management.commands.evaluate import address
from tests.search.engines.others import everyone


def test_ndcg_is_one_for_the_ideal_order_and_less_for_others():
    grades = {1: 3, 2: 1}
    assert ndcg([1, 2, 9], grades, 10) == 1
    assert ndcg([2, 1], grades, 10) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg([9], grades, 10) == 0


def test_ndcg_looks_at_the_first_ten_only():
    assert ndcg([*range(100, 110), 1], {1: 1}, 10) == 0


def test_average_precision_counts_what_is_not_found():
    assert average_precision([1, 9, 2], {1: 1, 2: 1, 3: 1}) == pytest.approx((1 + 2 / 3) / 3)


def test_recall_counts_the_relevant_found():
    assert recall([1, 9], {1: 1, 2: 1}, 100) == 0.5


PLAIN_BM25 = {"cranfield": 0.357, "cisi": 0.384, "cacm": 0.476}


@pytest.mark.slow
@pytest.mark.parametrize("other", everyone)
def test_the_ranking_reaches_plain_bm25_on_every_engine(shared, other, tmp_path, capsys):
    names = PLAIN_BM25 if other.in_folder else ["cranfield"]  # over HTTP each takes half a minute
    folders = [str(shared / "relevance" / name) for name in names]
    call_command("evaluate", *folders, "--engine", other.url(tmp_path))
    found = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [name for name, *_ in found] == [*names]
    for name, _, ours, _, _, plain, _ in found:
        assert float(ours) >= max(PLAIN_BM25[name], float(plain))
    assert sum(float(one[2]) for one in found) >= 1.02 * sum(float(one[5]) for one in found)


def test_a_folder_that_is_no_collection_gets_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=f"{tmp_path} is no collection"):
        call_command("evaluate", str(tmp_path))


@pytest.fixture
def collection(tmp_path):
    """A collection of two documents and one query, which one of them answers."""
    with gzip.open(tmp_path / "docs.jsonl.gz", "wt") as file:
        file.write('{"id": "1", "title": "Other", "text": "The harbour of ships"}\n')
        file.write('{"id": "2", "title": "Harbour", "text": "It reopens to ships"}\n')
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "harbour"}\n')
    (tmp_path / "qrels.tsv").write_text("q\t2\t1\n")
    return tmp_path


def test_the_figures_of_plain_bm25_on_the_same_engine_stand_beside_ours(collection, capsys):
    call_command("evaluate", str(collection), "--engine", "memory")
    head, figures = (text.split() for text in capsys.readouterr().out.splitlines())
    assert head[2:] == ["nDCG@10", "MAP", "recall@100", "plain", "gain"]
    assert figures[1:] == ["1", "1.000", "1.000", "1.000", "0.631", "+58.5%"]


@pytest.mark.parametrize("other", everyone)
def test_every_engine_is_measured(other, collection, tmp_path_factory, settings, capsys):
    url = other.url(tmp_path_factory.mktemp("served"))
    settings.SEARCH_URL = url
    call_command("evaluate", str(collection))
    call_command("evaluate", str(collection), "--engine", other.name)
    settings.SEARCH_URL = "memory://"
    call_command("evaluate", str(collection), "--engine", url)
    figures = [line.split()[1:] for line in capsys.readouterr().out.splitlines()[1::2]]
    assert figures == 3 * [["1", "1.000", "1.000", "1.000", "0.631", "+58.5%"]]


def test_the_name_of_an_engine_is_enough(settings):
    settings.SEARCH_URL = "opensearchs://user:word@host:9200/articles?shards=3"
    assert address(None) == address("opensearch") == address("opensearchs") == settings.SEARCH_URL
    assert address("tantivy") == "tantivy://"
    assert address("opensearch://other/name") == "opensearch://other/name"
    settings.SEARCH_URL = "whoosh:///folder"
    assert address("whoosh") == "whoosh:///folder"
    with pytest.raises(CommandError, match="SEARCH_URL names no OpenSearch: write --engine opensearch://"):
        address("opensearch")


def test_an_unknown_engine_and_a_collection_without_judgements_get_one_sentence(collection):
    for engine, sentence in (
        ("sphinx", "is not the address of a search engine"),
        ("opensearch://127.0.0.1:9200", "The address names no index"),
        ("opensearch://127.0.0.1:1/name", "OpenSearch at 127.0.0.1:1 cannot be reached"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("evaluate", str(collection), "--engine", engine)
    (collection / "qrels.tsv").write_text("")
    with pytest.raises(CommandError, match="none of its queries has a relevant document"):
        call_command("evaluate", str(collection), "--engine", "memory")
