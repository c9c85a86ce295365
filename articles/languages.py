"""Language tags: the shape that settings, importers and curators are held to, and which way a language is written."""

import re

LONGEST = 35
"""Characters of a tag (RFC 5646, 4.4.1), and of the column that holds it."""

_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE | re.ASCII
)
"""RFC 5646, section 2.1, less what no newspaper is written in (extensions, private use)."""


def is_tag(text):
    """Whether a text has the shape of a language tag; whether there is such a language is not asked."""
    return len(text) <= LONGEST and bool(_TAG.fullmatch(text))


# --- which way it is written ---------------------------------------------------------------------

RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "khw", "nqo", "pnb", "ps", "sd", "skr", "syr", "ug", "ur", "yi")
)
"""Languages that are written from right to left (CLDR, characterOrder)."""

SCRIPTS = {"adlm": "rtl", "arab": "rtl", "hebr": "rtl", "nkoo": "rtl", "rohg": "rtl", "syrc": "rtl", "thaa": "rtl"}
"""A script in a tag tells the direction better than the language; any other one runs from left to right."""

UNSURE = frozenset({"und", "ku", "mul", ""})
"""Languages written both ways, or not known: the browser looks at the letters."""


def direction(tag):
    """Return rtl, ltr, or auto where the language does not tell."""
    primary, *others = tag.lower().split("-")
    for script in others:
        if len(script) == 4 and script.isalpha():
            return SCRIPTS.get(script, "ltr")
    return "auto" if primary in UNSURE else "rtl" if primary in RIGHT_TO_LEFT else "ltr"
