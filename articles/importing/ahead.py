"""Reads in a second process while this one stores: both cores work, and no more than a few records wait.

The reading process ends when its pipe has no reader any more, so that none is left behind by a parent that
was killed; Ctrl-C is the parent's to answer.
"""

import os
import signal
import threading
from itertools import islice
from multiprocessing import get_context

from articles.importing.files import Reading

CHUNK = 50
"""Records in one message: about 200 KB, a fraction of a second of work."""

WORTHWHILE = 2 << 20
"""Bytes of input under which starting a process costs more than it saves (about a thousand records)."""


class ReaderDied(Exception):
    """The reading process ended before its work was done; the message is one sentence."""


def read_ahead(reading):
    """Yield (records, bytes read so far) until the inputs are read, in a process of its own where that helps."""
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
    records = iter(reading)
    while some := list(islice(records, CHUNK)):
        yield some, reading.done


def _from_child(reading):
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
    """The child's work: read, send, say that it is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    receiver.close()
    try:
        for message in _chunks(reading):
            sender.send(message)
        sender.send(None)
    except BrokenPipeError:
        return
    except OSError as error:
        sender.send(error)
