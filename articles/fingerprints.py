"""A number that texts of the same words share: how exact duplicates are found by an index."""

import hashlib

LEAST_WORDS = 10
"""Words of a text at least: what is shorter (“To be continued.”) is the same by chance."""


def hash_of_text(text: str) -> int | None:
    """Return 64 bits, signed, that do not depend on case and white space; None for a text that is too short."""
    words = text.casefold().split()
    if len(words) < LEAST_WORDS:
        return None
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
