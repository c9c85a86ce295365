"""Exports as the web server sends them: what broke off never looks whole."""

import http.client
import json
import subprocess
import sys

import pytest

from articles.turns import MOST_TAKING
from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.archive.test_up import free_port
from tests.conftest import ROOT
from tests.databases import of_folder

RECORDS, BODY = 3_000, "The harbour reopened on Monday, and ships came in. " * 160
"""24 MB: more than what lies between a server and a reader who does not read."""

DROP = "from django.db import connection as c; c.cursor().execute('DROP TABLE articles_image')"


def manage(variables, *command):
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], env=variables, check=True, capture_output=True)


@pytest.fixture
def archive(tmp_path):
    """The environment of an archive with many long articles."""
    data, dump = tmp_path / "data", tmp_path / "dump.ndjson"
    (data / "static").mkdir(parents=True)
    record = {"headline": "Harbour", "body": BODY, "published_at": "2023-09-20", "language": "en"}
    with dump.open("w") as file:
        file.writelines(json.dumps(record | {"headline": f"Harbour {number}"}) + "\n" for number in range(RECORDS))
    variables = environment(data, PORT=str(free_port()), WEB_WORKERS="1") | of_folder(data)
    manage(variables, "migrate")
    manage(variables, "import_articles", str(dump), "--verbosity", "0")
    return variables


@pytest.fixture
def ask(archive, tmp_path):
    """Return a function that asks the archive, served by gunicorn, for an export."""
    command = [sys.executable, "-m", "gunicorn", "--config", "python:archive.server", "archive.wsgi"]
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(command, cwd=ROOT, env=archive, stderr=said)

    connection = http.client.HTTPConnection("127.0.0.1", int(archive["PORT"]), timeout=20)

    def asked(method="GET"):
        connection.close()
        connection.request(method, "/api/v1/export.ndjson")
        return connection.getresponse()

    try:
        eventually(lambda: answers(asked), 30)
        yield asked
    finally:
        connection.close()
        server.terminate()
        server.wait()


def answers(asked):
    try:
        return asked("HEAD").status == 200
    except OSError:
        return False


def test_what_broke_off_never_looks_whole(archive, ask):
    """The database fails while a reader has the beginning: the last chunk never comes, nor the end of gzip."""
    whole = ask()
    assert (whole.status, whole.getheader("Transfer-Encoding")) == (200, "chunked")
    assert whole.read().count(b"\n") == RECORDS
    broken = ask()
    beginning = broken.read(1_000)
    manage(archive, "shell", "-c", DROP)
    with pytest.raises(http.client.IncompleteRead) as told:
        broken.read()
    assert 0 < len(beginning + told.value.partial) < RECORDS * len(BODY)
    after = ask()
    assert (after.status >= 500, after.getheader("Content-Type")) == (True, "application/problem+json")


def test_who_reads_nothing_keeps_nobody_from_reading(archive, ask):
    """All places are taken by readers who do not read: others are answered, of exports that there are too many."""
    idle = [http.client.HTTPConnection("127.0.0.1", int(archive["PORT"]), timeout=60) for _ in range(MOST_TAKING)]
    try:
        for one in idle:
            one.request("GET", "/api/v1/export.ndjson")
        assert {one.getresponse().status for one in idle} == {200}
        refused = ask()
        assert (refused.status, refused.getheader("Retry-After"), b"Too many" in refused.read()) == (503, "60", True)
        other = http.client.HTTPConnection("127.0.0.1", int(archive["PORT"]), timeout=20)
        other.request("GET", "/api/v1/articles/1/")
        assert other.getresponse().status == 200
        other.close()
    finally:
        for one in idle:
            one.close()
    eventually(lambda: answers(ask), 30)
