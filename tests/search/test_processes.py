"""Documents that several processes make, and take, at the same time."""

import os
import signal
from contextlib import closing

import pytest

from articles.elsewhere import Broken
from search import processes
from search.engines.base import Refused
from search.processes import Ended, InProcesses
from tests.archive.processes import children


@pytest.fixture(autouse=True)
def cores(monkeypatch):
    """As on a machine with two, and where every document is worth a process."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    monkeypatch.setattr(processes, "WORTHWHILE", 1)


def share(number, count):
    """Numbers instead of documents: nothing here looks into them."""
    yield from range(number, 1_000, count)


def test_each_share_is_taken_in_a_process_of_its_own(tmp_path):
    def take(number, documents):
        for one in documents:
            with open(tmp_path / f"{number}-{os.getpid()}", "a") as file:
                file.write(f"{one}\n")
            yield

    told = []
    with closing(InProcesses(share, total=1_000, watch=lambda stream: map(told.append, stream))) as made:
        assert made.count == 2
        assert made.each(take) == 1_000
    files = sorted(tmp_path.iterdir())
    assert [file.name[0] for file in files] == ["0", "1"]
    assert not any(file.name.endswith(f"-{os.getpid()}") for file in files)
    assert [[*map(int, file.read_text().split())] for file in files] == [[*share(0, 2)], [*share(1, 2)]]
    assert len(told) == 1_000


def test_who_iterates_gets_all_in_order_and_they_are_watched():
    told = []

    def watch(stream):
        for one in stream:
            told.append(one)
            yield one

    with closing(InProcesses(share, total=1_000, watch=watch)) as made:
        assert list(made) == told == list(range(1_000))


@pytest.mark.parametrize(
    ("total", "cores", "free", "count"),
    [
        (0, 2, 10**10, 1),
        (4_999, 2, 10**10, 1),
        (5_000, 2, 10**10, 2),
        (10**9, 2, 10**10, 2),
        (10**9, 64, 10**10, 8),
        (10**9, 1, 10**10, 1),
        (10**9, 64, 10**9, 2),
        (10**9, 64, 10**8, 1),
    ],
)
def test_there_are_as_many_shares_as_are_worth_it_and_there_is_room_for(total, cores, free, count, monkeypatch):
    monkeypatch.setattr(processes, "free_memory", lambda: free)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(cores)))
    monkeypatch.setattr(processes, "WORTHWHILE", 2_500)
    assert InProcesses(share, total=total).count == count


def test_memory_is_what_linux_tells():
    assert 10**6 < processes.free_memory() < 10**15


def refuse(number, documents):
    for one in documents:
        if one == 501:
            raise Refused("It is too odd.", 501)
        yield


def fail(number, documents):
    next(documents)
    raise KeyError("a mistake of ours")
    yield


def die(number, documents):
    for one in documents:
        if one == 501:
            os.kill(os.getpid(), signal.SIGKILL)
        yield


@pytest.mark.parametrize(
    ("take", "error", "sentence"),
    [(refuse, Refused, "too odd"), (fail, Broken, "a mistake of ours"), (die, Ended, "ended unexpectedly")],
)
def test_what_goes_wrong_in_one_reaches_the_parent_and_ends_all(take, error, sentence):
    others = children()
    made = InProcesses(share, total=1_000)
    with closing(made):
        with pytest.raises(error, match=sentence) as raised:
            made.each(take)
        assert children() == others
    assert getattr(raised.value, "id", 501) == 501
