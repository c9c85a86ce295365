"""What the tests of jobs share."""

import threading

import pytest

from articles.jobs import kinds, working


@pytest.fixture
def make_kind(monkeypatch):
    """Return a function that makes a kind of job of a function; when the test ends, all are as they were."""

    def make(name, run, **options):
        monkeypatch.setitem(kinds.KINDS, name, None)
        return kinds.kind(name, **options)(run)

    return make


@pytest.fixture
def work():
    """Return a function that runs what waits, and returns what was said."""

    def run():
        said = []
        working.Worker(threading.Event(), said.append).run_waiting()
        return said

    return run
