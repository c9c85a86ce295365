"""Whatever fails or was damaged gets one sentence; what was committed before still stands."""

import contextlib
import gc
import shutil
import subprocess
import sys
import time

import pytest

from search.engines import connect, generations
from search.engines.base import EngineError, NoIndex, Occupied, Query
from search.engines.tantivy import Tantivy, commits, merging, writing
from search.engines.tantivy.snapshots import Reader, Snapshot, system_error
from search.engines.whoosh import Whoosh
from search.query.nodes import Everything, Or
from tests.search.engines.crashing import files_at_most
from tests.search.engines.documents import doc, found, ordered, phrase, walk, word


@pytest.fixture
def filled(engine):
    """An engine with some documents, in two segments."""
    engine.apply([doc(n, f"wheat corn w{n}", source=f"s{n % 3}", headline="rye") for n in range(200)], (), position=1)
    engine.apply([doc(n, f"wheat oats w{n}", source=f"s{n % 3}") for n in range(150, 250)], (), position=2)
    return engine


def ask_everything(engine):
    query = Query(where=word("wheat"), sort="relevance", facets=("source",), histogram="day")
    engine.search(query, size=20)
    engine.search(Query(where=phrase("wheat corn")), size=20)
    engine.terms("w", limit=5)
    return dict(engine.contents())


def test_every_flipped_byte_is_found_by_its_checksum(filled, generation):
    for path in sorted(generation.iterdir()):
        if path.suffix not in {".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm", ".del"}:
            continue
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
            with pytest.raises(NoIndex, match="is not as it was written"):
                filled.verify()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(NoIndex, match="is not as it was written"):
            filled.verify()
        path.write_bytes(whole)
    filled.verify()


@pytest.mark.parametrize("suffix", [".idx", ".term", ".fast", ".fieldnorm", ".pos"])
@pytest.mark.parametrize("damage", ["zeros", "cut", "gone", "empty"])
def test_a_damaged_index_is_never_a_traceback(filled, generation, suffix, damage):
    for path in generation.glob(f"*{suffix}"):
        whole = path.read_bytes()
        path.unlink()
        if damage == "zeros":
            path.write_bytes(bytes(len(whole)))
        elif damage != "gone":
            path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"")
    with contextlib.suppress(EngineError):
        ask_everything(Tantivy(location=filled.location))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"opstamp": "x", "segments": [{}]}', "\x00\xff"])
def test_an_index_whose_description_makes_no_sense_is_said(filled, generation, text):
    (generation / "meta.json").write_text(text, "latin-1")
    for ask in (lambda: ask_everything(Tantivy(location=filled.location)), filled.state, filled.verify):
        with pytest.raises(NoIndex, match="rebuild_index"):
            ask()


def test_an_index_that_is_gone_is_said(filled, generation):
    generations.drop(generation)
    with pytest.raises(NoIndex, match=r"is incomplete .* rebuild_index"):
        Tantivy(location=filled.location).state()


def test_the_index_of_another_engine_is_said_and_replaced(folder):
    Whoosh(location=str(folder)).rebuild([doc(1, "wheat")], position=1)
    engine = connect(f"tantivy://{folder}")
    for ask in (engine.state, lambda: ask_everything(engine), lambda: engine.apply([doc(1)], (), position=1)):
        with pytest.raises(NoIndex, match="rebuild_index"):
            ask()
    engine.rebuild([doc(2, "wheat")], position=1)
    assert found(engine, word("wheat")) == [2]


def test_two_writers_take_turns(engine, generation):
    other = writing.Writer(Reader(generation), writing.ROOM)
    began = time.monotonic()
    with pytest.raises(Occupied, match="Another process joins segments"):
        engine.apply([doc(1)], (), position=1)
    assert time.monotonic() - began < 5  # whoever holds the other writer may wait for a lock that is held meanwhile
    other.abandon()
    engine.apply([doc(1)], (), position=1)
    assert found(engine, Everything()) == [1]


@pytest.fixture
def without_garbage_collection():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_garbage_collection")
def test_no_commit_is_kept_open_once_another_is_searched(filled, generation):
    for position in range(2, 6):
        filled.apply([doc(1_000 + position, "wheat")], (), position=position)
        assert filled.terms("wh", limit=3, keep=str.split)
        assert found(filled, word("wheat"))
    kept = [one for one in gc.get_objects() if isinstance(one, Snapshot) and one.generation == generation]
    assert len(kept) == 1


def test_what_nothing_ranks_is_not_read_whole_for_a_page(engine, monkeypatch):
    engine.rebuild([doc(number, "rye" if number % 500 == 7 else "corn") for number in range(3_000)], position=1)
    read = []
    best = Snapshot.best
    monkeypatch.setattr(Snapshot, "best", lambda self, query, limit: read.append(limit) or best(self, query, limit))
    for where, first in (
        (Or((Everything(), word("zzzz"))), []),
        (Or((Everything(), word("rye"))), range(7, 3_000, 500)),
    ):
        pages = list(walk(engine, 700, where=where, sort="relevance"))
        assert pages == [*first, *(number for number in range(3_000) if number not in first)]
    assert max(read) <= 1_000
    assert ordered(engine, Or((Everything(), word("zzzz"))), size=20, sort="relevance") == [*range(20)]
    assert read[-1] < 100


def test_tidying_lets_go_of_an_index_that_is_gone(filled, generation, monkeypatch):
    monkeypatch.setattr(merging, "LONG", -1)
    monkeypatch.setattr(merging, "due", lambda segments: 0)
    filled.apply([doc(900)], (), position=9)
    assert filled.tidy(lambda: True)
    other = Tantivy(location=filled.location)
    for position in (10, 11):
        other.rebuild([doc(1, "wheat")], position=position)
    assert not generation.exists()
    assert not filled.tidy(lambda: True)
    filled.apply([doc(2, "wheat")], (), position=12)
    assert found(filled, word("wheat")) == [1, 2]


def test_a_commit_that_cannot_be_written_leaves_what_was(filled, generation, monkeypatch):
    before = filled.state()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "sync_folder", full)
    monkeypatch.setattr("search.engines.tantivy.commits.sync_folder", full)
    with pytest.raises(EngineError, match="could not be written"):
        filled.apply([doc(900)], (), position=9)
    monkeypatch.undo()
    assert (filled.state(), len(dict(filled.contents()))) == (before, 250)
    filled.apply([doc(900)], (), position=9)
    assert filled.state().documents == 251


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("An IO error occurred: 'Input/output error (os error 5) at path \"/a/b\"'", 5),
        ("Failed to open file for read: 'IoError { io_error: Os { code: 24, kind: Other, message: \"…\" } }'", 24),
        ("An IO error occurred: 'No such file or directory (os error 2)'", None),
        ("Data corrupted: 'code: 28'", None),
    ],
)
def test_what_the_system_refused_is_known_by_its_number(message, number):
    error = system_error(ValueError(message))
    assert (error and error.errno) == number


def test_a_full_disk_is_no_damage(filled, folder):
    before = filled.state()
    with files_at_most(4096), pytest.raises(EngineError, match="could not be written") as raised:
        filled.apply([doc(n, f"late w{n}") for n in range(500)], (), position=9)
    assert not isinstance(raised.value, NoIndex)
    for room in (0, 4096):
        with files_at_most(room), pytest.raises(EngineError, match="could not be written") as raised:
            Tantivy(location=folder).rebuild([doc(n, f"late w{n}") for n in range(500)], position=9)
        assert not isinstance(raised.value, NoIndex)
    assert (filled.state(), len(dict(filled.contents()))) == (before, 250)
    filled.apply([doc(900)], (), position=9)
    assert filled.state().documents == 251


KILLED = """
import os, sys
sys.path[:0] = {path!r}
from search.engines.tantivy import Tantivy, commits, writing
from tests.search.engines.documents import doc
engine = Tantivy(location={location!r})
engine.state()
writing.Writer.{moment} = lambda self, *args, **options: os._exit(9)
engine.apply([doc(n, "late") for n in range(500)], [1], position=7)
"""


@pytest.mark.parametrize(("moment", "position"), [("put", 2), ("commit", 2), ("settle", 7)])
def test_a_process_that_dies_in_a_commit_leaves_all_of_it_or_nothing(filled, moment, position):
    code = KILLED.format(path=sys.path, location=filled.location, moment=moment)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    again = Tantivy(location=filled.location)
    assert again.state().position == position
    assert found(again, word("late")) == (list(range(500)) if position == 7 else [])
    again.apply([doc(1, "new")], (), position=8)
    assert found(again, word("new")) == [1]


def test_what_a_killed_commit_left_is_in_nobodys_way(filled, generation):
    """Each file is one that the next commit writes itself."""
    operation = commits.read_meta(generation).operation
    for path in generation.glob("*.idx"):
        for number in range(operation + 1, operation + 9):
            (generation / f"{path.stem}.{number}.del").write_bytes(b"half of it")
    again = Tantivy(location=filled.location)
    again.apply([], [1, 160], position=9)
    assert len(dict(again.contents())) == 248
    again.verify()


def test_a_reader_keeps_its_commit_while_files_are_deleted_beneath_it(filled, folder):
    before = filled._latest()
    shutil.rmtree(folder)
    assert len(list(before.contents())) == 250
