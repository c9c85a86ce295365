"""What it costs to count a request towards its limits, in one process and in several that count together.

    .venv/bin/python benchmarks/limits.py [COUNTS]

Each process counts so many requests (20,000) of the same client, which is the worst case, with two limits, as
`THROTTLE_ANONYMOUS=40/minute,100000/day` has. At the end the shared number is to be that of all of them.
"""

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

LIMITS = ((10**9, 10**9), (10**9, 2 * 10**9))
"""Windows of decades, so that none ends meanwhile: (most, seconds)."""

PROCESSES = (1, 2, 4)


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ARCHIVE_DATA": folder, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        for processes in PROCESSES:
            report(processes, each)


def report(processes, each) -> None:
    """Count in so many processes at once, and print what a request took."""
    client = f"client of {processes}"
    with ProcessPoolExecutor(processes) as pool:
        spent = [*pool.map(count, [client] * processes, [each] * processes)]
        [number] = pool.map(asked, [client])
    exact = "exact" if number == processes * each + 1 else f"WRONG: {number:,} were counted"
    micro = [sum(some) / len(spent) / each * 1e6 for some in zip(*spent, strict=True)]
    print(
        f"{processes} processes: {micro[0]:5.0f} µs for a request with {len(LIMITS)} limits, {micro[1]:4.0f} µs of the "
        f"processor; {processes * each:,} requests, {exact}"
    )


def count(client, times) -> tuple[float, float]:
    """Count so many requests; return the seconds that took, and those of the processor."""
    from archive.limits import counted

    counted("another", LIMITS)
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(times):
        counted(client, LIMITS)
    return time.perf_counter() - began, time.process_time() - worked


def asked(client) -> int:
    """Count one more request; return how many there are."""
    from archive.limits import counted

    return counted(client, LIMITS)[0].number


if __name__ == "__main__":
    main()
