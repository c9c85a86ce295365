"""The one file that is called by whoever has installed nothing yet."""

import os
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


def test_ctrl_c_before_a_command_has_begun_is_no_traceback(tmp_path):
    (tmp_path / "interrupted.py").write_text("raise KeyboardInterrupt\n")
    variables = {**os.environ, "PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "interrupted"}
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    ended = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Stopped.\n")
