"""What is durable when, which generations there are, and what is wrong with a folder."""

import os
import stat
import sys
from pathlib import Path

import pytest

from search.engines.base import EngineError
from search.engines.whoosh import Whoosh, storage, writing
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


def generations(folder):
    return {path.name for path in folder.iterdir() if path.name.startswith("g-")}


def test_the_generation_before_is_kept_until_the_next_rebuild(engine, folder):
    first = engine.state().generation
    engine.rebuild([doc(1)], position=1)
    second = engine.state().generation
    assert generations(folder) == {first, second}
    engine.rebuild([doc(1)], position=1)
    assert generations(folder) == {second, engine.state().generation}


def test_the_remains_of_a_killed_rebuild_are_dropped_by_the_next(engine, folder):
    storage.new_generation(folder)
    engine.rebuild([], position=1)
    assert len(generations(folder)) == 2


def test_what_fails_after_the_switch_leaves_the_new_index(engine, monkeypatch):
    def fail(*_):
        raise OSError("no more")

    monkeypatch.setattr(storage, "drop_others", fail)
    with pytest.raises(EngineError, match="no more"):
        engine.rebuild([doc(1, "wheat")], position=1)
    assert found(Whoosh(location=engine.location), word("wheat")) == [1]


def test_two_rebuilds_do_not_meet(engine, folder):
    with storage.rebuilding(folder), pytest.raises(EngineError, match="Another process is rebuilding"):
        engine.rebuild([], position=1)
    engine.rebuild([], position=2)
    assert engine.state().position == 2


def test_two_writers_take_turns(engine, generation, monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE", 0.1)
    lock = storage.DurableStorage(generation).lock("MAIN_WRITELOCK")
    lock.acquire()
    with pytest.raises(EngineError, match="Another process has been writing"):
        engine.apply([doc(1)], (), position=1)
    lock.release()
    engine.apply([doc(1)], (), position=1)
    assert found(engine, Everything()) == [1]


# --- problems ---------------------------------------------------------------------------------------------


def test_what_is_no_folder_or_cannot_be_one_is_said(tmp_path):
    (tmp_path / "file").touch()
    for location in (tmp_path / "file", tmp_path / "file" / "index"):
        [problem] = storage.problems(location)
        assert problem == (
            f"The index cannot lie in {location}, because {tmp_path}/file is no folder: "
            "name another folder in SEARCH_URL."
        )
    [problem] = storage.problems(tmp_path / ("x" * 300))
    assert "(File name too long): name another folder in SEARCH_URL." in problem


def test_a_good_folder_has_no_problems(engine, folder, tmp_path):
    assert storage.problems(folder) == storage.problems(tmp_path / "not" / "there") == []
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_a_folder_that_others_can_read_is_a_problem(engine, folder, mode):
    folder.chmod(mode)
    (problem,) = storage.problems(folder)
    assert "chmod" in problem


def test_a_network_file_system_is_a_problem(tmp_path):
    mounts = tmp_path / "mounts"
    far, near = tmp_path / "far", tmp_path / "near"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {far.resolve()} nfs4 rw 0 0\nproc /proc proc rw 0 0\n")
    (problem,) = storage.problems(far / "index" / "deep", mounts)
    assert "network file system (nfs4)" in problem
    assert storage.problems(near / "index", mounts) == []


def test_a_network_file_system_is_known_by_a_name_with_a_space(tmp_path):
    mounts = tmp_path / "mounts"
    point = str(tmp_path.resolve() / "my share").replace(" ", r"\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {point} nfs4 rw 0 0\n")
    (problem,) = storage.problems(tmp_path / "my share" / "index", mounts)
    assert "nfs4" in problem


def test_a_system_without_a_list_of_mounts_has_no_problem_to_name(tmp_path):
    assert storage.problems(tmp_path / "index", tmp_path / "absent") == []
