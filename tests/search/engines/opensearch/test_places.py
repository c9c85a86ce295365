"""A run of the tests leaves nothing on the nodes."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.search.engines.opensearch.places import RUN

TESTS = """
import os

from search.engines.opensearch import OpenSearch
from tests.search.engines.opensearch.places import RUN, address
from tests.search.engines.others import OTHERS

def made(url):
    OpenSearch(location=url).rebuild([], position=0)
    with open("made", "a") as names:
        print(url.rpartition("/")[2], file=names)

def test_that_ends():
    made(address())

def test_that_compares():
    [other] = [other for other in OTHERS if other.server]
    made(other.url("folder"))

def test_that_crashes():
    made(address())
    os._exit(1)
"""


@pytest.mark.slow
@pytest.mark.opensearch
@pytest.mark.xdist_group("opensearch")
def test_indexes_are_deleted_also_those_of_workers_that_crashed(client, tmp_path):
    client.indices.create(index=(others := f"{RUN}-others"))
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-n", "2"]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("TESTS_RUN", "PYTEST_", "CI"))}
    result = subprocess.run(
        [*command, "-q", "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        env=env | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "1 failed, 2 passed" in result.stdout, result.stdout + result.stderr
    names = (tmp_path / "made").read_text().split()
    assert len(names) == 3
    assert not any(name.startswith(RUN) for name in names)
    assert client.indices.get(index=",".join(f"{name}*" for name in names), expand_wildcards="all") == {}
    assert client.indices.exists(index=others)
