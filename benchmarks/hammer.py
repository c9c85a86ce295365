"""All that schemathesis thinks of, asked of an archive that runs: 5,000 Reuters stories, 20,000 requests or more.

    .venv/bin/python benchmarks/hammer.py [REQUESTS [STORIES]]

An archive of its own is started as `make run` does, and schemathesis asks it what its OpenAPI document allows and
what it forbids, all checks on: half of the time as nobody, half with a token that may do everything, so that
articles are made, published, merged, withdrawn and deleted meanwhile. `schemathesis.toml` says what is expected.
Each round has a seed of its own, which is printed. Ends with status 1 where a round found something.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

from engines import STORIES
from running import CORPORA, Archive

HERE = Path(__file__).resolve().parent
EXAMPLES = 25
"""Cases for each operation in one round, beside those that schemathesis makes of every limit in the document."""


def main() -> None:
    if not STORIES.exists():
        print(f"Nothing was done: {CORPORA} with its stories is not beside this checkout.")
        return
    requests, stories = [*map(int, sys.argv[1:]), *(20_000, 5_000)[len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        archive.fill(stories)
        with archive.running():
            sys.exit(hammered(archive, requests))


def hammered(archive, requests) -> int:
    """Ask round after round until there were so many requests; return the status to end with."""
    asked, failed, began = Counter(), 0, time.monotonic()
    for seed in count(1):
        if (total := sum(asked.values())) >= requests:
            break
        shown = () if seed % 2 else ("--header", f"Authorization: Bearer {archive.token}")
        found, told = one_round(archive, seed, shown)
        asked += told
        failed += found
        who = "a curator" if shown else "nobody"
        print(
            f"seed {seed}, as {who}: {told.total():,} requests, {'something' if found else 'nothing'} found", flush=True
        )
    answers = ", ".join(f"{number:,} × {status}" for status, number in sorted(asked.items()))
    print(f"{total:,} requests in {time.monotonic() - began:.0f} s: {answers}")
    return 1 if failed else 0


def one_round(archive, seed, options) -> tuple[bool, Counter]:
    """Return whether schemathesis found anything, which is printed then, and {status: how many answers had it}."""
    counts = archive.folder / "counts.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "hammering", "PYTHONPATH": str(HERE), "COUNTS": str(counts)}
    address = f"{archive.site}/api/v1/schema/"
    asked = [*command, address, "--seed", str(seed), "--max-examples", str(EXAMPLES), *options]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-20_000:], done.stderr[-5_000:])
    return bool(done.returncode), Counter(json.loads(counts.read_text()))


if __name__ == "__main__":
    main()
