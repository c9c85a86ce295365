"""Real processes that index, import and rebuild at once: nothing is lost, and a single article does not wait."""

import fcntl
import json
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from articles.stopping import PATIENCE
from search.engines.whoosh import Whoosh
from search.query.nodes import Everything, Plain
from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import of_folder
from tests.search.engines.documents import found

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

RECORDS = 5_000

SETTINGS = {}
"""What a test sets for the processes that it starts."""

SAVE = """
import datetime, sys
import django
django.setup()
from articles.models import Article
day = datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC)
for line in sys.stdin:
    Article.objects.create(headline="Single", body=line, published_at=day, date_precision="day", status="published")
    print(line, end="", flush=True)
"""
"""Saves an article for each line that it is given, and says it again when the article is committed."""


CHECK = """
import sys
import django
django.setup()
from search import backend, checking
for _ in sys.stdin:
    findings = checking.check(backend.engine())
    print(findings.sound, findings.state.position, flush=True)
"""
"""Checks the index for each line that it is given, and says whether it is sound, and as of which change."""


def start(data, *arguments):
    """Start Python with these arguments, in an archive."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment(data) | of_folder(data) | SETTINGS | {"DJANGO_SETTINGS_MODULE": "archive.settings"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def manage(data, *arguments):
    """Run a command to its end, and return what it said."""
    said, _ = (process := start(data, "manage.py", *arguments)).communicate(timeout=120)
    assert process.returncode == 0, said
    return said


@contextmanager
def following(data, number=1):
    """Run so many followers of the log; each ends when it is told, without a complaint."""
    running = [start(data, "manage.py", "index", "--follow") for _ in range(number)]
    try:
        yield running
    finally:
        for one in running:
            one.send_signal(signal.SIGTERM)
        said = [one.communicate(timeout=30)[0] for one in running]
    assert [one.returncode for one in running] == [0] * number, said
    assert "Traceback" not in "".join(said)


def record(number):
    """Return an article with a word of its own."""
    chance = random.Random(number)
    common = [f"word{int(chance.paretovariate(0.6)) % 30_000}" for _ in range(150)]
    return {
        "headline": f"Report {number}",
        "body": " ".join([f"unique{number}", *common]),
        "published_at": "2023-09-20",
        "source_url": f"https://paper.example/{number}",
    }


def write_records(file, numbers):
    file.write_text("".join(json.dumps(record(number)) + "\n" for number in numbers))
    return file


@pytest.fixture
def data(tmp_path):
    """An archive with an empty index."""
    (tmp_path / "data").mkdir()
    manage(tmp_path / "data", "migrate", "-v0")
    manage(tmp_path / "data", "rebuild_index")
    return tmp_path / "data"


def reader(data):
    """An engine as a web process has it: it looks for commits of others once a second."""
    return Whoosh(location=str(data / "index"))


def finds(engine, *words):
    return found(engine, Plain(words), size=1) != []


def wait_of(engine, saving, word):
    """Save an article with this word, and return how many seconds after its commit it is found."""
    print(word, file=saving.stdin, flush=True)
    assert saving.stdout.readline().strip() == word
    committed = time.monotonic()
    eventually(lambda: finds(engine, word), 60)
    return time.monotonic() - committed


def test_a_single_article_is_found_at_once_while_an_import_outruns_the_indexer(data, tmp_path, capsys):
    records = write_records(tmp_path / "records.jsonl", range(RECORDS))
    engine, waits = reader(data), []
    with following(data), start(data, "-c", SAVE) as saving:
        began = time.monotonic()
        with start(data, "manage.py", "import_articles", str(records), "-v0") as importing:
            eventually(lambda: finds(engine, "unique0"), 60)
            while importing.poll() is None:
                waits.append(wait_of(engine, saving, f"beside{len(waits)}"))
        imported = time.monotonic()
        waits.append(wait_of(engine, saving, "after"))
        eventually(lambda: len(found(engine, Everything(), size=RECORDS * 2)) == RECORDS + len(waits), 120)
        lag = time.monotonic() - imported
    assert (importing.returncode, saving.returncode) == (0, 0)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{len(waits)} articles saved beside an import of {RECORDS:,}: found after "
            f"{sorted(waits)[len(waits) // 2]:.1f} s (median), {max(waits):.1f} s (longest); "
            f"import {RECORDS / (imported - began):,.0f}/s, all of it found {lag:.1f} s after its end, "
            f"in {len(engine._latest().segments)} segments"
        )
    assert sorted(waits)[len(waits) // 2] < 3  # 0.9 s measured where little else ran
    assert max(waits) < 10  # 1.0 s where little else ran, 4.1 s where other tests shared the two cores
    assert "Sound" in manage(data, "check_index")


@pytest.mark.databases
def test_two_followers_and_a_rebuild_in_the_middle_of_writes_lose_nothing(data, tmp_path):
    files = [write_records(tmp_path / f"{n}.jsonl", range(n * 1_500, (n + 1) * 1_500)) for n in range(2)]
    with following(data, 2):
        importing = [start(data, "manage.py", "import_articles", str(file), "-v0") for file in files]
        manage(data, "rebuild_index")
        manage(data, "rebuild_index")
        for process in importing:
            said, _ = process.communicate(timeout=120)
            assert process.returncode == 0, said
        engine = reader(data)
        eventually(lambda: len(found(engine, Everything(), size=5_000)) == 3_000, 120)
    said = manage(data, "check_index")
    assert re.search(r"Sound: 3,000 articles compared, as of change 3,000\.", said), said


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_an_index_is_sound_each_time_it_is_checked_while_it_is_written(data, tmp_path, monkeypatch, capsys, engine):
    monkeypatch.setitem(SETTINGS, "SEARCH_URL", f"{engine}://{tmp_path}/other")
    manage(data, "rebuild_index")
    manage(data, "import_articles", str(write_records(tmp_path / "first.jsonl", range(2_000))), "-v0")
    manage(data, "index")
    records = write_records(tmp_path / "records.jsonl", range(RECORDS))
    seen = []
    command = ["manage.py", "import_articles", str(records), "-v0"]
    with following(data), start(data, "-c", CHECK) as checking, start(data, *command) as importing:
        while importing.poll() is None:
            print(file=checking.stdin, flush=True)
            seen.append(checking.stdout.readline().split())
        checking.stdin.close()
    with capsys.disabled():
        print(f"\nchecked as of changes {[position for _, position in seen]}")  # noqa: T201
    assert (importing.returncode, checking.returncode) == (0, 0)
    assert {sound for sound, _ in seen} == {"True"}
    assert len({position for _, position in seen}) > 1


def test_two_rebuilds_at_once_leave_one_index_that_is_sound(data, tmp_path):
    manage(data, "import_articles", str(write_records(tmp_path / "records.jsonl", range(2_000))), "-v0")
    rebuilding = [start(data, "manage.py", "rebuild_index") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in rebuilding]
    assert sorted(process.returncode for process in rebuilding) in ([0, 1], [0, 0]), said
    assert "Traceback" not in "".join(said)
    assert "Sound: 2,000" in manage(data, "check_index")


def test_one_that_waits_for_another_writer_ends_soon_after_it_is_told(data):
    with (data / "index.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with following(data) as [running]:
            eventually(lambda: has_open(running, data / "index.lock"), 60)
            time.sleep(1)
            running.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert running.wait(timeout=30) == 0
    assert time.monotonic() - began < PATIENCE + 2


def has_open(process, file):
    """Whether a process has opened a file (proc(5))."""
    with suppress(FileNotFoundError):  # it closed one of its files meanwhile
        return any(one.readlink() == file for one in Path(f"/proc/{process.pid}/fd").iterdir())
    return False
