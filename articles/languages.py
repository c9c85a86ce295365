"""The shape of a language tag, the one that settings, importers and curators are held to."""

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
