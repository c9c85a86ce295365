"""An index for a while leaves nothing on the server, however it ends, and what serves is not touched."""

import gzip
import signal
import subprocess
import sys

import pytest
from opensearchpy.exceptions import NotFoundError

from search.engines import temporary
from search.engines.base import EngineError
from search.engines.opensearch import OpenSearch
from search.engines.opensearch.cluster import Cluster
from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.search.engines.documents import doc, found, word
from tests.search.engines.opensearch.servers import serving

pytestmark = [pytest.mark.opensearch, pytest.mark.xdist_group("opensearch")]


def everything(client, url):
    """All indexes and aliases whose name begins with that of an address."""
    name = url.rpartition("/")[2]
    try:
        return client.indices.get(index=f"{name}*", expand_wildcards="all")
    except NotFoundError:
        return {}


def test_what_serves_stays_as_it_is_and_a_rebuild_of_it_does_no_harm(client, address):
    url = address()
    served = OpenSearch(location=url)
    served.rebuild([doc(1, "served")], position=7)
    before, state = everything(client, url), served.state()
    with temporary(url) as engine:
        engine.rebuild([doc(2, "temporary")], position=0)
        assert found(engine, word("temporary")) == [2]
        assert found(served, word("temporary")) == []
        assert served.state() == state
        served.rebuild([doc(3, "again")], position=8)
        assert found(engine, word("temporary")) == [2]
    assert before.keys() < everything(client, url).keys()
    assert len(everything(client, url)) == 2
    assert found(served, word("again")) == [3]


def fails(url, error):
    """Rebuild a temporary index twice, and fail."""
    with temporary(url) as engine:
        engine.rebuild([doc(1)], position=0)
        engine.rebuild([doc(1)], position=1)
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, EngineError])
def test_it_is_gone_after_an_interruption_and_a_failure(client, address, error):
    with pytest.raises(error):
        fails(url := address("?shards=2"), error)
    assert everything(client, url.partition("?")[0]) == {}


def test_one_that_is_just_being_made_is_deleted_too(client, address, monkeypatch):
    """Ctrl-C meets the command while it waits for the answer."""
    url, ask = address(), Cluster.ask

    def interrupted(nodes, method, path, *arguments, **options):
        answer = ask(nodes, method, path, *arguments, **options)
        if method == "PUT":
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(Cluster, "ask", interrupted)
    with pytest.raises(KeyboardInterrupt), temporary(url) as engine:
        engine.rebuild([doc(1)], position=0)
    assert everything(client, url) == {}


def test_what_cannot_be_deleted_is_named():
    broken = "answered 500 .* Indexes whose name begins with articles-g-temporary-[0-9a-f]{8} may be left there"
    with (
        serving({"error": "broken"}, status=500) as (port, _),
        pytest.raises(EngineError, match=broken),
        temporary(f"opensearch://127.0.0.1:{port}/articles"),
    ):
        pass


@pytest.mark.slow
def test_ctrl_c_ends_an_evaluation_and_leaves_nothing(client, address, tmp_path):
    with gzip.open(tmp_path / "docs.jsonl.gz", "wt") as file:
        for number in range(50_000):
            file.write(f'{{"id": "{number}", "title": "Harbour {number}", "text": "It reopens to w{number} ships."}}\n')
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "text": "harbour"}\n')
    (tmp_path / "qrels.tsv").write_text("q\t2\t1\n")
    url = address()
    command = [sys.executable, str(ROOT / "manage.py"), "evaluate", str(tmp_path), "--engine", url]
    with subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        eventually(lambda: everything(client, url), 30)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said == "CommandError: Stopped: the temporary index is deleted.\n"
    assert everything(client, url) == {}
