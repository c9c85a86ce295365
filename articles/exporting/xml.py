"""Text that XML can hold (https://www.w3.org/TR/xml/#charsets)."""

import re

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDS = re.compile("\r\n?")


def legal(text: str) -> str:
    """Put a space for each character that no XML may hold, escaped or not: words stay parted. Lines end in LF."""
    return _ENDS.sub("\n", _ILLEGAL.sub(" ", text))
