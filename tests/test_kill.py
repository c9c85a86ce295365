"""Nothing is lost when processes are killed at random moments of an import, and nobody has to mend anything."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = "id=key,title=headline,text=body,date=published_at,author=byline,lang=language,source=source,tags=topics"
KILLS = 20


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def descendants(parent):
    """Ids of the processes below `parent`, as the system has them now."""
    children = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = children.get(parent, [])
    return found + [below for child in found for below in descendants(child)]


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return json.load(answer)
    except (OSError, urllib.error.URLError):
        return {}


def total(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/search/", timeout=10) as answer:
        return json.load(answer)["total"]


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.slow
def test_indexer_and_web_processes_killed_at_twenty_moments_of_an_import_lose_nothing(shared, tmp_path):
    port = free_port()
    environment = os.environ | {"ARCHIVE_DATA": str(tmp_path / "data"), "PORT": str(port), "ARCHIVE_SAMPLE": "0"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("SITE_URL", None)
    manage = [sys.executable, str(ROOT / "manage.py")]
    with (tmp_path / "up.log").open("w") as log:
        up = subprocess.Popen([*manage, "up"], env=environment, stdout=log, stderr=log)
    try:
        assert wait_until(lambda: health(port).get("index"), 60), (tmp_path / "up.log").read_text()
        stories = str(shared / "corpora" / "reuters.jsonl.gz")
        importing = subprocess.Popen(
            [*manage, "import_articles", stories, "--map", MAP],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        chance = random.Random(20)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.0))
            if victims := descendants(up.pid):
                os.kill(chance.choice(victims), signal.SIGKILL)
        said, _ = importing.communicate(timeout=300)
        assert importing.returncode == 1, said.decode()
        settled = wait_until(lambda: health(port).get("lag") == 0, 120)
        assert settled, (health(port), (tmp_path / "up.log").read_text()[-3000:])
        # Each web process looks for a new commit once a second: after two all of them have it.
        assert wait_until(lambda: {total(port) for _ in range(8)} == {20_841}, 3), total(port)
        checked = subprocess.run([*manage, "check_index"], env=environment, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        up.terminate()
        up.wait(timeout=30)
    assert not descendants(up.pid)
