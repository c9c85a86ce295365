"""Reads in a second process while this one stores: both cores work, and no more than a few records wait.

The reading process ends when its pipe has no reader any more, so that none is left behind by a parent that
was killed; Ctrl-C is the parent's to answer.
"""

import os
import signal
import threading
import traceback
from multiprocessing import get_context
from queue import Queue

from django.db import OperationalError, connections

from articles.importing.arrivals import arrival
from articles.importing.files import LARGE_CHUNK, Reading

WAITING = 20
"""Messages that may wait: twice a batch, so that the reader works on while one is stored (4 MB)."""

WORTHWHILE = 2 << 20
"""Bytes of input under which starting a process costs more than it saves (about a thousand records)."""


class ReaderDied(Exception):
    """The reading process ended before its work was done; the message is one sentence."""


class ReaderFailed(Exception):
    """A mistake of ours in the reading process; the message is its traceback, with the record that brought it up."""


def read_ahead(reading):
    """Yield ([`Arrival`], bytes read so far) until the inputs are read, in a process of its own where that helps."""
    if _is_worthwhile(reading):
        yield from _from_child(reading)
    else:
        yield from _chunks(reading)


def _is_worthwhile(reading):
    """A process is forked only from one without threads, and never for stdin, which it would not have."""
    files = all(one.path is not None for one in reading.files)
    large = sum(one.size for one in reading.files) >= WORTHWHILE
    return files and large and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def _chunks(reading):
    for found in reading.chunks():
        yield list(map(_arrival, found)), reading.done


def _arrival(found):
    try:
        return arrival(found)
    except Exception as error:
        error.add_note(f"This happened with what was read from {found.record.place}.")
        raise


def _from_child(reading):
    connections.close_all()  # no two processes may speak through one
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(reading, sender, receiver), daemon=True)
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
    """The next message; None at the end. Raises what the reader raised, and `ReaderDied`."""
    try:
        message = receiver.recv()
    except EOFError:
        raise ReaderDied("The process that reads ended unexpectedly; start the same command again.") from None
    if isinstance(message, BaseException):
        raise message
    return message


def _send(reading: Reading, sender, receiver):
    """The child's work: read, send, say that it is done. A thread sends, so that a full pipe stops no reading."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    receiver.close()
    waiting = Queue(maxsize=WAITING)
    threading.Thread(target=_send_all, args=(waiting, sender), daemon=True).start()
    try:
        for message in _chunks(reading):
            waiting.put(message)
            if sum(one.size for one in message[0]) >= LARGE_CHUNK:
                waiting.join()  # few large records may wait
        waiting.put(None)
    except (OSError, OperationalError) as error:
        waiting.put(error)
    except Exception as error:  # the parent raises it, once it has what was read before
        waiting.put(ReaderFailed("".join(traceback.format_exception(error))))
    waiting.join()


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
