"""The kinds of jobs there are: what each does, and by which exceptions it is known to fail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


class JobFailed(Exception):
    """A job could not be done; the message is one sentence for whoever started it."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a job of a kind does: `run` takes the job and returns its report. `counts` is what its progress counts."""

    run: Callable
    foreseen: tuple[type[Exception], ...]
    urgent: bool = False
    counts: str = ""


KINDS: dict[str, Kind] = {}
"""Every kind by its name; apps put theirs here when they are loaded."""


CHORES: list[Callable] = []
"""What the worker does now and then when no job waits."""


def chore(do: Callable) -> Callable:
    """Have the worker call this function once an hour, and when it begins, while nothing waits."""
    CHORES.append(do)
    return do


def kind(name: str, *, foreseen: Iterable[type[Exception]] = (), counts: str = "", urgent: bool = False):
    """Make a function a kind of job. It takes the job and returns its report, a dict that JSON can hold.

    It fails by `JobFailed`, `OSError` or what is `foreseen`, each with a message that is one sentence. `counts` says
    what its progress counts, such as articles; what is `urgent` goes before all others: one that runs is given
    back at its next progress, and run again later. Heavy modules are imported in it: the worker waits for most of its
    life.
    """

    def register(run):
        KINDS[name] = Kind(run=run, foreseen=(JobFailed, OSError, *foreseen), counts=counts, urgent=urgent)
        return run

    return register
