"""Requests a second against a bare Django REST framework list, in one run: 100,000 articles, Tantivy, two workers.

    .venv/bin/python benchmarks/load.py [ARTICLES]

An archive of its own is made in a temporary folder, of halves of Reuters stories, and served by gunicorn as `up` does;
beside it `bare/`, a list of the 20 newest rows of the same table, with the same settings of gunicorn. wrk
(`apt-get install wrk`), a process of its own with one thread, asks both in short turns, so that whatever else the
machine does slows both; the time of the processor that a request takes is told too. A search gives 20 hits with
passages, three facets and a histogram. One in four queries is from a query log (any of its words), the others are made
from the stories: a word, two words of one story, two side by side as a phrase; rare, middling and common words alike.
All differ and none sends an ETag; before the clock starts each was asked once, to tell how many find something.
"""

import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
from collections import Counter
from pathlib import Path

from engines import QUERIES
from growth.articles import STORIES, Articles, read_stories
from web import clocked, served

HERE = Path(__file__).resolve().parent
ARTICLES = 100_000
IMPORT = "--map title=headline,text=body,date=published_at,url=source_url,source=source,section=section,topic=topics"
APPLICATION = "django.core.wsgi:get_wsgi_application()"

TURNS, SECONDS = 10, 3
"""How often each is asked, and for how long."""

CONNECTIONS = 8
"""Readers at a time: as many as two workers work for at once."""

RARE, COMMON = 20, 1_000
"""Stories, of 19,000, up to which a word is rare, and from which it is common."""

SEED = 1987


def main() -> None:
    if not STORIES.exists() or not QUERIES.exists() or not shutil.which("wrk"):
        print("Nothing was measured: that takes wrk, and stories and queries in ../shared beside this checkout.")
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        environment = os.environ | {"ARCHIVE_DATA": f"{folder}/archive", "SEARCH_URL": f"tantivy://{folder}/index"}
        fill(folder / "articles.jsonl", count, environment)
        serve(folder, count, environment)


def fill(file, count, environment) -> None:
    """Make an archive of so many articles, and its index."""
    written(file, map(json.dumps, records(count)))
    clocked("migrate", "migrate", environment=environment)
    clocked("import_articles", "import_articles", str(file), *IMPORT.split(), environment=environment, count=count)
    clocked("rebuild_index", "rebuild_index", environment=environment, count=count)


def records(count):
    """Yield articles as a CMS might export them."""
    for one in Articles(range(count)):
        yield {
            "title": one.headline,
            "text": one.body,
            "date": one.published.isoformat(),
            "url": f"https://{one.source}/{one.number}",
            "source": one.source,
            "section": one.section,
            "topic": one.topic,
        }


def serve(folder, count, environment) -> None:
    """Serve the archive and the bare list side by side, and measure both."""
    asked = {name: written(folder / name, paths) for name, paths in questions(count).items()}
    bare = environment | {"DJANGO_SETTINGS_MODULE": "bare.settings", "PYTHONPATH": str(HERE)}
    with (
        served(environment, workers=2) as archive,
        served(bare, workers=2, application=APPLICATION, answers="/articles/") as rows,
    ):
        found_something(archive, asked["search"])
        compare(archive, rows, asked)
        for name in ("search", "suggest", "similar"):
            report(f"{name}/, one at a time", [wrk(archive, asked[name], 1)])
        for process in workers_of(archive.server):
            own, shared, files = held_by(process)
            print(f"a worker holds {own:.0f} MiB, {shared:.0f} MiB more with the others, and {files:.0f} MiB of files")


def compare(archive, rows, asked) -> None:
    """Ask both in turn; print how many requests a second they answer and how these compare."""
    ours, theirs = [], []
    wrk(rows, asked["bare"], CONNECTIONS)  # its first answers are as slow as ours were
    for turn in range(TURNS):
        ours.append(wrk(archive, asked["search"], CONNECTIONS, start=turn * 1_000))
        theirs.append(wrk(rows, asked["bare"], CONNECTIONS))
    report("search/", ours)
    report("bare list", theirs)
    ratios = [speed(one) / speed(other) for one, other in zip(ours, theirs, strict=True)]
    each = ", ".join(f"{one:.2f}" for one in ratios)
    print(f"search/ to bare list: {statistics.median(ratios):.2f} ({each});", end=" ")
    print(f"by time of the processor: {cost(theirs) / cost(ours):.2f}")


# --- what is asked --------------------------------------------------------------------------------


def questions(count) -> dict[str, list[str]]:
    """Return the paths that are asked for, by what is measured."""
    chance = random.Random(SEED)
    logged = [json.loads(line)["q"] for line in QUERIES.open(encoding="utf-8")]
    made = [*itertools.islice(dict.fromkeys(from_stories(chance)), 3 * len(logged))]
    search = [search_path(q, match="any") for q in logged] + [search_path(q) for q in made]
    chance.shuffle(search)
    typed = [q[: chance.randint(1, len(q))] for q in made if '"' not in q]
    return {
        "search": search,
        "bare": ["/articles/"] * len(search),
        "suggest": [f"/api/v1/suggest/?{urllib.parse.urlencode({'q': q})}" for q in typed],
        "similar": [f"/api/v1/articles/{chance.randint(1, count)}/similar/" for _ in range(2_000)],
    }


def search_path(q, **more) -> str:
    asked = {"q": q, "facets": "source,topic,section", "histogram": "auto"} | more
    return f"/api/v1/search/?{urllib.parse.urlencode(asked)}"


def from_stories(chance):
    """Yield in turn a word, two words of one story, and two words side by side as a phrase; all kinds equally often."""
    texts = [words for story in read_stories() if len(words := re.findall(r"\b[a-z]{3,}\b", story["text"].lower())) > 9]
    known = Counter(word for words in texts for word in {*words})
    kinds = [range(2, RARE + 1), range(RARE + 1, COMMON), range(COMMON, len(texts))]
    for kind in kinds * 2_000:
        yield word_of(texts, known, kind, chance)[0]
        one, words = word_of(texts, known, kind, chance)
        yield f"{one} {chance.choice(words)}"
        one, words = word_of(texts, known, kind, chance)
        first = max(0, words.index(one) - 1)
        yield f'"{" ".join(words[first : first + 2])}"'


def word_of(texts, known, kind, chance) -> tuple[str, list[str]]:
    """Return a word of this kind and the words of a story that it stands in."""
    while True:
        words = chance.choice(texts)
        if of_kind := [word for word in words if known[word] in kind]:
            return chance.choice(of_kind), words


# --- asking ---------------------------------------------------------------------------------------


def written(file, lines):
    """Write lines into a file and return its name."""
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def found_something(connection, file) -> None:
    """Ask for everything once and print how much of it there is: no answer is quick because it is empty."""
    totals, sizes = [], []
    for path in file.read_text().split():
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        totals.append(json.loads(body)["total"] if response.status == 200 else None)
        sizes.append(len(body))
    known = [total for total in totals if total is not None]
    shares = [sum(total >= least for total in known) / len(totals) for least in (1, 20)]
    print(f"{len(totals):,} queries: {shares[0]:.0%} find something, {shares[1]:.0%} twenty articles or more,", end=" ")
    print(f"{totals.count(None)} are refused; median {statistics.median(known):,.0f} articles,", end=" ")
    print(f"{statistics.mean(sizes) / 1024:.1f} KiB an answer")


def wrk(connection, file, connections, start=0) -> dict:
    """Ask for the paths of a file for some seconds; returns what `load.lua` measured."""
    command = f"wrk --threads 1 --connections {connections} --duration {SECONDS} --script {HERE}/load.lua"
    address = f"http://{connection.host}:{connection.port}/"
    environment = os.environ | {"ASK": str(file), "START": str(start)}
    before = worked(connection.server)
    done = subprocess.run([*command.split(), address], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1]) | {"worked": worked(connection.server) - before}


def worked(server) -> float:
    """Return the seconds for which the workers of a server have kept a processor busy (proc(5), Linux alone)."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in workers_of(server)]
    return sum(int(user) + int(system) for *_, user, system in (one[:13] for one in fields)) / os.sysconf("SC_CLK_TCK")


def workers_of(server) -> list[str]:
    return Path(f"/proc/{server}/task/{server}/children").read_text().split()


def held_by(process) -> tuple[float, float, float]:
    """Return the MiB that a process holds alone, those that it shares with others of its kind, and those of files."""
    held = dict(re.findall(r"^(\w+): +(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE))
    own, shared = int(held["Private_Dirty"]) / 1024, int(held["Shared_Dirty"]) / 1024
    return own, shared, int(held["Rss"]) / 1024 - own - shared


def speed(measured) -> float:
    return measured["requests"] / measured["seconds"]


def cost(measured) -> float:
    """Return how many milliseconds of the processor's time a request takes."""
    return 1_000 * sum(one["worked"] for one in measured) / sum(one["requests"] for one in measured)


def report(name, measured) -> None:
    """Print the medians of what was measured."""
    seen = {key: statistics.median(one[key] for one in measured) for key in ("p50", "p99", "wrong")}
    per_second = statistics.median(map(speed, measured))
    print(f"{name:34} {per_second:8,.0f} requests/s  p50 {seen['p50']:6.1f} ms  p99 {seen['p99']:6.1f} ms", end="")
    print(f"  {cost(measured):5.2f} ms of the processor", end="")
    print(f"  {seen['wrong']} not answered with 200" if seen["wrong"] else "")


if __name__ == "__main__":
    main()
