"""A test that is skipped is a test that fails, where CI=true."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

TESTS = """
import pytest

def test_that_passes():
    pass

def test_that_skips():
    pytest.skip("the corpus is absent")

@pytest.mark.skipif(True, reason="the tool is absent")
def test_that_is_marked():
    pass

@pytest.mark.xfail(strict=True)
def test_that_is_known_to_fail():
    raise AssertionError
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs pytest, with the hooks of this project and nothing else, on some text."""

    def run(text, **environment):
        (tmp_path / "test_some.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
        env = {key: value for key, value in os.environ.items() if key != "CI"} | environment
        env |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run(
            [*command, "-q", "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )

    return run


def test_a_skip_is_a_failure_that_gives_its_reason_when_ci_is_true(run):
    result = run(TESTS, CI="true")
    assert result.returncode == 1
    assert "1 failed, 1 passed, 1 xfailed, 1 error" in result.stdout
    assert "the corpus is absent (a skip counts as a failure when CI=true)" in result.stdout
    assert "the tool is absent (a skip counts" in result.stdout


def test_a_skip_is_a_skip_elsewhere(run):
    result = run(TESTS)
    assert result.returncode == 0
    assert "1 passed, 2 skipped, 1 xfailed" in result.stdout


def test_a_module_that_skips_itself_is_an_error_when_ci_is_true(run):
    result = run("import pytest\npytest.importorskip('no_such_module_anywhere')", CI="true")
    assert result.returncode != 0
    assert "no_such_module_anywhere" in result.stdout
