"""Makes clients from the OpenAPI document, by generators of others: for the tests here and for `benchmarks/takers`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
"""What `make clients` installs."""


def run(*command, folder: Path) -> str:
    """Run a program in the folder of a client; return what it says."""
    given = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run([*map(str, command)], cwd=folder, env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_python(document: Path, folder: Path) -> str:
    """Make the package `news_archive` in a folder, with openapi-python-client; returns what that says."""
    made = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--path", document]
    options = ["--config", HERE / "openapi-python-client.yaml", "--output-path", folder / "news_archive"]
    return run(*made, *options, folder=folder)


def make_typescript(document: Path, folder: Path, program: Path) -> Path:
    """Make types with openapi-typescript, and of this program, which needs them, JavaScript; returns its file."""
    for name in ("tsconfig.json", "package.json"):
        shutil.copy(HERE / name, folder)
    shutil.copy(program, folder / "examples.ts")
    (folder / "node_modules").symlink_to(PACKAGES)
    run(PACKAGES / ".bin" / "openapi-typescript", document, "--output", "archive.d.ts", folder=folder)
    run(PACKAGES / ".bin" / "tsc", folder=folder)
    return folder / "made" / "examples.js"
