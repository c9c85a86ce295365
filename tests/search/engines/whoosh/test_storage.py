"""What is durable when, which generations there are, and what is wrong with a folder."""

import os
import stat
import sys
from pathlib import Path

import pytest

from search.engines import generations
from search.engines.base import EngineError
from search.engines.whoosh import Whoosh, storage
from search.query.nodes import Everything
from tests.search.engines.documents import doc, found, word

CHECKOUT = Path(__file__).resolve().parents[4]


# --- durable ----------------------------------------------------------------------------------------------


@pytest.fixture
def calls(monkeypatch):
    """A list of (verb, path) of all that is synced, renamed and deleted from now on."""
    made = []

    def record(verb, name, path_of):
        original = getattr(os, name)

        def recorded(*args, **options):
            made.append((verb, path_of(args)))
            return original(*args, **options)

        monkeypatch.setattr(os, name, recorded)

    record("sync", "fsync", lambda args: Path(os.readlink(f"/proc/self/fd/{args[0]}")))
    record("rename", "rename", lambda args: Path(args[1]))
    for name in ("remove", "unlink"):
        record("delete", name, lambda args: Path(args[0]))
    return made


def test_a_commit_is_durable_before_it_is_one_and_before_anything_is_deleted(engine, generation, calls):
    engine.apply([doc(1, "wheat")], (), position=1)
    calls.clear()
    engine.apply([doc(2, "corn")], [1], position=2)
    calls = [(verb, path) for verb, path in calls if path.parent == generation or path == generation]
    commit = [verb for verb, _ in calls].index("rename")
    before, after = calls[:commit], calls[commit + 1 :]
    kept = {path for path in generation.iterdir() if path.suffix in {".trm", ".pst", ".col"}}
    assert kept
    assert kept <= {path for verb, path in before if verb == "sync"}
    assert before[-1] == ("sync", generation)
    assert after[0] == ("sync", generation)
    assert "delete" not in [verb for verb, path in before if path.suffix]
    assert "delete" in [verb for verb, _ in after]
    (table,) = generation.glob("*.toc")
    assert calls[commit] == ("rename", table)
    assert any(path.name.startswith(table.name) for verb, path in before if verb == "sync")


def test_the_pointer_is_moved_durably_and_after_all_else(engine, folder, calls):
    engine.rebuild([doc(1, "wheat")], position=1)
    moves = [path for verb, path in calls if verb == "rename"]
    assert moves[-1] == folder / "current"
    last = len(calls) - 1 - calls[::-1].index(("rename", folder / "current"))
    assert calls[last - 2 : last] == [("sync", folder / "current.new"), ("sync", folder)]
    assert calls[last + 1] == ("sync", folder)


def test_folders_are_ours_alone(engine, folder, generation):
    engine.apply([doc(1)], (), position=1)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, generation)] == [0o700, 0o700]


def test_opening_an_index_runs_nothing_but_whooshs_own_classes(engine, folder):
    engine.apply([doc(1, "wheat", source="A"), doc(2)], (), position=1)
    engine.apply([], [2], position=2)
    named, listening = set(), True
    sys.addaudithook(
        lambda event, args: named.add(args[0].split(".")[0]) if listening and event == "pickle.find_class" else None
    )
    assert found(Whoosh(location=str(folder)), word("wheat")) == [1]
    listening = False
    assert "whoosh" in named
    assert named <= {"whoosh", "_codecs", "builtins", "__builtin__", "collections", "copyreg", "copy_reg"}


# --- generations ------------------------------------------------------------------------------------------


def names(folder):
    return {path.name for path in folder.iterdir() if path.name.startswith("g-")}


def test_the_generation_before_is_kept_until_the_next_rebuild(engine, folder):
    first = engine.state().generation
    engine.rebuild([doc(1)], position=1)
    second = engine.state().generation
    assert names(folder) == {first, second}
    engine.rebuild([doc(1)], position=1)
    assert names(folder) == {second, engine.state().generation}


def test_the_remains_of_a_killed_rebuild_are_dropped_by_the_next(engine, folder):
    generations.new_generation(folder)
    engine.rebuild([], position=1)
    assert len(names(folder)) == 2


def test_what_fails_after_the_switch_leaves_the_new_index(engine, monkeypatch):
    def fail(*_):
        raise OSError("no more")

    monkeypatch.setattr(generations, "drop_others", fail)
    with pytest.raises(EngineError, match="no more"):
        engine.rebuild([doc(1, "wheat")], position=1)
    assert found(Whoosh(location=engine.location), word("wheat")) == [1]


def test_two_rebuilds_do_not_meet(engine, folder):
    with generations.rebuilding(folder), pytest.raises(EngineError, match="Another process is rebuilding"):
        engine.rebuild([], position=1)
    engine.rebuild([], position=2)
    assert engine.state().position == 2


def test_two_writers_take_turns(engine, generation, monkeypatch):
    monkeypatch.setattr(generations, "PATIENCE", 0.1)
    lock = storage.DurableStorage(generation).lock("MAIN_WRITELOCK")
    lock.acquire()
    with pytest.raises(EngineError, match="Another process has been writing"):
        engine.apply([doc(1)], (), position=1)
    lock.release()
    engine.apply([doc(1)], (), position=1)
    assert found(engine, Everything()) == [1]
