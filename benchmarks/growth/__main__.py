"""Times the same work on our engines and on the bare libraries, at growing numbers of articles.

    .venv/bin/python benchmarks/growth --sizes 10000,100000,1000000 --write

Indexes articles made of the Reuters stories beside this checkout, asks each contender the same questions and prints
documents/s, MiB on disk and in memory, p50 and p99, and who finds more or less than the others. `--write` puts the
table into README.md, the tables by class of query into docs/growth.md and the plot into docs/growth.svg. Memory is what
the questions add to a process, of its own and of files that it maps; of OpenSearch it is all that the Java machines of
its nodes use. Whoosh is measured up to 100,000 articles.
"""

import argparse
import os
import platform
import re
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
from growth.keeping import Figures
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
    figures = Figures(options.json)
    for size in options.sizes:
        for engine in options.engines:
            if size <= LARGEST.get(engine, size):
                for make in CONTENDERS[engine]:
                    measure_if_new(make, size, figures)
    if not figures.all():
        print("Nothing was measured.")
        return 1
    report(figures.all(), options)
    return 0


def parsed():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=numbers, default=[10_000, 100_000], help="numbers of articles, by comma")
    parser.add_argument("--engines", type=names, default=[*CONTENDERS], help=f"some of {','.join(CONTENDERS)}")
    parser.add_argument("--write", action="store_true", help="write README.md, docs/growth.md and docs/growth.svg")
    parser.add_argument("--json", type=Path, help="keep the figures in this file, and take those that it has already")
    return parser.parse_args()


def numbers(text) -> list[int]:
    """Read numbers of articles."""
    if not re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", text):
        raise argparse.ArgumentTypeError(f"“{text}” is no list of numbers such as 10000,100000")
    return [int(part) for part in text.split(",")]


def names(text) -> list[str]:
    """Read names of engines."""
    found = text.split(",")
    if unknown := [name for name in found if name not in CONTENDERS]:
        raise argparse.ArgumentTypeError(f"“{unknown[0]}” is none of {', '.join(CONTENDERS)}")
    return found


def measure_if_new(make, size, figures) -> None:
    """Measure one contender at one size, in a folder that is thrown away, unless it was measured before."""
    with tempfile.TemporaryDirectory() as folder:
        name = make(f"{folder}/other").name
        if figures.have(name, size):
            print(f"Kept from before: {name} at {size:,} articles.")
            return
        one = measure(make, f"{folder}/index", size)
    figures.add(one)
    print(telling.summary([one]).splitlines()[-1], flush=True)


def answers(address) -> bool:
    """Tell whether a server answers there."""
    with suppress(OSError):
        urllib.request.urlopen(f"http://{address}", timeout=2).close()
        return True
    return False


def report(figures, options) -> None:
    """Print the tables, and write them where asked to."""
    print(telling.summary(figures), telling.agreement(figures), telling.by_class(figures), sep="\n")
    if options.write:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        head = f"# How cost grows\n\nMeasured by `benchmarks/growth`, whose `--help` says how, on {machine}.\n\n"
        text = f"{head}{telling.summary(figures)}\n{telling.agreement(figures)}{telling.by_class(figures)}"
        (ROOT / "docs" / "growth.md").write_text(text, encoding="utf-8")
        telling.draw(figures, ROOT / "docs" / "growth.svg")
        telling.insert(telling.summary(figures), ROOT / "README.md")


if __name__ == "__main__":
    sys.exit(main())
