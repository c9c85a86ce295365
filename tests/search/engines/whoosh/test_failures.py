"""What cannot be read is said and never repaired; a full disk or a killed writer loses nothing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.engines import generations
from search.engines.base import EngineError, NoIndex, Query
from search.engines.whoosh import Whoosh, merging, reader
from search.engines.whoosh.layout import ROW
from search.query.nodes import And, Everything
from tests.search.engines.crashing import files_at_most
from tests.search.engines.documents import doc, found, plain, word

CHECKOUT = Path(__file__).resolve().parents[4]


# --- reading makes nothing --------------------------------------------------------------------------------


def test_reading_makes_no_folder(folder):
    engine = Whoosh(location=str(folder))
    with pytest.raises(NoIndex, match="rebuild_index"):
        engine.state()
    assert not folder.exists()


def test_reading_changes_no_file(engine, folder):
    engine.apply([doc(1, "wheat")], (), position=1)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    other = Whoosh(location=str(folder))
    assert found(other, word("wheat")) == [1]
    assert (other.state().documents, len(list(other.contents()))) == (1, 1)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_writing_without_an_index_makes_none(folder):
    with pytest.raises(NoIndex):
        Whoosh(location=str(folder)).apply([doc(1)], (), position=1)
    assert not folder.exists()


# --- half written and unreadable --------------------------------------------------------------------------


def test_what_a_killed_writer_left_is_ignored_and_cleaned_by_the_next_commit(engine, folder, generation):
    engine.apply([doc(1, "wheat")], (), position=1)
    remains = [generation / name for name in ("MAIN_abcdefgh12345678.trm", "_MAIN_9.toc.1234.5")]
    (generation / "MAIN.tmp").mkdir()
    for path in [*remains, generation / "MAIN.tmp" / "x.ctmp"]:
        path.write_bytes(b"half")
    assert found(Whoosh(location=str(folder)), word("wheat")) == [1]
    engine.apply([doc(2, "wheat")], (), position=2)
    assert found(engine, word("wheat")) == [1, 2]
    assert not [path for path in remains if path.exists()]
    assert not (generation / "MAIN.tmp").exists()


def test_no_file_stays_that_no_commit_needs(engine, generation):
    for number in range(40):
        engine.apply([doc(number, "wheat")], [number - 5], position=number)
    segments = {
        path.name.split(".")[0] for path in generation.iterdir() if path.name.startswith("MAIN_") and path.suffix
    }
    assert len(segments) <= 7
    assert len(list(generation.glob("*.toc"))) == 1


@pytest.mark.parametrize("content", [b"", b"g-1-zz\n", b"../../etc", b"g-1-ab/../..", b"\xff\xfe"])
def test_a_pointer_that_points_nowhere_is_said(engine, folder, content):
    (folder / "current").write_bytes(content)
    with pytest.raises(NoIndex, match="rebuild_index"):
        found(Whoosh(location=str(folder)), Everything())


def test_a_generation_that_is_gone_is_said(engine, folder, generation):
    generations.drop(generation)
    for call in (engine.state, lambda: found(Whoosh(location=str(folder)), Everything())):
        with pytest.raises(NoIndex, match="rebuild_index"):
            call()
    assert not generation.exists()


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_cut_table_of_contents_is_said(engine, folder, generation, keep):
    (table,) = generation.glob("*.toc")
    table.write_bytes(table.read_bytes()[:keep])
    with pytest.raises(NoIndex, match="cannot be read"):
        Whoosh(location=str(folder)).state()


@pytest.mark.parametrize("suffix", [".trm", ".pst", ".row.col", ".values.col"])
def test_a_missing_file_is_said(engine, folder, generation, suffix, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.reader.TRIES", 2)
    engine.apply([doc(1, "wheat", source="A")], (), position=1)
    next(generation.glob(f"*{suffix}")).unlink()
    with pytest.raises(NoIndex, match="incomplete"):
        found(Whoosh(location=str(folder)), word("wheat"))


@pytest.mark.parametrize("suffix", [".trm", ".pst", ".row.col", ".values.col"])
@pytest.mark.parametrize("keep", [0, 0.5])
def test_a_cut_file_is_said(engine, folder, generation, suffix, keep):
    engine.apply([doc(number, f"wheat w{number}", source=f"s{number}") for number in range(50)], (), position=1)
    path = next(generation.glob(f"*{suffix}"))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    other = Whoosh(location=str(folder))
    with pytest.raises(EngineError, match="rebuild_index"):
        found(other, And((word("wheat"), plain("w9"))), filters={"source": ("s1",)})


def test_damaged_postings_are_said_and_others_still_found(engine, folder, generation):
    engine.apply([doc(1, "aaa zzz")], (), position=1)
    path = next(generation.glob("*.pst"))
    path.write_bytes(b"XXXX" + path.read_bytes()[4:])
    other = Whoosh(location=str(folder))
    with pytest.raises(EngineError, match="damaged"):
        found(other, word("aaa"))
    assert found(other, word("zzz")) == [1]


@pytest.mark.parametrize("interval", ["day", "month", "year"])
def test_a_moment_that_cannot_be_is_damage(engine, folder, generation, interval):
    engine.apply([doc(1)], (), position=1)
    path = next(generation.glob("*.row.col"))
    content = bytearray(path.read_bytes())
    content[ROW.fields["published"][1] + 6] ^= 0x40
    path.write_bytes(content)
    with pytest.raises(EngineError, match="damaged"):
        Whoosh(location=str(folder)).search(Query(where=Everything(), histogram=interval), size=1)


FILES = [".trm", ".pst", ".row.col", ".values.col"]


def flip(path, place):
    """Change one bit of a file, so far into it."""
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x10
    path.write_bytes(content)


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("place", [0, 0.3, 0.7, 1])
def test_a_changed_bit_is_found_by_reading_all_that_was_written(engine, folder, generation, suffix, place):
    engine.apply([doc(number, f"wheat w{number}", source=f"s{number}") for number in range(50)], (), position=1)
    engine.verify()
    flip(next(generation.glob(f"*{suffix}")), place)
    with pytest.raises(NoIndex, match=r"not as it was written.*rebuild_index"):
        Whoosh(location=str(folder)).verify()


def test_all_that_stayed_or_was_joined_is_known_as_it_was_written(engine, generation):
    for number in range(30):
        engine.apply([doc(number, "wheat")], [number - 2], position=number)
        engine.verify()
    engine.tidy(lambda: False)
    engine.verify()
    next(generation.glob("*.pst")).write_bytes(b"")
    with pytest.raises(NoIndex, match="not as it was written"):
        engine.verify()


@pytest.mark.parametrize("suffix", FILES)
def test_what_is_damaged_is_never_joined_to_what_is_sound(engine, folder, generation, suffix, monkeypatch):
    engine.apply([doc(1, "aaa zzz")], (), position=1)
    flip(next(generation.glob(f"*{suffix}")), 1)
    monkeypatch.setattr(merging, "CROWD", 1)
    with pytest.raises(NoIndex, match=r"damaged|cannot be read"):
        Whoosh(location=str(folder)).apply([doc(2, "wheat")], (), position=2)


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), MemoryError("no more")])
def test_a_machine_that_fails_is_no_index_that_is_not_there(engine, folder, monkeypatch, error):
    def fail(*_, **__):
        raise error

    other = Whoosh(location=str(folder))
    monkeypatch.setattr(reader.TOC, "read", fail)
    for call in (other.state, lambda: found(other, Everything())):
        with pytest.raises(EngineError, match="cannot be read now") as raised:
            call()
        assert not isinstance(raised.value, NoIndex)


def test_a_pointer_that_cannot_be_read_now_is_no_index_that_is_not_there(engine, folder):
    (folder / "current").unlink()
    (folder / "current").mkdir()
    with pytest.raises(EngineError, match="cannot be read now") as raised:
        Whoosh(location=str(folder)).state()
    assert not isinstance(raised.value, NoIndex)


def test_after_a_rebuild_a_damaged_index_answers_again(engine, folder, generation):
    next(generation.glob("*.toc")).write_bytes(b"")
    engine.rebuild([doc(1, "wheat")], position=1)
    assert found(engine, word("wheat")) == [1]


# --- other versions ---------------------------------------------------------------------------------------


def test_an_index_of_another_layout_is_named_and_not_read(engine, folder, monkeypatch):
    engine.apply([doc(1)], (), position=1)
    monkeypatch.setattr(reader, "LIBRARY", "whoosh-99/4.0.0")
    monkeypatch.setattr(Whoosh, "library", "whoosh-99/4.0.0")
    later = Whoosh(location=str(folder))
    for call in (later.state, lambda: found(later, Everything()), lambda: later.apply([], [], position=2)):
        with pytest.raises(NoIndex, match=r"another version \(whoosh-[0-9]+/"):
            call()
    later.rebuild([doc(1)], position=1)
    assert found(later, Everything()) == [1]


def test_an_index_of_another_analysis_goes_on_serving_and_says_so(folder):
    Whoosh(location=str(folder), analysis="words-1").rebuild([doc(1, "wheat")], position=1)
    engine = Whoosh(location=str(folder), analysis="words-2")
    assert found(engine, word("wheat")) == [1]
    assert engine.state().fingerprint != engine.fingerprint


# --- full disk and killed writers -------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 100, 3000, 20_000])
def test_a_full_disk_is_said_and_the_last_commit_stands(engine, size):
    engine.apply([doc(1, "wheat")], (), position=1)
    batch = [doc(n, " ".join(f"w{n * i}" for i in range(200))) for n in range(2, 60)]
    with files_at_most(size), pytest.raises(EngineError, match="could not be written"):
        engine.apply(batch, [1], position=2)
    assert (found(engine, Everything()), engine.state().position) == ([1], 1)
    engine.apply(batch, [1], position=2)
    assert found(engine, Everything()) == list(range(2, 60))


@pytest.mark.parametrize("size", [0, 3000])
def test_a_rebuild_on_a_full_disk_leaves_nothing_behind(engine, folder, size):
    engine.apply([doc(1, "wheat")], (), position=1)
    before = sorted(folder.iterdir())
    with files_at_most(size), pytest.raises(EngineError, match="could not be written"):
        engine.rebuild([doc(n, " ".join(f"w{n * i}" for i in range(200))) for n in range(60)], position=2)
    assert sorted(path for path in folder.iterdir() if path.name != "current.new") == before
    assert found(engine, Everything()) == [1]


WRITE = """
import sys
from search.engines.whoosh import Whoosh
from tests.search.engines.documents import doc
engine = Whoosh(location=sys.argv[1])
position = engine.state().position
while True:
    position += 1
    engine.apply([doc(position, f"wheat w{position}"), doc(1_000_000, "last")], [position - 30], position=position)
    print(position, flush=True)
"""


def kill_while_writing(folder, seconds) -> int:
    """Run a writer for some time, kill it with -9 and return the position that it last knew durable."""
    command = [sys.executable, "-c", WRITE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as writer:
        known = int(writer.stdout.readline())
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        return max([known, *map(int, writer.stdout.read().split())])


def check_after_kill(folder, known):
    engine = Whoosh(location=str(folder))
    position = engine.state().position
    assert position in (known, known + 1)
    expected = [*range(max(1, position - 29), position + 1), 1_000_000]
    assert found(engine, Everything()) == expected
    assert found(engine, word("wheat")) == expected[:-1]


@pytest.mark.parametrize("seconds", [0.013, 0.031, 0.057])
def test_a_killed_writer_loses_nothing_and_needs_no_hand(engine, folder, seconds):
    check_after_kill(folder, kill_while_writing(folder, seconds))
    check_after_kill(folder, kill_while_writing(folder, seconds))


@pytest.mark.slow
def test_twenty_killed_writers_lose_nothing(engine, folder):
    for number in range(20):
        check_after_kill(folder, kill_while_writing(folder, 0.01 + number * 0.0073))
