"""Clients that others made, and a running archive: a harvester, and whoever asks for a time."""

import datetime
import json
import subprocess
import sys
import urllib.request

import pytest
from lxml import etree
from oaipmh.client import Client
from oaipmh.error import NoRecordsMatchError
from oaipmh.metadata import MetadataReader, MetadataRegistry, oai_dc_reader

from tests.archive.test_settings import environment
from tests.archive.test_up import Up
from tests.conftest import ROOT
from tests.databases import of_folder

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

ARTICLES = 5_000
ARTICLE = {"a": "urn:news-archive:article:1"}


def manage(data, *command):
    """Run a command of an archive; return what it says."""
    asked = [sys.executable, str(ROOT / "manage.py"), *command]
    done = subprocess.run(asked, env=environment(data) | of_folder(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive of 5,000 articles from two sources, running; with a token that may do everything."""
    data = tmp_path_factory.mktemp("harvested") / "data"
    dump = data.parent / "dump.ndjson"
    dump.write_text("".join(json.dumps(line(number)) + "\n" for number in range(ARTICLES)))
    running = Up(data, ARCHIVE_SAMPLE="0").opened()
    manage(data, "import_articles", str(dump), "--report", str(data.parent / "report"))
    running.token = manage(data, "create_token", "curator", "--scope", "curate").split()[-1]
    yield running
    running.end()


def line(number):
    return {
        "key": str(number),
        "headline": f"Story {number} & more",
        "body": f"The harbour of place {number} reopened.\u000b",
        "published_at": "2020-05-01",
        "source": {"name": f"Herald {number % 2}"},
        "section": "World news",
    }


def act(archive, method, path, **sent):
    """Do something to an article, as a program does."""
    headers = {"Authorization": f"Bearer {archive.token}", "Content-Type": "application/json"}
    address, body = f"http://127.0.0.1:{archive.port}/api/v1/articles/{path}", json.dumps(sent).encode()
    request = urllib.request.Request(address, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status < 300


class Copy:
    """What a harvester has: {identifier: headline}; it keeps the date of its first answer for the next harvest."""

    def __init__(self, archive, prefix="oai_dc", **selection):
        formats = MetadataRegistry()
        formats.registerReader("oai_dc", oai_dc_reader)
        formats.registerReader(
            "article", MetadataReader({"title": ("textList", "a:article/a:headline/text()")}, ARTICLE)
        )
        self.client = Remembering(f"http://127.0.0.1:{archive.port}/oai/", formats)
        self.asked = {"metadataPrefix": prefix} | selection
        self.held, self.told, self.begun = {}, 0, None

    def harvest(self, after=lambda count: None):
        """Collect what is new; `after` is called with the number of each record."""
        since = {"from_": self.begun} if self.begun else {}
        self.client.first = None
        for count, (header, record, _) in enumerate(self.client.listRecords(**self.asked, **since), start=1):
            after(count)
            self.told = count
            if header.isDeleted():
                self.held.pop(header.identifier(), None)
            else:
                self.held[header.identifier()] = record["title"][0]
        self.begun = self.client.first
        return self


class Remembering(Client):
    """A harvester that keeps the date of the first answer of a harvest."""

    first = None

    def makeRequest(self, **asked):
        answer = super().makeRequest(**asked)
        if self.first is None:
            told = etree.fromstring(answer).findtext("{http://www.openarchives.org/OAI/2.0/}responseDate")
            self.first = datetime.datetime.fromisoformat(told).replace(tzinfo=None)
        return answer


def public(archive):
    """{identifier: headline} of what is public, by the export."""
    _, lines = archive.get("/api/v1/export.ndjson")
    records = map(json.loads, lines.splitlines())
    return {f"oai:127.0.0.1:{one['id']}": one["headline"] for one in records}


def test_a_harvester_collects_all_and_then_what_is_new(archive):
    copy = Copy(archive)
    assert copy.client.identify().deletedRecord() == "persistent"
    names = {spec for spec, *_ in copy.client.listSets()}
    assert names == {"source", "source:Herald!200", "source:Herald!201", "section", "section:World!20news"}

    first = dict(public(archive))
    assert len(first) == ARTICLES

    def change(count):
        """While it goes on: what was told, what was not, and one more."""
        if count == 1_000:
            act(archive, "PATCH", "7/", headline="Told already")
            act(archive, "PATCH", "4007/", headline="Not told yet")
            act(archive, "POST", "8/withdraw/", reason="legal")
            act(archive, "POST", "4008/withdraw/", reason="error")
            act(archive, "DELETE", "4009/")
            act(archive, "POST", "4010/merge/", into=4011)

    copy.harvest(change)
    assert copy.held == public(archive)
    assert len(copy.held) == ARTICLES - 4

    act(archive, "POST", "4008/restore/")
    act(archive, "PATCH", "9/", headline="Later")
    act(archive, "DELETE", "10/")
    copy.harvest()
    assert copy.held == public(archive)
    assert copy.held["oai:127.0.0.1:9"] == "Later"
    assert copy.told < ARTICLES, "an increment is not everything"


def test_so_it_does_in_our_own_format_and_by_set(archive):
    whole = public(archive)
    assert Copy(archive, "article").harvest().held == whole
    half = Copy(archive, set="source:Herald!200").harvest()
    other = Copy(archive, set="source:Herald!201").harvest()
    assert half.held.keys() & other.held.keys() == set()
    assert half.held | other.held == whole


def test_where_nothing_is_new_it_is_told_so(archive):
    copy = Copy(archive)
    with pytest.raises(NoRecordsMatchError):
        list(copy.client.listRecords(metadataPrefix="oai_dc", from_=datetime.datetime(2100, 1, 1)))


def test_whoever_asks_for_a_time_is_led_to_what_was_there_then(archive):
    """As any client of HTTP does, which follows where it is sent."""
    act(archive, "PATCH", "11/", headline="Edited")
    gate = f"http://127.0.0.1:{archive.port}/timegate/http://127.0.0.1:{archive.port}/articles/11/"
    for asked, headline in (("Mon, 01 Jan 2001 00:00:00 GMT", "Story 10 & more"), (None, "Edited")):
        request = urllib.request.Request(gate, headers={"Accept-Datetime": asked} if asked else {})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert json.load(answer)["headline"] == headline
            assert "?revision=" in answer.url
            assert datetime.datetime.strptime(answer.headers["Memento-Datetime"], "%a, %d %b %Y %H:%M:%S GMT")
