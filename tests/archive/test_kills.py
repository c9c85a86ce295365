"""Whatever dies at whatever moment of an import: nothing is lost, and nobody has to lend a hand."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPException

import pytest

from tests.archive.processes import eventually, session
from tests.archive.test_settings import environment
from tests.archive.test_up import Up
from tests.conftest import ROOT
from tests.databases import of_folder

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

RECORDS, KILLS = 6_000, 12


def write_records(file):
    """Write articles of which every one has a word of its own, in our own shape."""
    chance = random.Random(1)
    words = [f"{first}{last}" for first in ("har", "mar", "bri", "sto", "win") for last in ("bour", "ket", "dge", "rm")]
    with file.open("w") as out:
        for number in range(RECORDS):
            record = {
                "headline": f"Report {number}",
                "body": " ".join([f"unique{number}", *chance.choices(words, k=60)]),
                "published_at": "2023-09-20",
                "source_url": f"https://paper.example/{number}",
            }
            out.write(json.dumps(record) + "\n")


def manage(data, *arguments, **variables):
    """Start a command of the same archive."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment(data) | of_folder(data) | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def succeeds(process):
    """Wait for a command to end with status 0."""
    try:
        said, _ = process.communicate(timeout=120)
    finally:
        process.kill()  # one that hangs is not left to the tests behind
    assert process.returncode == 0, said


def victims(running):
    """Return the indexer, the web server and its workers, as far as they live at the moment."""
    return [pid for child in running.children().values() for pid in session(child)]


def ask(running, path):
    """Return what is answered, or None where the process that would have was killed."""
    with suppress(OSError, HTTPException):
        status, body = running.get(path)
        assert status == 200, body
        return json.loads(body)
    return None


def found(running, query):
    """Return how many a search finds."""
    answer = ask(running, f"/api/v1/search/{query}")
    return answer and answer["total"]


def test_a_dozen_kills_in_the_middle_of_an_import_lose_nothing(tmp_path):
    data, chance = tmp_path / "data", random.Random(2)
    write_records(tmp_path / "records.jsonl")
    running = Up(data, ARCHIVE_SAMPLE="0").opened()
    try:
        importing, kills = manage(data, "import_articles", str(tmp_path / "records.jsonl")), 0
        while kills < KILLS:
            time.sleep(chance.uniform(0.05, 0.6))
            with suppress(ProcessLookupError, IndexError):
                os.kill(chance.choice(victims(running)), signal.SIGKILL)
                kills += 1
            ask(running, "/api/v1/search/?q=harbour")
        succeeds(importing)

        for query, total in (("", RECORDS), (f"?q=unique{RECORDS - 1}", 1)):
            eventually(lambda query=query, total=total: found(running, query) == total, 60)
        succeeds(manage(data, "check_index"))
    finally:
        assert running.end() == 0
    assert "Traceback" not in running.said()
