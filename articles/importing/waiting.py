"""How an import begins to write: it waits for minutes while others do, for nobody waits for it."""

import time
from contextlib import ExitStack, contextmanager

from django.db import OperationalError

from articles.failing import is_busy
from articles.recording import Act, act

MINUTES = 120.0
"""Seconds after which it waits no longer."""


@contextmanager
def patient_act(*, by=""):
    """Open an act as `act` does, again and again while others write. Inside another act there is nothing to wait for.

    SQLite lets whoever asks at the right moment go first: of eight who write all the time, one may have no luck for
    longer than the database waits. That stays short, for whoever waits in there hears no Ctrl-C.
    """
    with ExitStack() as stack:
        yield _entered(stack, by)


def _entered(stack, by) -> Act:
    ends = time.monotonic() + MINUTES
    while True:
        try:
            return stack.enter_context(act(by=by))
        except OperationalError as error:
            if time.monotonic() > ends or not is_busy(error):
                raise
