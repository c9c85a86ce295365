"""What docs/feeding.md shows is what happens: its examples for curl, Python and JavaScript, run against an archive."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.clients.conftest import sections

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients")]
SECTIONS = sections()
KINDS = ("curl", "python", "javascript")


@pytest.fixture
def run(archive, tmp_path):
    """Return a function that runs a program on a text in which the archive is the one that runs; gives what it says."""

    def run(text, *command):
        text = text.replace("http://127.0.0.1:8000", archive)
        done = subprocess.run(
            [*command, text], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout.replace(archive, "http://127.0.0.1:8000").splitlines()

    return run


def told(text, mark):
    """What stands behind a mark at the end of the lines that print."""
    return re.findall(rf"^\s*(?:print|console\.log)\(.*\)[;]?\s+{re.escape(mark)} (.+)$", text, re.MULTILINE)


def check(text, said, mark):
    """Hold what was printed to what is told; `…` stands for anything."""
    expected = told(text, mark)
    assert expected, text
    patterns = [".*".join(map(re.escape, one.split("…"))) for one in expected]
    assert len(said) == len(patterns)
    assert all(map(re.fullmatch, patterns, said)), (said, expected)


def test_every_section_shows_its_door_to_all_three():
    assert len(SECTIONS) >= 9
    for title, examples in SECTIONS.items():
        assert {*examples} == {*KINDS}, title


@pytest.mark.parametrize("title", SECTIONS)
def test_curl_gets_something(title, run):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed: apt-get install curl")
    for command in SECTIONS[title]["curl"]:
        said = run(f"({command} -w '%{{stderr}}answered %{{http_code}}') 2>&1", "bash", "-c")
        assert re.search(r"answered (200|304)$", "\n".join(said)), command


@pytest.mark.parametrize("title", SECTIONS)
def test_python_prints_what_is_told(title, run):
    for text in SECTIONS[title]["python"]:
        check(text, run(text, sys.executable, "-c"), "#")


@pytest.mark.parametrize("title", SECTIONS)
def test_javascript_prints_what_is_told(title, run, node):
    for text in SECTIONS[title]["javascript"]:
        check(text, run(text, node, "--input-type=module", "--eval"), "//")
