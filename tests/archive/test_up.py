"""One command runs the archive: tried with the real command, its real children and real requests."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.error import URLError

import pytest
from django.core.management.base import CommandError

from archive.management.commands import up
from tests.archive.processes import alive, eventually, session
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import of_folder

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("up")]


def free_port():
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


class Up:
    """`manage.py up`, with what it says in a file."""

    def __init__(self, data, port=None, **variables):
        self.port = port or free_port()
        self.file = data.parent / f"said-{self.port}"
        with self.file.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "up"],
                env=environment(data, PORT=str(self.port)) | of_folder(data) | variables,
                cwd=data.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self):
        return self.file.read_text()

    def opened(self):
        """Wait until it says so; one that does not is not left behind, with all its processes."""
        try:
            eventually(lambda: "is open:" in self.said() or self.process.poll() is not None, 120)
            assert self.process.poll() is None, self.said()
        except AssertionError:
            self.process.kill()
            raise
        return self

    def get(self, path="/health/"):
        """Return the status and the body of an answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def children(self):
        """Return {part of the command: process} of what it started itself."""
        found = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        ).stdout
        return {
            name: int(line.split()[0])
            for line in found.splitlines()
            for name in ("gunicorn", "index --follow", "work --follow")
            if name in line
        }

    def family(self):
        """Return all processes: its own, its children's, and theirs."""
        return {self.process.pid}.union(*(session(pid) for pid in self.children().values()))

    def end(self, number=signal.SIGTERM):
        """Send a signal; return the status it ends with."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


class Archive:
    """One archive, started for the first time, stopped, and started again; `seconds` to its first answer then."""

    def __init__(self, data):
        self.data = data
        first = Up(data).opened()
        self.found = first.get("/api/v1/search/?q=harbour")
        self.stopped_with = first.end(signal.SIGINT)
        self.first_said = first.said()
        began = time.monotonic()
        self.running = Up(data)
        eventually(lambda: answers(self.running), 30)
        self.seconds = time.monotonic() - began


def answers(running):
    try:
        return running.get()[0] == 200
    except URLError:
        return False


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The archive that the tests here share; the last of them kills it."""
    made = Archive(tmp_path_factory.mktemp("an archive") / "its data")
    yield made
    if made.running.process.poll() is None:
        made.running.end()


def test_the_first_start_prepares_everything_and_says_what_to_open(archive):
    for words in ("Preparing the database", "Collecting", "Loading the sample", "import_articles", "createsuperuser"):
        assert words in archive.first_said
    for path in ("/", "/api/v1/docs/", "/admin/"):
        assert re.search(rf"http://127\.0\.0\.1:[0-9]+{re.escape(path)}\n", archive.first_said)


def test_the_question_that_it_tells_to_try_has_an_answer(archive):
    [path] = re.findall(r"curl 'http://127\.0\.0\.1:[0-9]+(/[^']+)'", archive.running.opened().said())
    assert json.loads(archive.running.get(path)[1])["total"] > 0


def test_the_sample_is_found_as_soon_as_it_answers(archive):
    status, body = archive.found
    assert status == 200
    assert json.loads(body)["total"] > 0


def test_ctrl_c_is_no_failure(archive):
    assert archive.stopped_with == 0
    assert "Stopping after SIGINT." in archive.first_said


def test_the_second_start_does_nothing_twice_and_answers_soon(archive):
    before_the_addresses, opened, _ = archive.running.opened().said().partition("News archive is open")
    assert opened
    assert before_the_addresses.strip() == ""
    assert archive.seconds < 10  # 3 on two idle cores, where the promise is 5; other tests keep them busy


def test_a_killed_child_is_started_again(archive):
    running = archive.running
    before, family = running.children(), running.family() - {running.process.pid}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not any(map(alive, family)))
    assert running.get()[0] == 200  # nobody is turned away: who comes meanwhile waits
    after = eventually(lambda: len(running.children()) == 3 and running.children())
    assert not set(before.values()) & set(after.values())
    assert "The web server ended (SIGKILL) and is started again" in running.said()
    assert "The indexer ended (SIGKILL) and is started again" in running.said()
    assert "The worker ended (SIGKILL) and is started again" in running.said()


def test_another_one_on_the_same_data_is_refused(archive):
    other = Up(archive.data)
    assert other.process.wait(timeout=30) == 1
    assert other.said() == (
        f"CommandError: The archive in {archive.data} is running already: stop that one first, "
        "or give this one another ARCHIVE_DATA and PORT.\n"
    )


def test_a_port_in_use_is_one_sentence_and_nothing_is_started(archive, tmp_path):
    port = archive.running.port
    refused = Up(tmp_path / "data", port=port)
    assert refused.process.wait(timeout=30) == 1
    assert refused.said() == (
        f"CommandError: Nothing can listen on 127.0.0.1, port {port} (Address already in use): "
        f"set BIND or PORT, such as PORT={port + 1}.\n"
    )
    assert list((tmp_path / "data").iterdir()) == []


def test_mistakes_in_the_settings_are_sentences_and_nothing_is_started(tmp_path):
    refused = Up(tmp_path / "data", ARCHIVE_ACCESS="nobody", SEARCH_LANGUAGES="english")
    assert refused.process.wait(timeout=30) == 1
    first, second = sorted(refused.said().splitlines())
    assert first.startswith("ARCHIVE_ACCESS is “nobody”")
    assert second.startswith("SEARCH_LANGUAGES holds “english”")
    assert list((tmp_path / "data").iterdir()) == []


def test_all_addresses_are_those_of_both_kinds():
    with up.listen("::", 0) as door:
        port = door.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(CommandError, match=f"Nothing can listen on ::, port {port}"):
            up.listen("::", port)


@pytest.mark.django_db
def test_an_empty_archive_is_told_how_to_take_articles_in(make_article, settings):
    assert "import_articles FOLDER" in "".join(up.advice())
    make_article(headline="Café über alles: HARBOUR reopens")
    assert "/api/v1/search/?q=harbour'" in "".join(up.advice())
    assert "import_articles" not in "".join(up.advice())
    settings.ARCHIVE_ACCESS = "login"
    assert "search" not in "".join(up.advice())


@pytest.mark.parametrize(
    ("headline", "question"), [("Ships in the harbour", "?q=harbour"), ("ميناء", "?sort=newest"), ("", "?sort=newest")]
)
def test_a_question_to_try_needs_no_quoting(headline, question):
    assert up.question(headline) == question


def test_no_process_is_left_when_it_is_killed(archive):
    running = archive.running
    eventually(lambda: answers(running))
    family = running.family()
    assert len(family) == 6  # itself, the indexer, the worker, the web server and its two workers
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: not any(map(alive, family)))


@pytest.mark.slow
def test_data_and_articles_may_be_named_from_another_folder(tmp_path):
    """Its children must not look for a relative folder elsewhere."""
    running = Up(tmp_path / "data", ARCHIVE_DATA="data", ARCHIVE_SAMPLE="0").opened()
    try:
        assert running.get()[0] == 200
        assert "Loading the sample" not in running.said()
        assert (tmp_path / "data" / "index").exists()
    finally:
        assert running.end(signal.SIGHUP) == 0


def test_what_is_done_before_a_start_can_be_done_alone(tmp_path):
    """As in containers, where web server and indexer run apart."""
    data = tmp_path / "data"
    for said in ("Loading the sample", ""):
        ended = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "prepare"],
            env=environment(data) | of_folder(data),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert said in ended.stdout
    assert ended.stdout == ""
    assert (data / "static" / "made-from").exists()
