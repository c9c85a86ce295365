"""A process that goes on for ever ends soon after it is told, whatever it does."""

import signal
import subprocess
import sys
import time

import pytest

from articles.stopping import PATIENCE
from tests.conftest import ROOT

FOLLOW = """
import sys, time
from articles.stopping import stop_on_signals
stop = stop_on_signals("the rest is in the log.")
print("ready", flush=True)
time.sleep(float(sys.argv[1]))
while not stop.is_set():
    time.sleep(0.01)
print("finished", flush=True)
"""


def stopped(number, seconds):
    """Return what a process says that is told to stop, its status, and how long it took."""
    process = subprocess.Popen(
        [sys.executable, "-c", FOLLOW, str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    return said, process.returncode, time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_under_way_is_finished(number):
    said, status, _ = stopped(number, 0.05)
    assert (said, status) == ("finished\n", 0)


def test_what_takes_too_long_is_left_with_a_sentence():
    said, status, seconds = stopped(signal.SIGTERM, 60)
    assert (said, status) == ("Stopped without waiting any longer: the rest is in the log.\n", 0)
    assert PATIENCE - 0.5 < seconds < PATIENCE + 5
