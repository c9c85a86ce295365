"""Measures one contender at one size, each step in a process of its own, so that none sees another's memory."""

import multiprocessing
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from growth.articles import Articles, read_stories
from growth.asked import questions


def measure(make, folder: str, size: int) -> dict:
    """Return the figures of a contender, which `make(folder)` makes in the process that it is measured in."""
    return alone(fill, make, folder, size) | alone(search, make, folder, questions())


def alone(do, *arguments) -> dict:
    """Do something in a process that is made for it, and return what it returns."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(do, *arguments).result()


def fill(make, folder, size) -> dict:
    """Index so many articles; returns documents a second and MiB on disk."""
    contender = make(folder)
    read_stories()  # which every contender would read alike
    began = time.perf_counter()
    contender.fill(Articles(range(size)))
    seconds = time.perf_counter() - began
    disk = contender.disk() or size_of(folder)
    return {"name": contender.name, "documents": size, "per_second": size / seconds, "disk": disk / 2**20}


def search(make, folder, asked) -> dict:
    """Ask all questions, once to warm up and once more; returns milliseconds by class, hits found, MiB of memory."""
    before = memory()
    contender = make(folder)
    prepared = [(one.kind, contender.prepare(one)) for one in asked]
    for _, one in prepared:
        contender.search(one)
    took, found = {}, 0
    for kind, one in prepared:
        began = time.perf_counter()
        total, _ = contender.search(one)
        took.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        found += total
    held = held_by(contender, before)
    contender.close()
    return {"took": took, "found": found} | held


def held_by(contender, before) -> dict:
    """Return the MiB that came on top of what a process held before, its own and mapped; or what a server says."""
    if used := contender.memory():
        return {"memory": used / 2**20, "mapped": None}
    held = memory()
    return {"memory": held["RssAnon"] - before["RssAnon"], "mapped": max(0, held["RssFile"] - before["RssFile"])}


def memory(process="self") -> dict[str, float]:
    """Return the MiB that a process alone holds, and those of files that it has mapped."""
    status = Path(f"/proc/{process}/status").read_text()
    return {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("RssAnon", "RssFile")}


def size_of(folder) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def quantile(values, share) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[round(share * (len(values) - 1))]
