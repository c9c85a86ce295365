"""How a process that goes on for ever is stopped: what is under way is finished, if that does not take long."""

import logging
import os
import signal
import threading

logger = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds after Ctrl-C or SIGTERM for what is under way: most commits take less than one."""


def stop_on_signals(left: str):
    """Return an event that Ctrl-C and SIGTERM set, so that what is under way is finished.

    It may wait much longer than whoever stops it: for a server that hangs, or for another writer. Then the process
    ends at once, as if killed; `left` is the sentence that says what becomes of what was not done.
    """
    stop = threading.Event()

    def heard(*_):
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def end(*_):
        logger.warning("Stopped without waiting any longer: %s", left)
        os._exit(0)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    signal.signal(signal.SIGALRM, end)
    return stop
