"""Waits for what other processes do."""

import os
import time
from contextlib import suppress


def eventually(condition, seconds=10):
    """Return the first true value of a condition, asked again and again; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] not in "ZX"
    return False


def session(pid: int) -> set[int]:
    """Return the processes that live in the session of this number."""
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(ProcessLookupError):
            if os.getsid(int(name)) == pid and alive(int(name)):
                found.add(int(name))
    return found
