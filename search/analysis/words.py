"""Where words begin and end: the one place that knows what a word is.

A word is a run of letters, digits and combining marks. Hyphen, underscore, apostrophe, `/` and `&` part words, a final
`'s` goes. Single letters with full stops are one word (`U.S.`), `.` and `,` between digits stay (`3.5`, `1,000`).
Scripts that write no spaces give a word for each character.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

LONGEST = 64
"""Characters of a word that are kept; what is longer is no word that anyone types."""

SINGLES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer: no spaces either
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul, and the letters that it is composed of
    "\u3005-\u3007\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
)
"""Scripts whose characters are each a word, as the inside of a regular expression's `[…]`."""

INVISIBLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
"""Written inside words without parting them: soft hyphen, joiners, direction and variation marks. The zero-width
space (U+200B) is not among them: it is there to part words (Unicode 23.2)."""

STAND_INS = {"™": " ", "℠": " ", "№": " ", "´": "'", "…": " "}
"""Read so instead of as NFKC does, which would make `Windows™` the word `WindowsTM`, part `Merkel´s` by a space, and
give `U.S…` the full stop of another `U.S.`"""

APOSTROPHES = "'’ʼʻ"
_POSSESSIVES = frozenset(APOSTROPHES)
POINTS = ".,٫٬"
"""Stand between the digits of a number; the last two in Arabic."""

_MARK_RANGE = range(0x300, 0x1F000)
"""All combining marks but the variation selectors, which are invisible."""


def _ranges(numbers: list[int]) -> str:
    """Write sorted numbers as the inside of a regular expression's `[…]`."""
    starts = [number for index, number in enumerate(numbers) if not index or numbers[index - 1] != number - 1]
    ends = [number for index, number in enumerate(numbers) if numbers[index + 1 : index + 2] != [number + 1]]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


MARKS = _ranges([code for code in _MARK_RANGE if unicodedata.category(chr(code))[0] == "M"])


def _pattern(letter: str, marks: str, singles: str, apostrophes: str, flags: int) -> re.Pattern:
    """Make the pattern of a word with its possessive.

    Takes linear time: what follows the first run is optional. Most words end there, which one look at the next
    character tells; a capturing group or a second optional part would cost a fifth more.
    """
    run = rf"{letter}+" + (rf"(?:[{marks}]+{letter}*)*" if marks else "")
    possessive = rf"[{apostrophes}][sS](?!{letter})"
    number = rf"(?<=\d.)(?=\d){run}(?:[{POINTS}](?<=\d.)(?=\d){run})*"
    initial = rf"(?!\d){letter}(?!{letter})"
    abbreviation = rf"(?<!{letter}{letter}.)(?<=[^\W\d_]\.){initial}(?:\.{initial})*\.?(?:{possessive})?"
    single = rf"[{singles}][{marks}]*|" if singles else ""
    return re.compile(rf"{single}{run}(?:[{POINTS}](?:{number}|{abbreviation})|{possessive})?", flags)


_UNICODE = _pattern(rf"[^\W_{APOSTROPHES}{SINGLES}]", MARKS, SINGLES, APOSTROPHES, re.UNICODE)
_ASCII = _pattern("[A-Za-z0-9]", "", "", "'", re.ASCII)
"""For text in ASCII, three times as fast."""

_REPAIRED = re.compile(f"[{INVISIBLE}{''.join(STAND_INS)}]")
_JAMO = (
    "\u1160-\u11ff\ud7b0-\ud7ff\u314f-\u3163\uffc2-\uffdc"  # vowels and finals, and the vowels as single letters
    "\u3133\u3135\u3136\u313a-\u313f\uffa3\uffa5\uffa6\uffaa-\uffaf"  # double consonants that are finals only
)
_CLUSTER = re.compile(rf"(?s:.)[{MARKS}{INVISIBLE}{_JAMO}\uff9e\uff9f]*")
"""A character and all that may melt into it: normal(a + b) = normal(a) + normal(b) for neighbouring clusters."""


def normal(text: str) -> str:
    """Give the text in NFKC, without what is invisible inside words."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _REPAIRED.sub(lambda found: STAND_INS.get(found[0], ""), text))


def words(text: str) -> list[str]:
    """Give the words of a text in order, as written: uncut, with a possessive `'s`. `kept` is what counts of each."""
    if text.isascii():
        return _ASCII.findall(text)
    return _UNICODE.findall(normal(text))


def kept(word: str) -> str:
    """Give what is kept of one of `words`: without its possessive `'s`, cut at `LONGEST`."""
    if word[-2:-1] in _POSSESSIVES:
        word = word[:-2]
    return word if len(word) <= LONGEST else word[:LONGEST].rstrip(POINTS)


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Give what is kept of each word, with its start and end in code points of this very text."""
    matches, span = located(text)
    for match in matches:
        yield kept(match[0]), *span(match)


def located(text: str) -> tuple[Iterator[re.Match], Callable[..., tuple[int, int]]]:
    """Give a match for each of `words`, and what turns one into its start and end in code points of this very text.

    That is without its possessive, unless it is asked for the `whole` of it.
    """
    text = _spaced(text)
    flat = normal(text)
    found = (_ASCII if flat.isascii() else _UNICODE).finditer(flat)
    if flat == text:
        return found, _span
    starts, ends = _origins(text)

    def original_span(match: re.Match, *, whole: bool = False) -> tuple[int, int]:
        start, end = _span(match, whole=whole)
        return starts[start], ends[end - 1]

    return found, original_span


def _span(match: re.Match, *, whole: bool = False) -> tuple[int, int]:
    """Give start and end of a word, without its possessive unless it is the `whole`."""
    start, end = match.span()
    return (start, end - 2) if match[0][-2:-1] in _POSSESSIVES and not whole else (start, end)


def _spaced(text: str) -> str:
    """Put spaces for what is common in print and changes in NFKC, so that most texts need no `_origins`."""
    if text.isascii():
        return text
    return text.replace("\xa0", " ").replace("\u202f", " ").replace("…", " ")


def _origins(text: str) -> tuple[list[int], list[int]]:
    """Give for each character of the normal text where its origin in the text starts and ends."""
    starts, ends = [], []
    for cluster in _CLUSTER.finditer(text):
        length = len(normal(cluster[0]))
        starts += [cluster.start()] * length
        ends += [cluster.end()] * length
    return starts, ends
