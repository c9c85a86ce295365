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
    return stat_of(pid)[:1] not in ([], ["Z"], ["X"])


def session(pid: int) -> set[int]:
    """Return the processes that live in the session of this number."""
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(ProcessLookupError):
            if os.getsid(int(name)) == pid and alive(int(name)):
                found.add(int(name))
    return found


def children():
    """Return the processes that this one has started and not buried; other tests keep some of theirs."""
    stats = {int(name): stat_of(name) for name in filter(str.isdigit, os.listdir("/proc"))}
    return {pid for pid, stat in stats.items() if stat and int(stat[1]) == os.getpid()}


def stat_of(pid):
    """Return what stands behind the name of a process in its `stat` (proc(5)); nothing where it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()
    return []
