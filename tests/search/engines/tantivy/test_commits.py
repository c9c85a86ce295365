"""What a commit says of itself comes true with the commit, and not before."""

import os

import pytest

from search.engines.base import NoIndex
from search.engines.tantivy import Tantivy, commits
from search.query.nodes import Everything
from tests.search.engines.documents import doc, found


def test_what_was_announced_counts_only_after_its_commit(engine, generation):
    engine.apply([doc(1)], (), position=1, mark="aa")
    before = engine.state()
    commits.announce(generation, {"position": 2, "mark": "bb", "fingerprint": engine.fingerprint})
    assert engine.state() == Tantivy(location=engine.location).state() == before
    engine.apply([doc(2)], (), position=3, mark="cc")
    assert (engine.state().position, engine.state().mark) == (3, "cc")


def test_every_commit_is_a_new_one_even_where_nothing_changes(engine, generation):
    operations = [commits.read_meta(generation).operation]
    for position in range(1, 6):
        Tantivy(location=engine.location).apply((), (), position=position)
        operations.append(commits.read_meta(generation).operation)
    assert operations == sorted(set(operations))
    assert engine.state().position == 5


def test_what_former_commits_said_is_forgotten(engine, generation):
    for position in range(1, 20):
        engine.apply([doc(position)], (), position=position)
    assert len(commits.announced(generation)) <= 3


def test_an_index_that_does_not_say_what_it_contains_is_none(engine, generation):
    for path in generation.glob("state-*.json"):
        path.unlink()
    with pytest.raises(NoIndex, match="does not say what it contains"):
        engine.state()


def test_what_a_commit_says_is_durable_before_it_and_its_name_after_it(engine, generation, monkeypatch):
    synced = []
    original = os.fsync

    def fsync(descriptor):
        operation = commits.read_meta(generation).operation
        synced.append((os.readlink(f"/proc/self/fd/{descriptor}"), operation))
        original(descriptor)

    before = commits.read_meta(generation).operation
    monkeypatch.setattr(os, "fsync", fsync)
    engine.apply([doc(1)], (), position=1)
    after = commits.read_meta(generation).operation
    assert synced == [
        (f"{generation}/state-{before}.json.new", before),
        (str(generation), before),
        (str(generation), after),
    ]


def test_a_commit_is_whole_where_no_document_was_deleted(engine):
    engine.apply([doc(1), doc(2)], (), position=1)
    assert found(engine, Everything()) == [1, 2]
    assert engine._latest().whole
    engine.apply([], [1], position=2)
    assert not engine._latest().whole
    assert engine.state().documents == 1
