"""Who waits for news, and what that costs the others: two workers, the sample, SQLite and Whoosh.

    .venv/bin/python benchmarks/waiting.py [WAITING …]

So many programs at once ask `changes/` with `wait=60`, each over a connection of its own. While they wait, one reader
searches; then an article is edited, and the clock runs until each of them has been told.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from load import held_by, workers_of
from web import ROOT, clocked, served

WAITING = (0, 100, 500)
SEARCHES = 300
EDIT = """
from articles.models import Article
article = Article.objects.public().first()
article.headline += "!"
article.save()
import time
print(time.time())
"""


def main() -> None:
    counts = [int(one) for one in sys.argv[1:]] or WAITING
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"ARCHIVE_DATA": f"{folder}/archive"}
        clocked("migrate", "migrate", environment=environment)
        clocked("import_articles", "import_articles", "fixtures/articles", environment=environment, count=100)
        clocked("rebuild_index", "rebuild_index", environment=environment, count=100)
        with served(environment, workers=2) as connection:
            for count in counts:
                measure(connection, count, environment)


def measure(connection, count, environment) -> None:
    """Print what so many who wait cost, and how soon they are told."""
    site = f"http://{connection.host}:{connection.port}/api/v1/"
    since = ask(f"{site}changes/checksum/")["upto"]
    arrived = threading.Barrier(count + 1)
    with ThreadPoolExecutor(count + 1) as pool:
        waiting = [pool.submit(wait, f"{site}changes/?since={since}&wait=60", arrived) for _ in range(count)]
        arrived.wait()
        time.sleep(1)
        times = sorted(searched(site) for _ in range(SEARCHES))
        committed = edited(environment)
        told = [one.result() - committed for one in waiting]
    memory = sum(held_by(process)[0] for process in workers_of(connection.server))
    print(f"{count:4} wait: a search takes {statistics.median(times):.1f} ms in the median,", end=" ")
    print(f"{times[-SEARCHES // 100]:.1f} at p99; the workers hold {memory:.0f} MiB", end="")
    print(f"; told {min(told):.2f} to {max(told):.2f} s after the commit" if told else "")


def wait(address, arrived) -> float:
    """Wait for news; return when it was there."""
    arrived.wait()
    if len(ask(address)["results"]) != 1:
        raise SystemExit(f"{address} was answered without news.")
    return time.time()


def searched(site) -> float:
    start = time.perf_counter()
    ask(f"{site}search/?q=harbour")
    return 1_000 * (time.perf_counter() - start)


def edited(environment) -> float:
    """Edit an article in a process of its own; return when that was committed."""
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", EDIT]
    return float(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout)


def ask(address) -> dict:
    with urllib.request.urlopen(address, timeout=90) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main()
