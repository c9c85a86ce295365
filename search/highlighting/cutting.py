"""Where a text may be cut: between words, and never inside what is read as one character."""

import re

from search.analysis.words import LONGEST, MARKS, located

_MELTING = f"{MARKS}\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e01ef"
_JOINED = re.compile(rf"(?<=\S)[{_MELTING}]")
"""What belongs to the character before it: marks, joiners, and what chooses a variant."""

_TRAILING = re.compile(rf"""[{_MELTING}]*(?:[.,;:!?)\]}}"'’”»…%][{_MELTING}]*)*""")
"""Punctuation that stays with the word before it."""

BLANK_NEAR = 200
"""Characters before a cut among which a blank is looked for first."""


def with_punctuation(text: str, end: int) -> int:
    """Return where the punctuation behind a word ends."""
    return _TRAILING.match(text, end).end()


def boundary(text: str, at: int) -> int:
    """Return the last place up to `at` that lies in no word and in no character; a word too long for any may be cut."""
    if not 0 < at < len(text):
        return at
    before = max(0, at - 2 * LONGEST)
    matches, span = located(text[before : at + 2 * LONGEST])
    for start, end in (span(match, whole=True) for match in matches):
        if before + start < at < before + end and end - start <= LONGEST:
            return before + start
    return _before_marks(text, at)


def _before_marks(text: str, at: int) -> int:
    """Return where the character begins that would be cut."""
    while 0 < at < len(text) and _JOINED.match(text, at):
        at -= 1
    return at


def shortened(text: str, most: int, start: int = 0) -> int:
    """Return where to end a piece that begins at `start` and has at most so many characters: behind a blank if it can.

    Something is left of it, whatever the text is.
    """
    most += start
    if len(text) <= most:
        return len(text)
    blank = max(text.rfind(blank, max(start, most - BLANK_NEAR), most) for blank in " \n") + 1
    end = _before_marks(text, blank) if blank else boundary(text, most)
    return end if end > start else most
