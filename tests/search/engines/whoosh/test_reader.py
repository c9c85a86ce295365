"""Readers while others write: nothing half done, nothing that was deleted, nothing read twice."""

import itertools
import threading

import numpy as np
import pytest

from search.engines import folder as folder_engine
from search.engines.base import Query
from search.engines.whoosh import Whoosh, storage
from search.engines.whoosh.answering import answer
from search.engines.whoosh.reader import Reader
from search.engines.whoosh.segments import Cache
from search.query.nodes import Everything
from tests.search.engines.documents import doc, found, phrase, word


def test_a_commit_that_is_open_stays_as_it_is(engine, generation):
    engine.apply([doc(number, "wheat") for number in range(20)], (), position=1)
    before = engine._latest()
    for number in range(30):
        engine.apply([doc(100 + number, "wheat")], [number], position=number + 2)
    found_then = answer(before, Query(where=word("wheat"), sort="oldest"), 100, None)
    assert [hit.id for hit in found_then.hits] == list(range(20))
    assert found(engine, word("wheat")) == list(range(100, 130))


def test_another_process_sees_a_commit_after_a_second(engine, folder, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(folder_engine.time, "monotonic", lambda: clock[0])
    other = Whoosh(location=str(folder))
    assert found(other, Everything()) == []
    engine.apply([doc(1)], (), position=1)
    clock[0] += 0.9
    assert found(other, Everything()) == []
    clock[0] += 0.2
    assert found(other, Everything()) == [1]


def test_another_process_never_sees_deleted_documents_again(engine, folder, monkeypatch):
    monkeypatch.setattr(folder_engine, "FRESH", 0.0)
    other = Whoosh(location=str(folder))
    engine.apply([doc(number, "wheat") for number in range(10)], (), position=1)
    for number in range(10):
        assert found(other, word("wheat")) == list(range(number, 10))
        engine.apply([], [number], position=number + 2)
        assert found(other, word("wheat")) == found(other, Everything()) == list(range(number + 1, 10))


def test_state_and_contents_are_never_late(engine, folder):
    other = Whoosh(location=str(folder))
    assert found(other, Everything()) == []
    engine.apply([doc(1)], (), position=7)
    assert other.state().position == 7
    assert [number for number, _ in other.contents()] == [1]


def test_files_are_verified_once_each_however_often_commits_replace_others(engine, folder, generation, monkeypatch):
    """Before a file is read, a commit comes in between: those join small segments, and leave the large one."""
    numbers, read, seen = iter(range(30)), storage.checksum, []
    engine.apply([doc(number, "wheat " * 50) for number in range(1_000, 3_000)], (), position=1)
    for number in range(6):
        engine.apply([doc(number, "wheat")], (), position=1)
    before, committing = set(generation.iterdir()), False

    def after_a_commit(path):
        nonlocal committing
        if committing:
            return read(path)
        for number in itertools.islice(numbers, 1):
            committing = True
            engine.apply([doc(number, "wheat")], (), position=number + 2)
            committing = False
        checksum = read(path)
        seen.append(path)
        return checksum

    monkeypatch.setattr(storage, "checksum", after_a_commit)
    Whoosh(location=str(folder)).verify()
    assert before - set(generation.iterdir())
    assert before & set(seen)
    assert len(seen) == len(set(seen))


def test_another_process_follows_a_rebuild(engine, folder, monkeypatch):
    monkeypatch.setattr(folder_engine, "FRESH", 0.0)
    other = Whoosh(location=str(folder))
    for number in range(4):
        engine.rebuild([doc(number)], position=number)
        assert found(other, Everything()) == [number]


def test_commits_can_be_opened_while_others_are_made(engine, generation):
    engine.apply([doc(number, "wheat") for number in range(5)], (), position=1)
    wrong, done = [], threading.Event()

    def read():
        while not done.is_set():
            snapshot = Reader(generation).snapshot()
            if snapshot.documents != 5:
                wrong.append(snapshot.documents)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(40):
        engine.apply([doc(number % 5, "wheat")], (), position=number)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_files_that_a_commit_has_just_replaced_are_looked_for_again(engine, generation):
    reader = Reader(generation)
    names, asked = reader._storage.list, []

    def late():
        asked.append(1)
        return ["_MAIN_999.toc"] if len(asked) == 1 else [] if len(asked) == 2 else names()

    reader._storage.list = late
    assert reader.snapshot().documents == 0
    assert len(asked) == 3


def test_a_new_commit_reads_new_segments_only(engine):
    engine.apply([doc(number, "wheat") for number in range(20)], (), position=1)
    assert found(engine, word("wheat")) == list(range(20))
    (large,) = engine._latest().segments
    engine.apply([doc(99, "wheat")], [0], position=2)
    assert found(engine, word("wheat")) == [*range(1, 20), 99]
    assert large in engine._latest().segments
    assert len(engine._latest().segments) == 2


def test_what_is_merged_away_is_let_go(engine):
    for number in range(20):
        engine.apply([doc(number, "wheat")], (), position=number)
        assert len(found(engine, word("wheat"))) == number + 1
    assert set(engine._reader._segments) == {segment.name for segment in engine._latest().segments}


def test_a_process_that_only_writes_lets_go_of_it_as_well(engine):
    for number in range(40):
        engine.apply([doc(number, "wheat")], (), position=number)
    assert len(engine._reader._segments) <= 8


def test_no_copy_of_the_index_is_made_in_memory(engine):
    engine.apply([doc(number, f"wheat w{number}") for number in range(50)], (), position=1)
    (segment,) = engine._latest().segments
    assert segment._postings.__class__.__name__ == "mmap"
    assert not segment.rows.flags.owndata


def test_a_cache_keeps_what_was_used_last_within_its_limit():
    cache = Cache(limit=3000)
    arrays = {number: np.zeros(100) for number in range(5)}
    for number in (0, 1, 0, 2):
        assert cache.get(number, lambda number=number: arrays[number]) is arrays[number]
    assert cache.size <= 3000
    assert cache.get(0, lambda: None) is arrays[0]
    assert cache.get(1, lambda: arrays[4]) is arrays[4]


def test_a_cache_does_not_keep_what_is_larger_than_itself():
    cache = Cache(limit=1000)
    assert cache.get("a", lambda: np.zeros(1000)).size == 1000
    assert cache.size == 0


def test_common_phrases_are_found_in_bounded_time(engine):
    engine.apply([doc(number, "of the " * 500) for number in range(20)], (), position=1)
    assert engine.search(Query(where=phrase("of the of the", 9), sort="relevance"), size=1).total == 20


@pytest.mark.parametrize("size", [1, 5, 100])
def test_eight_threads_get_the_same_answer(engine, size):
    engine.apply([doc(n, f"wheat {'corn ' * (n % 7)}", source=f"s{n % 5}") for n in range(500)], (), position=1)
    query = Query(where=word("corn"), sort="relevance", facets=("source",), histogram="year")
    expected, answers = engine.search(query, size=size), []
    fresh = Whoosh(location=engine.location)
    threads = [threading.Thread(target=lambda: answers.append(fresh.search(query, size=size))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 8
