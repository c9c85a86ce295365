"""Reading in a second process."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from articles.elsewhere import Broken, Died
from articles.importing import ahead, ndjson
from articles.importing.ahead import read_ahead
from articles.importing.files import Reading
from articles.importing.options import Options
from articles.importing.paths import find
from tests.archive.processes import children

LINE = '{"headline": "%d", "body": "The harbour reopened on Monday, and the ships came in."}\n'


@pytest.fixture
def reading(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(LINE % number for number in range(500)))
    return Reading(files=find([str(tmp_path / "a.jsonl")]).files, options=Options(), keep=False)


@pytest.fixture
def forked(monkeypatch):
    """Fork, however small the input is."""
    monkeypatch.setattr(ahead, "_is_worthwhile", lambda reading: True)


def headlines(reading):
    chunks = list(read_ahead(reading))
    return [one.found.headline for arrivals, _ in chunks for one in arrivals], [done for _, done in chunks]


def test_a_second_process_gives_what_one_gives(reading, monkeypatch, request):
    alone, far = headlines(reading)
    assert alone == [str(number) for number in range(500)]
    request.getfixturevalue("forked")
    reading.done = 0
    assert headlines(reading) == (alone, far)
    assert far[-1] == reading.files[0].size


def test_a_process_is_started_for_much_and_never_for_stdin(reading):
    assert not ahead._is_worthwhile(reading)
    assert not ahead._is_worthwhile(Reading(files=find(["-"]).files, options=Options()))


def test_who_stops_early_leaves_no_process_behind(reading, forked):
    others = children()
    chunks = read_ahead(reading)
    next(chunks)
    assert children() > others
    chunks.close()
    assert children() == others


def test_an_error_of_the_disk_reaches_the_parent(reading, forked, monkeypatch):
    def fail(self):
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr(Reading, "chunks", fail)
    with pytest.raises(OSError, match="No space left"):
        headlines(reading)


def test_a_mistake_of_ours_reaches_the_parent_with_its_place_after_what_was_read_before(reading, forked, monkeypatch):
    def fail(record, options, read=ndjson.read):
        if record.position == "line 120":
            raise KeyError("ours")
        return read(record, options)

    monkeypatch.setattr(ndjson, "read", fail)
    chunks = read_ahead(reading)
    assert [len(next(chunks)[0]) for _ in range(2)] == [50, 50]
    with pytest.raises(Broken) as caught:
        next(chunks)
    assert "KeyError: 'ours'" in str(caught.value)
    assert "a.jsonl line 120 was read." in str(caught.value)


def test_what_cannot_be_made_ready_is_named_too(reading, monkeypatch):
    monkeypatch.setattr(ahead, "arrival", lambda found: found.nothing)
    with pytest.raises(AttributeError) as caught:
        headlines(reading)
    assert caught.value.__notes__ == [f"This happened with what was read from {reading.files[0].name} line 1."]


def test_what_cannot_be_sent_ends_the_reader(reading, forked, monkeypatch, capfd):
    class Local:
        size = 0

    monkeypatch.setattr(ahead, "_chunks", lambda reading: iter([([Local()], 0)]))
    with pytest.raises(Died):
        headlines(reading)
    assert "Local" in capfd.readouterr().err


def test_a_reader_that_is_killed_is_noticed(reading, forked, monkeypatch):
    monkeypatch.setattr(Reading, "chunks", lambda self: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(Died, match="start the same command again"):
        headlines(reading)


def test_a_parent_that_is_killed_leaves_no_reader_behind(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(LINE % number for number in range(50_000)))
    program = f"""
        import os, django
        django.setup()
        from articles.importing import ahead
        from articles.importing.files import Reading
        from articles.importing.options import Options
        from articles.importing.paths import find
        reading = Reading(files=find([{str(tmp_path / "a.jsonl")!r}]).files, options=Options(), keep=False)
        chunks = ahead.read_ahead(reading)
        next(chunks)
        [child] = open(f"/proc/{{os.getpid()}}/task/{{os.getpid()}}/children").read().split()
        print(child, flush=True)
        os.kill(os.getpid(), 9)
    """
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "archive.settings", "ARCHIVE_DATA": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == -signal.SIGKILL, told.stderr
    for _ in range(100):
        if not _runs(int(told.stdout)):
            return
        time.sleep(0.1)
    raise AssertionError("the reader outlived its parent by ten seconds")


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
