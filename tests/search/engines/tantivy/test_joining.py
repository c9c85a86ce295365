"""Indexes made one: what Tantivy says of its files is true of all of them."""

import json
import os
from pathlib import Path

from tests.search.engines.contract.rebuilding import Divided
from tests.search.engines.documents import doc


def generation_of(engine):
    return engine._current()


def test_files_of_all_shares_are_tantivy_s_to_delete(engine):
    engine.rebuild(Divided([doc(number, "wheat") for number in range(30)]), position=1)
    before = {path.name for path in generation_of(engine).iterdir()}
    assert len({name.partition(".")[0] for name in before if name.endswith(".idx")}) == 3
    for number in range(30):
        engine.apply([], [number], position=2)
    while engine.tidy(lambda: False):
        pass
    left = {path.name for path in generation_of(engine).iterdir()}
    assert not {name for name in left if name.endswith((".idx", ".store", ".term", ".pos", ".fast"))}


def test_nothing_of_the_shares_stays_beside(engine):
    engine.rebuild(Divided([doc(number, "wheat") for number in range(30)]), position=1)
    folder = generation_of(engine)
    assert not [path for path in folder.iterdir() if path.is_dir()]
    managed = set(json.loads((folder / ".managed.json").read_bytes()))
    ours = {path.name for path in folder.iterdir() if path.name.startswith((".", "state-"))}
    assert {path.name for path in folder.iterdir()} - ours <= managed


def test_what_tells_of_the_files_is_durable_before_they_serve(engine, monkeypatch):
    synced, original = [], os.fsync

    def fsync(descriptor):
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")))
        original(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    engine.rebuild(Divided([doc(number, "wheat") for number in range(30)]), position=1)
    names = [path.name for path in synced if path.parent in (generation_of(engine), generation_of(engine).parent)]
    assert names.index(".managed.json") < names.index("current.new")
