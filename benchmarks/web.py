"""The whole answer over HTTP against plain Whoosh alone, in one run: import, index, serve, ask.

    .venv/bin/python benchmarks/web.py

An archive of its own is made in a temporary folder from the 21,578 Reuters stories and served by gunicorn with one
worker. Plain Whoosh gives 20 ids, a total and three facets; we give over HTTP the 20 articles with passages and marks,
the total, three facets and a histogram, as JSON. Both are asked in turn, so that whatever else the machine does
slows both; everything twice, as the second time much is in memory.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from engines import (
    QUERIES,
    STORIES,
    clock,
    compare,
    index_plain,
    pieces,
    plain_query,
    plainly,
    quantile,
    read_stories,
    report,
)
from whoosh import analysis

ROOT = Path(__file__).resolve().parents[1]
IMPORT = "--map id=key,title=headline,text=body,date=published_at,author=byline,lang=language,source=source,tags=topics"
MANY = 10_000
"""Hits from which a query counts as one for a common word."""

ROUND = 50
"""Queries that one answers in a row: enough to be at work, and few enough to meet the same weather."""


def main() -> None:
    if not STORIES.exists() or not QUERIES.exists():
        print(f"Nothing was measured: {STORIES.parents[1]} with its stories and queries is not beside this checkout.")
        return
    asked = [json.loads(line)["q"] for line in QUERIES.open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        everything = analysis.StemmingAnalyzer(stoplist=None, minsize=1)
        plain = index_plain(f"{folder}/plain", list(read_stories()), everything, "plain Whoosh, no word left out")
        environment = os.environ | {"ARCHIVE_DATA": f"{folder}/archive"}
        clocked("migrate", "migrate", environment=environment)
        clocked("import_articles", "import_articles", str(STORIES), *IMPORT.split(), environment=environment)
        clocked("rebuild_index", "rebuild_index", environment=environment)
        trees = [plain_query(pieces(one), everything) for one in asked]
        with served(environment) as connection, plain.searcher() as searcher:
            for time_ in ("the first time", "once more"):
                before, after = in_turn(plainly(searcher), trees, lambda one: ask(connection, one), asked)
                report(f"plain Whoosh, {time_}", before)
                report(f"whole answer, {time_}", after)
                compare(f"whole answer, {time_}", before, after)
                compare_common(before, after)


def in_turn(plain, trees, ours, texts):
    """Ask one some queries, then the other the same, and so on; returns the answers of the one and of the other."""
    before, after = [], []
    for start in range(0, len(texts), ROUND):
        before += [clock(plain, tree) for tree in trees[start : start + ROUND]]
        after += [clock(ours, text) for text in texts[start : start + ROUND]]
    return before, after


def compare_common(before, after):
    """Print how the answers to queries for common words compare."""
    common = [number for number, (_, (total, _)) in enumerate(after) if total > MANY]
    ratio = median(before, common) / median(after, common)
    print(f"{len(common)} queries with over {MANY:,} hits: p50 {median(before, common):.1f} ms plain,", end=" ")
    print(f"{median(after, common):.1f} ms whole answer: {ratio:.1f} times as fast")


def median(answers, numbers):
    return quantile([answers[number][0] for number in numbers], 0.5)


def clocked(name, *command, environment, count=21_578):
    """Run a command of the archive and print how many stories a second it took."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    if name != "migrate":
        print(f"{name:34} {count / seconds:8,.0f} stories/s, its start included")


class Connection(http.client.HTTPConnection):
    """A connection to a server of this run, whose process is `server`."""

    server = None


@contextmanager
def served(environment, *, workers=1, application="archive.wsgi", answers="/health/"):
    """Yield a connection to the archive, or another application, served by gunicorn on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = environment | {"PORT": str(port)}
    collect = "manage.py collectstatic --no-input --verbosity 0"  # else no page has its style
    subprocess.run([sys.executable, *collect.split()], cwd=ROOT, env=environment, check=True)
    command = f"gunicorn --config python:archive.server {application} --workers {workers}"
    server = subprocess.Popen([sys.executable, "-m", *command.split()], cwd=ROOT, env=environment)
    try:
        connection = Connection("127.0.0.1", port, timeout=30)
        connection.server = server.pid
        wait_for(connection, answers)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection
    finally:
        server.terminate()
        server.wait()


def wait_for(connection, path):
    for _ in range(200):
        try:
            connection.request("GET", path)
            connection.getresponse().read()
        except OSError:
            connection.close()
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not answer within 20 s.")


def ask(connection, text):
    """Return (total, ids): any of the words, as the queries of the log are meant."""
    parameters = {"q": text, "match": "any", "sort": "relevance", "facets": "topic,section,source", "histogram": "auto"}
    connection.request("GET", f"/api/v1/search/?{urllib.parse.urlencode(parameters)}")
    response = connection.getresponse()
    body = json.loads(response.read())
    if response.status != 200:
        return 0, [body["detail"]]
    return body["total"], [result["id"] for result in body["results"]]


if __name__ == "__main__":
    main()
