"""The one file that is called by whoever has installed nothing yet."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("arguments", [["check"], ["up"], []])
def test_a_python_without_django_is_told_what_to_run(tmp_path, arguments):
    bare = [sys.executable, "-S", "-E", str(ROOT / "manage.py"), *arguments]  # -S: without the packages of .venv
    ended = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "The archive is not installed for this Python: run `make install`, then `.venv/bin/python manage.py …`.\n"
    )
