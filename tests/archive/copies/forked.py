"""Runs a command of an archive in a process of its own that is forked, not started: a hundred of them take seconds."""

import multiprocessing
import os
import resource
import sys
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.archive.copies.preloaded"])


def run(data, arguments, code, limit, said):
    """Run a command, or some code, of the archive in the folder `data`; what it says goes to the file `said`."""
    from tests.archive.copies.preloaded import point_to

    out = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)
    point_to(data)
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if code:
        exec(code, {"Path": Path})
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", *arguments])
