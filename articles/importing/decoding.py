"""Bytes to text: what every format does first, and how it says what it had to mend."""

import codecs
import re
from dataclasses import dataclass


class NotText(ValueError):
    """These bytes hold no text; the message is one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """The text of a record, without a byte order mark, and how it was decoded where that was not plain UTF-8."""

    text: str
    repair: str = ""


_MARKS = {
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
"""Byte order marks of encodings other than UTF-8; the mark of UTF-32 begins as that of UTF-16 does."""


def wide_encoding(data):
    """Name the encoding that a byte order mark tells, of 16 or 32 bits; empty without such a mark."""
    return next((encoding for encoding, mark in _MARKS.items() if data.startswith(mark)), "")


def decode(data):
    """Decode UTF-8, UTF-16, UTF-32, or Windows-1252 where bytes are no UTF-8. Raises `NotText`.

    Spans of evidence count code points of what this returns.
    """
    if encoding := wide_encoding(data):
        return _wide(data.removeprefix(_MARKS[encoding]), encoding)
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data:
        return _wide(data, _silent_utf16(data))
    try:
        return Decoded(text=data.decode("utf-8"))
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="articles.windows-1252")
        return Decoded(text=text, repair=f"from byte {error.start} on, what is no UTF-8 was read as Windows-1252")


def _wide(data, encoding):
    try:
        return Decoded(text=data.decode(encoding), repair=f"decoded from {encoding.upper()}")
    except UnicodeDecodeError as error:
        raise NotText(f"It begins as {encoding.upper()}, but byte {error.start} does not fit.") from None


def _silent_utf16(data):
    """Name the UTF-16 without a mark that these bytes look like: every other byte of plain text is zero."""
    sample = data[:1000]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(data) % 2 == 0 and zeros.count(0) > 0.7 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            return encoding
    raise NotText("It holds zero bytes: it is no text.")


def _windows_1252(error):
    """Read each byte that is no UTF-8 on its own; the five that Windows-1252 lacks stand for themselves."""
    bad = error.object[error.start : error.end]
    return "".join(_WINDOWS[byte] for byte in bad), error.end


_WINDOWS = [bytes([byte]).decode("windows-1252", errors="ignore") or chr(byte) for byte in range(256)]
codecs.register_error("articles.windows-1252", _windows_1252)

# --- control characters -------------------------------------------------------------------------

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text):
    """Put a space for every control character and lone surrogate: words stay parted. Tabs and line ends stay."""
    return text if is_clean(text) else _CONTROLS.sub(" ", text)


def is_clean(text):
    """Whether `clean` would leave a text as it is."""
    return text.replace("\n", "").isprintable() or not _CONTROLS.search(text)
