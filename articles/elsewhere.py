"""Makes things in another process while this one uses them: both cores work, and no more than a few things wait.

The process ends when its pipe has no reader any more, so that none is left behind by a parent that was killed; Ctrl-C
is the parent's to answer.
"""

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from queue import Queue

from django.db import OperationalError, connections

WAITING = 20
"""Things that may wait: enough that none of the two processes waits for the other."""


class Died(Exception):
    """The process ended before its work was done; the message is one sentence."""


class Broken(Exception):
    """A mistake of ours in the process; the message is its traceback."""


def cores() -> int:
    """Return how many cores this process may use, as far as the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def possible() -> bool:
    """Tell whether a process helps and may be forked: only from one without threads, and outside of transactions."""
    idle = not any(one.in_atomic_block for one in connections.all(initialized_only=True))
    return cores() > 1 and threading.active_count() == 1 and idle


def elsewhere(make: Callable[[], Iterable], *, alone: Callable[..., bool] = lambda made: False) -> Iterator:
    """Yield what `make` yields in a forked process; what is `alone` is used before more is made.

    Raises what that raises of the system or the database, `Died`, and `Broken`. Close it, or read it to the end.
    """
    _close_files()
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(make, alone, sender, receiver), daemon=True)
    child.start()
    sender.close()
    try:
        while (message := _received(receiver)) is not None:
            yield message
    finally:
        receiver.close()
        child.terminate()
        child.join()


def _received(receiver):
    """Return the next thing; None at the end. Raises what the other process raised, and `Died`."""
    try:
        message = receiver.recv()
    except EOFError:
        raise Died("A process that worked for this one ended unexpectedly: start the same command again.") from None
    if isinstance(message, BaseException):
        raise message
    return message


def _send(make, alone, sender, receiver):
    """Make, send, say that all is done. A thread sends, so that a full pipe stops no making."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    receiver.close()
    _leave_connections()
    waiting = Queue(maxsize=WAITING)
    threading.Thread(target=_send_all, args=(waiting, sender), daemon=True).start()
    try:
        for message in make():
            waiting.put(message)
            if alone(message):
                waiting.join()
        waiting.put(None)
    except (OSError, OperationalError) as error:
        waiting.put(error)
    except Exception as error:  # the parent raises it, once it has what was made before
        waiting.put(Broken("".join(traceback.format_exception(error))))
    waiting.join()


def _close_files():
    """Close databases that are files, which are opened again when they are next asked: SQLite must not be forked."""
    for one in connections.all(initialized_only=True):
        if one.vendor == "sqlite":
            one.close()


_left = []
"""The parent's connections to servers. To close one, or to let Python do so, would end it for the parent as well."""


def _leave_connections():
    """Let connections be made anew: no two processes may speak through one."""
    for one in connections.all(initialized_only=True):
        _left.append(one.connection)
        one.connection = None


def _send_all(waiting, sender):
    """Send what waits; end the process when nobody listens any more, or nothing can be sent: else it waits for ever."""
    try:
        while True:
            sender.send(waiting.get())
            waiting.task_done()
    except BrokenPipeError:
        os._exit(0)
    except Exception:  # there is no one to raise it to
        traceback.print_exc()
        os._exit(1)
