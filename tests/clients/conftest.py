"""An archive with the sample that runs, for those who ask it as others do; and node, where it is there."""

import re
import shutil
from pathlib import Path

import pytest

from tests.archive.test_up import Up
from tests.clients.making import PACKAGES
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """The address of an archive with the sample."""
    running = Up(tmp_path_factory.mktemp("asked by clients") / "data").opened()
    yield f"http://127.0.0.1:{running.port}"
    running.end()


@pytest.fixture(scope="session")
def node() -> str:
    """The program that runs JavaScript."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: apt-get install nodejs")
    return found


@pytest.fixture(scope="session")
def packages(node) -> Path:
    """The folder of the packages that `make clients` installs."""
    if not PACKAGES.is_dir():
        pytest.skip("the packages that make a TypeScript client are not installed: make clients")
    return PACKAGES


def sections() -> dict[str, dict[str, list[str]]]:
    """{section of docs/feeding.md that is about an address: {curl, python or javascript: its examples}}."""
    parts = (ROOT / "docs" / "feeding.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: examples(part) for part in parts if "http://127.0.0.1:8000" in part}


def examples(part) -> dict[str, list[str]]:
    """Return what is shown in one section."""
    found = {"curl": re.findall(r"^    (?:\$ )?(curl .+)$", part, re.MULTILINE)}
    for kind, code in re.findall(r"^```(\w+)\n(.+?)^```$", part, re.MULTILINE | re.DOTALL):
        found.setdefault(kind, []).append(code)
    return {kind: shown for kind, shown in found.items() if shown}
