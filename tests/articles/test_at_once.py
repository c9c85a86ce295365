"""Many processes that write to PostgreSQL at once: the log is in order, and nothing is lost or doubled."""

import json
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.archive.test_settings import environment
from tests.articles.writers import BEGIN, WRITE, ended, start
from tests.conftest import ROOT
from tests.databases import of_folder, on_server

pytestmark = [pytest.mark.postgresql, pytest.mark.xdist_group("at once")]


@pytest.fixture
def data(tmp_path):
    """An archive with tables and nothing in them."""
    folder = tmp_path / "data"
    folder.mkdir()
    ended(start(folder, "call_command('migrate', verbosity=0)", 0))
    return folder


def asked(data, statement):
    """Return the rows of a statement."""
    return on_server(statement, of_folder(data)["DATABASE_URL"])


@pytest.mark.slow
def test_the_sequence_is_the_order_of_commits_and_has_no_gap_under_eight_writers(data, tmp_path):
    writers = [start(data, WRITE, number, tmp_path) for number in range(8)]
    for one in writers:
        one.stdin.write("\n")
        one.stdin.flush()
    seen = []
    while any(one.poll() is None for one in writers):
        log = asked(data, "SELECT seq, mark FROM articles_change ORDER BY seq")
        assert [seq for seq, _ in log] == [*range(1, len(log) + 1)]
        assert log[: len(seen)] == seen, "a row appeared before one that was read already"
        seen = log
        time.sleep(0.005)
    for one in writers:
        ended(one)
    assert len(seen) > 200
    sources = asked(data, "SELECT key, count(*) FROM articles_source GROUP BY key HAVING count(*) > 1")
    names = asked(data, "SELECT key FROM articles_address GROUP BY key HAVING count(*) > 1")
    assert (sources, names) == ([], [])
    [(wrong,)] = asked(
        data,
        "SELECT count(*) FROM articles_article a WHERE revision != 1 + "
        "(SELECT count(*) FROM articles_revision r WHERE r.article_id = a.id)",
    )
    assert wrong == 0


IMPORT = """
sys.stdin.readline()
call_command("import_articles", sys.argv[2])
"""


def record(number):
    """Return a record that shares its names with many."""
    return {
        "headline": f"Report {number}",
        "body": f"What happened on day {number}.",
        "published_at": "2023-09-20",
        "authors": [f"Author {number % 13}", f"Author {number % 17}"],
        "topics": [f"Topic {number % 7}"],
        "source_url": f"https://paper{number % 11}.example/{number}",
    }


def test_two_imports_at_once_lose_nothing_and_double_nothing(data, tmp_path):
    everything = [record(number) for number in range(1_500)]
    halves = everything[:1_000], everything[500:]
    imports = []
    for name, half in enumerate(halves):
        random.Random(name).shuffle(half)
        file = tmp_path / f"{name}.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in half))
        imports.append(start(data, IMPORT, name, file))
    for one in imports:
        one.stdin.write("\n")
        one.stdin.flush()
    told = [ended(one) for one in imports]
    assert all("rejected" not in one for one in told), told
    [counts] = asked(
        data,
        "SELECT (SELECT count(*) FROM articles_article), (SELECT count(*) FROM articles_address),"
        "(SELECT count(*) FROM articles_source), (SELECT count(*) FROM articles_author),"
        "(SELECT count(*) FROM articles_topic), (SELECT count(*) FROM articles_capture),"
        "(SELECT count(*) FROM articles_change), (SELECT count(*) FROM articles_article WHERE status = 'published')",
    )
    assert counts == (1_500, 1_500, 11, 17, 7, 1_500, 1_500, 1_500), told


# --- locks --------------------------------------------------------------------------------------

HOLD = """
with lock("index"):
    print("held", flush=True)
    time.sleep(60)
"""

TAKE = """
try:
    with lock("index", wait=False):
        print("taken")
except Exception as error:
    print(type(error).__name__)
"""


def test_the_lock_of_an_index_holds_across_machines_and_is_freed_when_its_process_dies(data, tmp_path):
    holder = start(data, HOLD, 0)
    assert holder.stdout.readline() == "held\n"
    elsewhere = tmp_path / "elsewhere"
    variables = of_folder(data)["DATABASE_URL"]
    take = f"import os; os.environ.update(ARCHIVE_DATA={str(elsewhere)!r}, DATABASE_URL={variables!r})\n"

    def other():
        command = [sys.executable, "-c", take + BEGIN + TAKE, "0"]
        given = environment(elsewhere) | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
        return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert ended(start(data, TAKE, 1)) == "Busy\n"
    assert other() == "Busy\n"
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert ended(start(data, TAKE, 1)) == "taken\n"
    assert other() == "taken\n"


LONG = """
with act():
    save()
    print("begun", flush=True)
    sys.stdin.readline()
"""

WRITE_ONE = """
from articles import recording
recording.PATIENCE = "300ms"
from django.db import OperationalError
print(Article.objects.count())
try:
    save()
except OperationalError as error:
    print(error)
"""


def test_a_long_transaction_holds_up_no_reader_and_a_writer_not_for_ever(data):
    long = start(data, LONG, 0)
    assert long.stdout.readline() == "begun\n"
    assert ended(start(data, WRITE_ONE, 1)) == "0\ncanceling statement due to lock timeout\n"
    long.communicate("\n", timeout=30)
    assert ended(start(data, WRITE_ONE, 1)) == "1\n"
    assert asked(data, "SELECT seq FROM articles_change ORDER BY seq") == [(1,), (2,)]
