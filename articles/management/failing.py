"""How a command ends where the database fails, or what else is foreseen."""

from contextlib import contextmanager

from django.core.management.base import CommandError

from articles.failing import UNANSWERED
from articles.failing import sentence as told

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


@contextmanager
def stopping(sentence: str):
    """End with status 130 and a sentence after Ctrl-C, with 1 and one that names the file where a disk refuses."""
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(sentence, returncode=INTERRUPTED) from None
    except OSError as error:
        where = f"“{error.filename}”" if error.filename else "the disk"
        raise CommandError(f"Nothing more can be written or read ({error.strerror}, {where}).") from error


@contextmanager
def one_sentence(*foreseen: type[Exception]):
    """End with status 1 and one sentence where the database cannot answer, or by what is foreseen."""
    try:
        yield
    except foreseen as error:
        raise CommandError(str(error)) from error
    except UNANSWERED as error:
        if not told(error):
            raise
        raise CommandError(told(error)) from error
