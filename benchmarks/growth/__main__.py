"""Times the same work on our engines and on the bare libraries, at growing numbers of articles.

    .venv/bin/python benchmarks/growth --sizes 10000,100000,1000000 --write

Indexes articles made of the Reuters stories beside this checkout, asks each contender the same questions and prints
documents/s, MiB on disk and in memory, p50 and p99. `--write` puts the table into README.md, the tables by class of
query into docs/growth.md and the plot into docs/growth.svg. Whoosh is measured up to 100,000 articles.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from growth import telling
from growth.articles import STORIES
from growth.contenders import CONTENDERS, LARGEST
from growth.measuring import measure
from growth.on_server import ADDRESS


def main() -> int:
    options = parsed()
    if not STORIES.exists():
        print(f"Nothing was measured: {STORIES} is not beside this checkout.")
        return 0
    if "opensearch" in options.engines and not answers(ADDRESS):
        print(f"OpenSearch is left out: nothing answers at {ADDRESS}; OPENSEARCH_TESTS names another address.")
        options.engines.remove("opensearch")
    figures = []
    for size in options.sizes:
        for name in options.engines:
            if size <= LARGEST.get(name, size):
                figures += [measured(make, size) for make in CONTENDERS[name]]
    report(figures, options)
    return 0


def parsed():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = lambda text: [int(part) for part in text.split(",")]  # noqa: E731
    parser.add_argument("--sizes", type=numbers, default=[10_000, 100_000], help="numbers of articles, by comma")
    names = lambda text: [name for name in text.split(",") if name in CONTENDERS]  # noqa: E731
    parser.add_argument("--engines", type=names, default=[*CONTENDERS], help=f"some of {','.join(CONTENDERS)}")
    parser.add_argument("--write", action="store_true", help="write README.md, docs/growth.md and docs/growth.svg")
    parser.add_argument("--json", type=Path, help="keep the figures in this file, and take those that it has already")
    return parser.parse_args()


def measured(make, size) -> dict:
    """Measure one contender at one size, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(make, f"{folder}/index", size)
    print(telling.summary([figures]).splitlines()[-1], flush=True)
    return figures


def answers(address) -> bool:
    """Tell whether a server answers there."""
    with suppress(OSError):
        urllib.request.urlopen(f"http://{address}", timeout=2).close()
        return True
    return False


def report(figures, options) -> None:
    """Print the tables, and write them where asked to."""
    if options.json:
        earlier = json.loads(options.json.read_text()) if options.json.exists() else []
        new = {(one["name"], one["documents"]) for one in figures}
        figures += [one for one in earlier if (one["name"], one["documents"]) not in new]
        options.json.write_text(json.dumps(figures))
    figures.sort(key=lambda one: one["documents"])
    print(telling.summary(figures), telling.by_class(figures), sep="\n")
    if options.write:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        head = f"# How cost grows\n\nMeasured by `benchmarks/growth` on {machine}.\n\n"
        text = head + telling.summary(figures) + telling.by_class(figures)
        (ROOT / "docs" / "growth.md").write_text(text, encoding="utf-8")
        telling.draw(figures, ROOT / "docs" / "growth.svg")
        telling.insert(telling.summary(figures), ROOT / "README.md")


if __name__ == "__main__":
    sys.exit(main())
