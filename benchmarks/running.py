"""An archive of real stories that runs as `make run` does, for those who ask it from outside."""

import gzip
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from engines import STORIES
from web import ROOT

CORPORA = STORIES.parent
REUTERS = "--map title=headline,text=body,date=published_at,lang=language,source=source,tags=topics"


class Archive:
    """An archive in a folder, on a free port."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.folder, self.port = folder, free.getsockname()[1]
        self.site = f"http://127.0.0.1:{self.port}"
        data = {"ARCHIVE_DATA": f"{folder}/archive", "ARCHIVE_SAMPLE": "0", "PORT": str(self.port)}
        self.environment = os.environ | data

    def manage(self, *command):
        """Run a command; return what it says."""
        asked = [sys.executable, "manage.py", *command]
        done = subprocess.run(asked, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        return done.stdout

    def fill(self, count):
        """Import so many stories, and make a token that may do everything."""
        lines = gzip.decompress(STORIES.read_bytes()).splitlines(keepends=True)[:count]
        dump = self.folder / "stories.jsonl"
        dump.write_bytes(b"".join(lines))
        self.manage("migrate")
        self.manage("import_articles", str(dump), *REUTERS.split())
        self.token = self.manage("create_token", "curator", "--scope", "curate").split()[-1]

    @contextmanager
    def running(self):
        """Start it as `make run` does, and wait until its index is there."""
        server = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=ROOT, env=self.environment)
        try:
            while not self.indexed():
                time.sleep(0.5)
            yield
        finally:
            server.terminate()
            server.wait()

    def indexed(self) -> bool:
        """Whether the index has all that is written."""
        try:
            return json.loads(self.get("/health/"))["lag"] == 0
        except (OSError, ValueError):
            return False

    def get(self, path) -> bytes:
        with urllib.request.urlopen(f"{self.site}{path}", timeout=60) as answer:
            return answer.read()

    def post(self, path, **sent):
        """Write with the token; what the state of an article does not allow is passed over."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.site}/api/v1/{path}", json.dumps(sent).encode(), headers)
        try:
            urllib.request.urlopen(request, timeout=60).close()
        except urllib.error.HTTPError as error:
            if error.code not in (409, 410):
                raise

    def ids(self) -> set[int]:
        """Return the ids of all articles that are public."""
        return {json.loads(line)["id"] for line in self.get("/api/v1/export.ndjson").splitlines()}
