"""What is asked of `benchmarks/growth` on its command line, without a measurement."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def run(*arguments):
    """Run the program, and return its status and what it said, whole and of mistakes."""
    command = [sys.executable, str(ROOT / "benchmarks" / "growth"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--engines", "whoosh,tantivvy"], "“tantivvy” is none of whoosh, tantivy, opensearch, fts5"),
        (["--engines", ""], "“” is none of whoosh"),
        (["--sizes", "10k"], "“10k” is no list of numbers such as 10000,100000"),
        (["--sizes", "0"], "“0” is no list of numbers"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_one_sentence(arguments, told):
    status, _, said = run(*arguments)
    assert status == 2
    assert told in said
    assert "Traceback" not in said


def test_what_a_file_has_already_is_not_measured_again(tmp_path, monkeypatch):
    """The size is one that no machine could measure in the time of a test."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from growth.articles import STORIES

    if not STORIES.exists():
        pytest.skip(f"there are no stories at {STORIES} to measure with")
    figures = {"documents": 10**12, "per_second": 1.0, "disk": 1.0, "memory": 1.0, "mapped": 1.0, "found": 100}
    file = tmp_path / "figures.json"
    file.write_text(json.dumps([figures | {"name": name, "took": {"all": [1.0]}} for name in ("SQLite FTS5", "other")]))
    status, said, _ = run("--engines", "fts5", "--sizes", str(10**12), "--json", str(file))
    assert status == 0
    assert "Kept from before: SQLite FTS5 at 1,000,000,000,000 articles." in said
    assert "| 1,000,000,000,000 | other | 1 | 1 | 1 | 1 | 1.0 | 1.0 |" in said
