"""How fast exports are streamed, and in how much memory: 107,890 articles, five times the Reuters stories.

    .venv/bin/python benchmarks/exports.py

An archive of its own is made in a temporary folder and served by gunicorn with one worker; its reader counts
lines. Asked for are all articles, plain and packed, those of a filter, those that a word finds; then all as a table.
Memory is what the worker has more at its peak than before.
"""

import gzip
import json
import os
import tempfile
import time
import zlib
from pathlib import Path

from engines import STORIES
from web import IMPORT, clocked, served

TIMES = 5
EXPORTS = {
    "all, by id": ("export.ndjson", "identity"),
    "all, packed": ("export.ndjson", "gzip"),
    "by a filter": ("export.ndjson?language=en", "identity"),
    "by date": ("export.ndjson?sort=newest", "identity"),
    "by a word": ("export.ndjson?q=said", "identity"),
    "as a table": ("export.csv", "identity"),
    "as a table, packed": ("export.csv", "gzip"),
}
BLOCK = 1 << 20


def main() -> None:
    if not STORIES.exists():
        print(f"Nothing was measured: {STORIES.parents[1]} with its stories is not beside this checkout.")
        return
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.jsonl"
        count = write(dump)
        environment = os.environ | {"ARCHIVE_DATA": f"{folder}/archive"}
        clocked("migrate", "migrate", environment=environment)
        clocked("import_articles", "import_articles", str(dump), *IMPORT.split(), environment=environment, count=count)
        clocked("rebuild_index", "rebuild_index", environment=environment, count=count)
        public = 0
        with served(environment) as connection:
            for name, (address, accepted) in EXPORTS.items():
                public = measure(name, connection, address, accepted, public)


def write(dump) -> int:
    """Write the stories as often as they are wanted, each time under other keys; returns how many lines."""
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    with dump.open("w", encoding="utf-8") as file:
        for turn in range(TIMES):
            file.writelines(json.dumps(story | {"id": f"{turn}-{story['id']}"}) + "\n" for story in stories)
    return TIMES * len(stories)


def measure(name, connection, address, accepted, public):
    """Take one export, print what it took, and return how many articles are public.

    A cell may have many lines: of a table those are counted that came as lines before.
    """
    [worker] = workers(connection.server)
    Path(f"/proc/{worker}/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before, start, worked = memory(worker, "VmRSS"), time.perf_counter(), work(worker)
    length, lines = take(connection, address, accepted)
    seconds, worked, more = time.perf_counter() - start, work(worker) - worked, memory(worker, "VmHWM") - before
    articles = public if ".csv" in address else lines
    print(f"{name:20} {articles / seconds:8,.0f} articles/s, {articles / worked:8,.0f} for a second of work;", end=" ")
    print(f"{articles:,} in {seconds:.1f} s, {length / 1e6:.0f} MB, {more / 1024:.0f} MB more memory")
    return max(public, articles)


def take(connection, address, accepted) -> tuple[int, int]:
    """Read an export to its end; returns how many bytes came, and how many lines they hold."""
    connection.request("GET", f"/api/v1/{address}", headers={"Accept-Encoding": accepted})
    answer, length, lines = connection.getresponse(), 0, 0
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while block := answer.read(BLOCK):
        length += len(block)
        lines += (unpacking.decompress(block) if accepted == "gzip" else block).count(b"\n")
    return length, lines


def workers(master):
    """Return the processes that a server answers with."""
    return [int(one) for one in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def work(pid) -> float:
    """Return the seconds that a process has worked: what else the machine did does not count."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid, which) -> int:
    """Return the memory of a process in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which))


if __name__ == "__main__":
    main()
