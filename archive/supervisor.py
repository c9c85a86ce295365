"""Keeps processes running: starts them, starts them again when they end, stops them in order.

Knows nothing of what they do. Each child leads a session of its own, so that Ctrl-C reaches only the
supervisor; and each dies with it, however it dies, because the kernel kills it then (Linux: `prctl(2)`,
PR_SET_PDEATHSIG).
"""

import ctypes
import logging
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from functools import partial

logger = logging.getLogger(__name__)

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds before a child is started again; they double each time it ends soon after its start."""

STEADY = 10.0
"""Seconds after which a child that ends is thought to have been well: the pauses begin anew."""

GRACE = 10.0
"""Seconds that a child has to end by itself before it is killed: Docker's own patience."""

_PR_SET_PDEATHSIG = 1
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent, the process `parent`, ends. Does nothing but on Linux."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # it ended before it was asked for


class Child:
    """One command that is to run as long as its supervisor does. `name` begins a sentence in the log."""

    def __init__(self, name: str, command: Sequence[str], *, pass_fds: Sequence[int] = (), env=None):
        self.name, self.command, self.pass_fds, self.env = name, command, pass_fds, env
        self.process = None
        self.started = self.due = 0.0
        self.pause = FIRST_PAUSE

    def tend(self) -> float | None:
        """Start it if it is due, bury it if it ended; returns seconds until it is due, None while it runs."""
        if self.process and self.ended():
            self._bury()
        if not self.process and time.monotonic() >= self.due:
            self._start()
        return None if self.process else max(0.0, self.due - time.monotonic())

    def ended(self) -> bool:
        """Whether it has ended. It is left unburied, so that its number still names its group and no other."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def signal(self, number: int) -> None:
        """Send a signal to the child and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def _start(self):
        self.started = time.monotonic()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                stdin=subprocess.DEVNULL,
                env=self.env,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=partial(die_with, os.getpid()),
            )
        except OSError as error:
            self._again(f"cannot be started ({error})")

    def _bury(self):
        self.signal(signal.SIGKILL)
        self._again(f"ended ({ending(self.process.wait())})")
        self.process = None

    def _again(self, what):
        if time.monotonic() - self.started >= STEADY:
            self.pause = FIRST_PAUSE
        self.due = time.monotonic() + self.pause
        logger.warning("%s %s and is started again in %.1f s.", self.name, what, self.pause)
        self.pause = min(2 * self.pause, LONGEST_PAUSE)


def ending(status: int) -> str:
    """Say how a process ended; `status` as `Popen.returncode`."""
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def keep(children: Sequence[Child], *, before_stop: Callable[[], None] = lambda: None) -> signal.Signals:
    """Run children until SIGINT, SIGTERM or SIGHUP, then stop them, the last first; returns the signal.

    A second such signal kills what still runs. What was ignored from the start (`nohup`) stays ignored.
    """
    with _hearing() as hear:
        try:
            heard = _watch(children, hear)
            logger.info("Stopping after %s.", heard.name)
        finally:
            before_stop()
            for child in reversed(children):
                _stop(child, hear)
    return heard


def _watch(children, hear):
    while True:
        pauses = [child.tend() for child in children]
        for number in hear(min((pause for pause in pauses if pause is not None), default=None)):
            if number in STOPPING:
                return signal.Signals(number)


def _stop(child, hear):
    if not child.process:
        return
    os.kill(child.process.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while not child.ended():
        left = deadline - time.monotonic()
        if left <= 0 or set(STOPPING).intersection(hear(left)):
            logger.warning("%s is killed.", child.name)
            break
    child.signal(signal.SIGKILL)
    child.process.wait()


@contextmanager
def _hearing():
    """Give a function that waits so many seconds (None: for ever) and returns the signals that came.

    They come through a pipe: none is lost between two looks, whichever thread the kernel gave it to. A terminal
    that is gone counts as SIGHUP, which the kernel sends to the first process of a session alone: to `make`.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    poll = select.poll()
    poll.register(heard, select.POLLIN)
    try:
        with _caught(told) as wanted:
            if signal.SIGHUP in wanted and os.isatty(0):
                poll.register(0, 0)
            yield partial(_hear, poll, heard)
    finally:
        os.close(heard)
        os.close(told)


@contextmanager
def _caught(told):
    """Have the number of every signal that comes written into a pipe, and nothing else done; gives those wanted."""
    wanted = [number for number in STOPPING if signal.getsignal(number) != signal.SIG_IGN] + [signal.SIGCHLD]
    former = {number: signal.signal(number, lambda *_: None) for number in wanted}
    former_wakeup = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    try:
        yield wanted
    finally:
        signal.set_wakeup_fd(former_wakeup)
        for number, handler in former.items():
            signal.signal(number, handler)


def _hear(poll, heard, seconds):
    ready = dict(poll.poll(None if seconds is None else 1000 * seconds))
    if 0 in ready:
        poll.unregister(0)
        return bytes([signal.SIGHUP])
    return os.read(heard, 1024) if ready else b""
