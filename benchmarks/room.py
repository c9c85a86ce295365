"""How long the pages of the reading room take to their first byte, and how large they are: 100,000 articles.

    .venv/bin/python benchmarks/room.py [ARTICLES]

An archive of its own is made in a temporary folder, as for `load.py`, and served by gunicorn as `up` does, once with
each engine of `LIMITS`. One reader asks for each kind of page many times, no address twice where the kind has several,
as a browser does that shows no ETag. A page that is not there yet is passed over. On a machine that is busy with other
things, look at the time of the processor.
"""

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time
import urllib.parse
import zlib
from itertools import islice
from pathlib import Path

from load import ARTICLES, SEED, fill, from_stories, worked
from web import clocked, served

LIMITS = {"tantivy": 100, "whoosh": 300}
"""Milliseconds to the first byte that a page may take, by engine."""

TURNS = 60
"""Pages of a kind that are asked for."""

LARGEST = 120
"""kB that a page may have in all, as it is read, with its style and scripts."""


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ARCHIVE_DATA": f"{folder}/archive"}
        for number, engine in enumerate(LIMITS):
            environment["SEARCH_URL"] = f"{engine}://{folder}/{engine}"
            if not number:
                fill(Path(folder) / "articles.jsonl", count, environment)
            else:
                clocked("rebuild_index", "rebuild_index", environment=environment, count=count)
            print(f"{engine}, {count:,} articles")
            measure(environment, LIMITS[engine])


def measure(environment, limit) -> None:
    """Ask for every kind of page and print what it took."""
    words = [*islice(dict.fromkeys(from_stories(random.Random(SEED))), TURNS)]
    with served(environment, workers=2) as connection:
        beside = sum(len(ask(connection, f"/static/archive/{one}")[1]) for one in ("archive.css", *scripts()))
        for name, paths in kinds(connection, words).items():
            ask(connection, paths[0])  # the first of all loads what all others need
            before = worked(connection.server)
            answers = [ask(connection, path) for path in paths]
            report(name, answers, worked(connection.server) - before, beside, limit)


def scripts() -> list[str]:
    """Return the names of all scripts of pages, though no page has all of them."""
    folder = Path(__file__).parents[1] / "archive/static/archive"
    return sorted({one.name for one in folder.glob("*.js")} - {"docs.js"})


def kinds(connection, words) -> dict[str, list[str]]:
    """Return the addresses to ask for, by kind of page."""
    found = {
        "home": ["/"] * TURNS,
        "search": [f"/?{urllib.parse.urlencode({'q': q})}" for q in words],
        "search, narrowed": [f"/?{urllib.parse.urlencode({'q': f'{q} -topic:earn', **SPAN})}" for q in words],
        "search, nothing found": [f"/?{urllib.parse.urlencode({'q': f'{q} zzyzx'})}" for q in words],
        "article": [path for q in words if (path := article(connection, q))],
        "trends": [f"/trends/?{urllib.parse.urlencode({'q': q})}" for q in words],
        "browse": ["/browse/"] * TURNS,
        "about": ["/about/"] * TURNS,
    }
    return {name: paths for name, paths in found.items() if ask(connection, paths[0])[2] == http.client.OK}


SPAN = {"published_after": "1980", "published_before": "2010-07"}


def article(connection, q) -> str:
    """Return where the first article is read that has these words, with them marked."""
    asked = urllib.parse.urlencode({"q": q})
    results = json.loads(ask(connection, f"/api/v1/search/?{asked}&page_size=1")[1])["results"]
    if not results:
        return ""
    connection.request("GET", f"/articles/{results[0]['id']}/?{asked}")
    response = connection.getresponse()
    response.read()
    return response.headers.get("Location", "")


def ask(connection, path) -> tuple[float, bytes, int]:
    """Return the milliseconds to the first byte of a page, all of it, and its status."""
    start = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    first = response.read(1)
    waited = 1_000 * (time.perf_counter() - start)
    return waited, first + response.read(), response.status


def report(name, answers, busy, beside, limit) -> None:
    """Print the times to the first byte and the sizes of a kind of page, and what one takes of the processor."""
    times = sorted(waited for waited, _, _ in answers)
    sizes = [len(page) for _, page, _ in answers]
    packed = statistics.median(len(zlib.compress(page)) for _, page, _ in answers)
    late, large = times[-1 - len(times) // 20], (max(sizes) + beside) / 1_000
    print(f"{name:24} first byte p50 {statistics.median(times):6.1f} ms, p95 {late:6.1f} ms (limit {limit})", end=",")
    print(f" {1_000 * busy / len(answers):5.1f} ms of the processor", end="")
    print(f"  {statistics.median(sizes) / 1_000:5.1f} kB, {packed / 1_000:4.1f} packed,", end=" ")
    print(f"at most {large:.1f} of {LARGEST} with all that is beside it")


if __name__ == "__main__":
    main()
