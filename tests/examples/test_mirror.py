"""The mirror that we show to others: while eight write, and it is killed again and again, it loses nothing."""

import hashlib
import json
import random
import runpy
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from tests.archive.processes import eventually
from tests.archive.test_kills import manage, succeeds
from tests.archive.test_up import Up
from tests.articles.writers import WRITE, ended, start
from tests.conftest import ROOT

pytestmark = pytest.mark.xdist_group("up")
MIRROR = ROOT / "examples" / "mirror.py"


class Mirror:
    """A copy of an archive that runs, in a file."""

    def __init__(self, site, file):
        self.site, self.file = site, file

    def begin(self, *options):
        """Start the program."""
        command = [sys.executable, str(MIRROR), self.site, str(self.file), *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def once(self, *options):
        """Run the program to its end; returns its status and what it said."""
        process = self.begin(*options)
        said, wrong = process.communicate(timeout=120)
        return process.returncode, said + wrong

    def rows(self, statement):
        """Return what the copy holds."""
        with closing(sqlite3.connect(self.file)) as copy:
            return copy.execute(statement).fetchall()


@pytest.fixture
def archive(tmp_path):
    """An archive that runs, with the sample in it."""
    running = Up(tmp_path / "data").opened()
    yield running
    running.end()


@pytest.fixture
def mirror(archive, tmp_path):
    """A copy of it that was not begun."""
    return Mirror(f"http://127.0.0.1:{archive.port}", tmp_path / "copy.sqlite3")


def lines(archive):
    """All lines of the archive: {id: line}."""
    _, body = archive.get("/api/v1/export.ndjson")
    return {json.loads(line)["id"]: line.encode() for line in body.splitlines()}


def test_it_has_fewer_lines_than_a_hundred_and_needs_python_alone():
    source = MIRROR.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 100
    named = {line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert named <= sys.stdlib_module_names


class Answering(BaseHTTPRequestHandler):
    """A server that gives ready answers, one after the other: status, headers, body."""

    def do_GET(self):
        status, headers, body = self.server.answers.pop(0)
        self.send_response(status)
        for header in headers.items():
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said):
        pass


@contextmanager
def answering(*answers):
    """Give these answers at an address, while the block runs."""
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        server.answers = [*answers]
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("told", "waited"), [("7", 7), ("Sun, 29 Nov 2026 22:00:00 GMT", 5), (None, 5)])
def test_it_waits_as_long_as_it_is_told_in_whichever_way(monkeypatch, told, waited):
    slept = []
    ask = runpy.run_path(str(MIRROR))["ask"]
    ask.__globals__["HEADERS"] = {}
    with answering((503, {"Retry-After": told} if told else {}, b""), (200, {}, b'{"news": 1}\n')) as site:
        monkeypatch.setattr(time, "sleep", slept.append)
        assert ask(f"{site}/") == [(b'{"news": 1}', {"news": 1})]
    assert slept == [waited]


PAGE = b"<!doctype html><title>Sign in to this network</title>"


@pytest.mark.parametrize(
    "answer", [(200, {}, PAGE), (200, {}, b""), (200, {}, b'{"status": "ok"}'), (404, {}, PAGE), (403, {}, b"{}")]
)
def test_what_is_no_archive_is_told_in_one_sentence(tmp_path, answer):
    with answering(answer) as site:
        told = Mirror(site, tmp_path / "copy.sqlite3").once()
    assert_one_sentence(told, 1, f"{site}: what answers there is no archive, but perhaps a proxy (")


def test_a_page_instead_of_the_articles_is_told_too_and_spoils_nothing(tmp_path):
    change = {"seq": 3, "article": 7, "sha256": hashlib.sha256(b"{}").hexdigest()}
    changes = json.dumps({"results": [change]}).encode()
    mirror = Mirror("", tmp_path / "copy.sqlite3")
    with answering((200, {}, changes), (200, {}, PAGE)) as mirror.site:
        assert_one_sentence(mirror.once(), 1, "perhaps a proxy")
    assert mirror.rows("SELECT id, line FROM article") == [(7, None)]


@pytest.mark.parametrize("site", ["127.0.0.1:8000", "localhost:8000", "archive.example"])
def test_an_address_without_its_scheme_is_told_instead_of_tried_for_ever(tmp_path, site):
    status, said = Mirror(site, tmp_path / "copy.sqlite3").once()
    assert status == 2
    assert said.endswith(f"error: site is {site}: it begins with http:// or https://\n")


def test_a_file_that_is_no_copy_or_cannot_be_opened_is_told_in_one_sentence(tmp_path):
    (tmp_path / "letter.txt").write_text("No database is so short and so plain as this.")
    told = Mirror("http://127.0.0.1:1", tmp_path / "letter.txt").once()
    assert_one_sentence(told, 1, f"{tmp_path}/letter.txt: file is not a database.")
    told = Mirror("http://127.0.0.1:1", tmp_path / "nowhere" / "copy.sqlite3").once()
    assert_one_sentence(told, 1, "copy.sqlite3: unable to open database file.")


def assert_one_sentence(told, status, sentence):
    """Hold the status and what was said to what is expected, in one line."""
    assert told[0] == status, told
    assert sentence in told[1]
    assert told[1].count("\n") == 1, told


def test_it_copies_follows_deletes_and_proves_it(archive, mirror, tmp_path):
    status, said = mirror.once()
    assert (status, said) == (0, "92 articles, as the archive has them at change 99.\n")
    assert dict(mirror.rows("SELECT id, line FROM article")) == lines(archive)
    ended(start(tmp_path / "data", WITHDRAW, 1))
    mirror.site += "/"
    assert mirror.once() == (0, "91 articles, as the archive has them at change 101.\n")
    with closing(sqlite3.connect(mirror.file)) as copy, copy:
        copy.execute("UPDATE article SET line = ? WHERE id = 2", (b"{}",))
    status, said = mirror.once()
    assert status == 1
    assert "differs from the archive at change 101" in said


def test_it_says_why_it_cannot_follow(archive, mirror):
    mirror.once()
    with closing(sqlite3.connect(mirror.file)) as copy, copy:
        copy.execute("UPDATE position SET seq = 999")
    status, said = mirror.once()
    assert status == 1
    assert "since is 999, but the newest change here is 100" in said


WITHDRAW = """
curation.withdraw(Article.objects.get(pk=1), reason="error")
"""


@pytest.mark.slow
def test_a_restored_backup_is_noticed_before_and_after_its_numbers_are_given_again(archive, mirror, tmp_path):
    data, backups = tmp_path / "data", tmp_path / "backups"
    mirror.once()
    older = Mirror(mirror.site, shutil.copy(mirror.file, tmp_path / "older.sqlite3"))
    succeeds(manage(data, "backup", str(backups)))
    ended(start(data, WITHDRAW, 1))
    assert mirror.once() == (0, "91 articles, as the archive has them at change 101.\n")
    assert archive.end() == 0
    succeeds(manage(data, "restore", "--replace", str(backups)))
    restored = Up(data, archive.port).opened()
    try:
        assert_one_sentence(mirror.once(), 1, "since is 101, but the newest change here is 100: this archive was")
        assert older.once() == (0, "92 articles, as the archive has them at change 99.\n")
        ended(start(data, SAVE_TWO, 2))
        assert_one_sentence(mirror.once(), 1, "differs from the archive at change 102: delete it, and begin anew")
        assert older.once() == (0, "94 articles, as the archive has them at change 102.\n")
        mirror.file.unlink()
        assert mirror.once() == older.once()
        assert mirror.rows("SELECT * FROM article ORDER BY id") == older.rows("SELECT * FROM article ORDER BY id")
        assert dict(mirror.rows("SELECT id, line FROM article")) == lines(restored)
    finally:
        assert restored.end() == 0


SAVE_TWO = """
save()
save()
"""


@pytest.mark.slow
@pytest.mark.databases
def test_nothing_is_skipped_or_doubled_while_eight_write_and_it_is_killed(archive, mirror, tmp_path):
    data, chance, done, seen = tmp_path / "data", random.Random(6), Event(), []
    writers = [start(data, WRITE, number, tmp_path) for number in range(8)]
    reader = Thread(target=follow, args=(archive, seen, done))
    reader.start()
    for one in writers:
        one.stdin.write("\n")
        one.stdin.flush()
    kills = 0
    while any(one.poll() is None for one in writers):
        copying = mirror.begin("--follow")
        time.sleep(chance.uniform(0.1, 1.5))
        copying.kill()
        copying.communicate()
        kills += 1
    for one in writers:
        ended(one)
    status, said = mirror.once()
    assert (status, "articles, as the archive has them at change" in said) == (0, True), said
    there = lines(archive)
    assert dict(mirror.rows("SELECT id, line FROM article")) == there
    [(position,)] = mirror.rows("SELECT seq FROM position")
    done.set()
    eventually(lambda: seen and seen[-1]["seq"] == position, 60)
    reader.join()
    assert kills > 3
    assert seen == told(archive, 0)
    assert len({one["seq"] for one in seen}) == len(seen) > 300
    last = {one["article"]: one["sha256"] for one in seen}
    assert {pk for pk, sha256 in last.items() if sha256} == set(there)
    assert all(hashlib.sha256(line).hexdigest() == last[pk] for pk, line in there.items())


def told(archive, since):
    """The changes after one, as the archive tells them now."""
    found = []
    while some := json.loads(archive.get(f"/api/v1/changes/?since={since}&limit=1000")[1])["results"]:
        found += some
        since = some[-1]["seq"]
    return found


def follow(archive, seen, done):
    """Read the feed as it grows, until nothing more is to come."""
    while True:
        since, last = (seen[-1]["seq"] if seen else 0), done.is_set()
        some = json.loads(archive.get(f"/api/v1/changes/?since={since}&limit=7&wait=1")[1])["results"]
        seen += some
        if last and not some:
            return
