"""Everybody at once: who takes from an archive while an import and withdrawals go on, and ends with the same set.

    .venv/bin/python benchmarks/takers [STORIES]

An archive of its own with so many Reuters stories (20,000) is started as `make run` does. Then at the same time: a
mirror follows the change feed (`examples/mirror.py`), a harvester collects by OAI-PMH (`oaipmh`), a reader of feeds
walks `search.atom` to its end (`feedparser`), the two clients made from the OpenAPI document walk `articles/`, while a
thousand German stories are imported, and others withdrawn, restored and corrected over the API. When the writers are
done, each takes what it lacks; at the end all must hold what `export.ndjson` gives.
"""

import datetime
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from engines import STORIES
from running import CORPORA, REUTERS, Archive
from web import ROOT

from tests.clients.making import PACKAGES, make_python, make_typescript, run

HERE = Path(__file__).resolve().parent
GERMAN = f"{REUTERS} --set published_at=2017 --headline-from-body"
ACTS = 300
"""How often an article is withdrawn, restored or corrected."""


def main() -> None:
    if not STORIES.exists():
        print(f"Nothing was done: {CORPORA} with its stories is not beside this checkout.")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        archive.fill(count)
        with archive.running():
            compare(archive, takers(archive))


# --- who takes ------------------------------------------------------------------------------------


class Mirror:
    """`examples/mirror.py`, which follows and then proves itself."""

    name = "mirror"

    def __init__(self, archive):
        self.file = archive.folder / "copy.sqlite3"
        self.command = [sys.executable, str(ROOT / "examples" / "mirror.py"), archive.site, str(self.file)]

    def take(self):
        subprocess.run(self.command, check=True, stdout=subprocess.DEVNULL)

    def held(self):
        return {article for (article,) in sqlite3.connect(self.file).execute("SELECT id FROM article")}


class Harvester:
    """Collects by OAI-PMH: all, then what changed since."""

    name = "harvester"

    def __init__(self, archive):
        from oaipmh.client import Client
        from oaipmh.metadata import MetadataRegistry, oai_dc_reader

        formats = MetadataRegistry()
        formats.registerReader("oai_dc", oai_dc_reader)
        self.client, self.since, self.known = Client(f"{archive.site}/oai/", formats), None, set()

    def take(self):
        from oaipmh.error import NoRecordsMatchError

        asked = {"metadataPrefix": "oai_dc"} | ({"from_": self.since} if self.since else {})
        self.since = now()
        try:
            for header, *_ in self.client.listRecords(**asked):
                article = int(header.identifier().rpartition(":")[2].rpartition("/")[2])
                (self.known.discard if header.isDeleted() else self.known.add)(article)
        except NoRecordsMatchError:
            pass

    def held(self):
        return self.known


class Reader:
    """Reads a feed of everything from its first page to its last."""

    name = "feed reader"

    def __init__(self, archive):
        self.first, self.known = f"{archive.site}/api/v1/search.atom?sort=oldest&page_size=100", set()

    def take(self):
        import feedparser

        self.known, address = set(), self.first
        while address:
            page = feedparser.parse(address)
            if page.bozo:
                raise page.bozo_exception
            self.known |= {int(one.id.rstrip("/").rpartition("/")[2]) for one in page.entries}
            address = next((one.href for one in page.feed.links if one.rel == "next"), None)

    def held(self):
        return self.known


class Client:
    """Walks the list of articles by a client that is made from the OpenAPI document. Subclasses make it."""

    def __init__(self, archive):
        self.archive, self.folder, self.known = archive, archive.folder / self.name, set()
        self.folder.mkdir()
        self.document = self.folder / "archive.json"
        self.document.write_bytes(archive.get("/api/v1/schema/"))
        self.make()

    def make(self):
        """Generate the client."""
        raise NotImplementedError

    def take(self):
        self.known = {*json.loads(run(*self.command, self.archive.site, folder=self.folder))}

    def held(self):
        return self.known


class PythonClient(Client):
    """Made by openapi-python-client."""

    name = "python client"
    command = (sys.executable, HERE / "walk.py")

    def make(self):
        make_python(self.document, self.folder)


class TypeScriptClient(Client):
    """Made by openapi-typescript, with the programs that `make clients` installs."""

    name = "typescript client"

    def make(self):
        self.command = ("node", make_typescript(self.document, self.folder, HERE / "walk.ts"))


def takers(archive) -> list:
    """Return all who take; the TypeScript client where `make clients` was run."""
    kinds = [Mirror, Harvester, Reader, PythonClient]
    kinds += [TypeScriptClient] if PACKAGES.is_dir() else []
    return [kind(archive) for kind in kinds]


def now() -> datetime.datetime:
    """Return the time as this harvester takes it: to the second, without a zone."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)


# --- who writes -----------------------------------------------------------------------------------


def bring(archive):
    """Import a thousand stories more."""
    archive.manage("import_articles", str(CORPORA / "gnad.jsonl.gz"), *GERMAN.split())


VERBS = {"withdraw": {"reason": "error"}, "restore": {}, "correct": {"note": "It was not so."}}


def change(archive):
    """Withdraw, restore and correct articles over the API."""
    chance, ids = random.Random(6), sorted(archive.ids())[:1_000]
    for _ in range(ACTS):
        verb = chance.choice(["withdraw", "withdraw", "restore", "correct"])
        archive.post(f"articles/{chance.choice(ids)}/{verb}/", **VERBS[verb])


# --- together -------------------------------------------------------------------------------------


def compare(archive, taking) -> None:
    """Let all work at once, then each take what it lacks; end with status 1 unless all hold the same."""
    before = archive.ids()
    work = [threading.Thread(target=one.take) for one in taking]
    work += [threading.Thread(target=one, args=(archive,)) for one in (bring, change)]
    began = time.monotonic()
    for one in work:
        one.start()
    for one in work:
        one.join()
    print(f"all at once: {time.monotonic() - began:.0f} s")
    while not archive.indexed():
        time.sleep(0.2)
    there = archive.ids()
    print(f"{len(before):,} articles were public before, {len(there):,} are now, {len(before - there):,} went.")
    wrong = 0
    for one in taking:
        began, lacking = time.monotonic(), one.held() ^ there
        one.take()
        same = one.held() == there
        wrong += not same
        print(f"{one.name:17} {len(lacking):6,} off, after {time.monotonic() - began:5.1f} s more", end=" ")
        print("the same set" if same else f"ANOTHER SET: {len(one.held() ^ there):,} articles differ")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
