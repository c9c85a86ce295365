"""Forgives case and accents: what a reader types on any keyboard is the word that was printed."""

import re
import unicodedata

from search.analysis.words import LONGEST, kept

MARKS = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # on Latin and Greek letters
    "\u0483-\u0489"  # on Cyrillic numbers
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic vowels
)
"""Marks that newspapers write or leave out at will. Marks of Indic scripts, Thai or Kana are letters, and stay."""

LETTERS = {
    # Latin letters that no decomposition takes apart, as agencies write them in English.
    "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ə": "a",  # Əliyev is Aliyev
    "ʿ": "", "ʾ": "", "ʹ": "", "ʺ": "",  # ayn, hamza and soft signs of transliterations
    # Russian papers print е for ё; ѐ and ѝ carry mere stress. Й, ї, ў and others are letters of their own.
    "ё": "е", "ѐ": "е", "ѝ": "и",
    # Arabic: tatweel only stretches a line; final ya and ta marbuta are often written so; Persian and Urdu
    # keyboards have their own codes for the same letters.
    "ـ": "", "ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "ہ": "ه",
    "٫": ".", "٬": ",",
}  # fmt: skip

_CYRILLIC = range(0x400, 0x530)
_MARK = re.compile(f"[{MARKS}]")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


class _Folds(dict):
    """Folded text by code point, for `str.translate`; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in LETTERS:
        return LETTERS[character]
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if ord(character) in _CYRILLIC:
        return character
    bare = _MARK.sub("", unicodedata.normalize("NFD", character))
    return unicodedata.normalize("NFC", "".join(LETTERS.get(part, part) for part in bare))


_FOLDS = _Folds()


def fold(word: str) -> str:
    """Forgive case and accents. A word of nothing but strokes and marks stays as it is."""
    word = word.casefold()
    if word.isascii():
        return word
    return (unicodedata.normalize("NFC", word.translate(_FOLDS)) or word)[:LONGEST]


def bare(word: str) -> str:
    """Take the full stops out of abbreviations, and the commas out of thousands: `U.S.` is `US`, `1,000` is `1000`."""
    if word.isalnum():
        return word
    if "." in word and not word[0].isdigit() and word[1:2] == ".":
        return word.replace(".", "")
    return _THOUSANDS.sub(lambda found: found[0].replace(",", ""), word.replace("٬", ",").replace("٫", "."))


def plain(word: str) -> str:
    """Give one of `words` folded: what `=word`, prefixes and near spellings are compared with."""
    return fold(bare(kept(word)))
