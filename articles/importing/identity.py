"""By what a record is known: its address, else its source and own identifier, else the hash of its bytes."""

import hashlib
from dataclasses import dataclass

from articles import addresses
from articles.addresses import AddressKind
from articles.importing.draft import Draft


@dataclass(frozen=True, kw_only=True)
class Name:
    """One form under which an article is known: what becomes an `Address`."""

    url: str
    key: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The hash of a record's bytes, the names of its article, best first, and the key of the page that it was on."""

    sha256: str
    names: tuple[Name, ...] = ()
    page: str = ""

    @property
    def keys(self):
        """Every key that the article may be found by, best first; its bytes come last."""
        return (*(name.key for name in self.names), addresses.bytes_key(self.sha256))

    @property
    def barring(self):
        """Every key that keeps the record out when its article was deleted for good: that of the bare page, too."""
        return {*self.keys, self.page} - {""}


def identity_of(found):
    """Return the `Identity` of a `Draft`, `Rejected` or `Held`."""
    sha256 = sha256_of(found.record)
    if not isinstance(found, Draft):
        return Identity(sha256=sha256)
    return Identity(sha256=sha256, names=_names(found, sha256), page=addresses.key_of(found.source_url))


def sha256_of(record):
    """Return the hash of a record's bytes."""
    return hashlib.sha256(record.data).hexdigest()


def _names(draft, sha256):
    identifier = _identifier(draft)
    printed = [_printed(url) for url in draft.printed_urls]
    canonical = [_canonical(draft.source_url)] if draft.source_url else []
    if identifier and _is_more_than_canonical(draft):
        canonical = []
    if not (names := [*canonical, *printed, *identifier]):
        names = [Name(url=f"sha256 {sha256}", key=addresses.bytes_key(sha256), kind=AddressKind.IDENTIFIER)]
    unique = {name.key: name for name in reversed(names)}
    return tuple(reversed(unique.values()))


def _identifier(draft):
    """The record's own identifier within its source, if it has both."""
    source = draft.source_domain or draft.source_name
    if not (draft.key and source):
        return []
    key = addresses.identifier_key(source, draft.key)
    return [Name(url=f"{source} {draft.key}", key=key, kind=AddressKind.IDENTIFIER)]


def _is_more_than_canonical(draft):
    """Whether the address as printed is the canonical one with tracking parameters or a fragment.

    A record that has its own identifier is then taken at its word: it claims the address as printed alone, so
    that it is not taken for another record that has the same page without them.
    """
    return any(addresses.key_of(url) == addresses.key_of(draft.source_url) for url in draft.printed_urls)


def _canonical(url):
    return Name(url=url, key=addresses.key_of(url), kind=AddressKind.CANONICAL)


def _printed(url):
    return Name(url=url, key=addresses.key_of(url, exactly=True), kind=AddressKind.AS_PRINTED)
