"""Markdown to plain text and back, without losing a word."""


def plain(body):
    """Return the plain text of a CommonMark body: paragraphs parted by a blank line."""
    raise NotImplementedError


def escape(text):
    """Return Markdown that says exactly this plain text."""
    raise NotImplementedError
