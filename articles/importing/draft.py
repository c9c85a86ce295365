"""What a reader found: `Draft` or `Rejected`, each with the bytes it was read from and the evidence.

All but `Evidence` goes from the process that reads to the one that stores: no slots, with which frozen classes are
pickled by Python code, five times slower than by C.
"""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """How one value was read: by which rule, from where, out of what, with which repairs.

    `start` and `end` are a span in code points of the decoded record, None where there is none (a value
    given by an option); for NDJSON `raw_field` is their field's name. Of a body `value` is empty: the article
    has it.
    """

    field: str
    rule: str
    raw: str
    value: str
    start: int | None = None
    end: int | None = None
    raw_field: str = ""
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """The bytes a draft was read from: one file, or a stretch of a container.

    `container` is the SHA-256 of the kept file that holds it from byte `start` (of its decompressed bytes) on;
    empty for a file of its own, which the store keeps.
    """

    data: bytes
    file: str
    position: str = ""
    start: int = 0
    container: str = ""
    media_type: str = "text/markdown"

    @property
    def place(self):
        """Where it came from, as people are told."""
        return f"{self.file} {self.position}".rstrip()


@dataclass(frozen=True, kw_only=True)
class AuthorName:
    """An author as read: `kind` is person or agency."""

    name: str
    kind: str = "person"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as read; the address may be lost."""

    url: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A related link as read, without address where the record has none."""

    title: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A correction as read."""

    at: datetime.datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An article as read. What is missing or doubtful is named in `problems`, a sentence each.

    `unread` names fields of the record that nothing was taken from.
    """

    record: Record
    importer: str
    headline: str = ""
    subtitle: str = ""
    byline: str = ""
    authors: tuple[AuthorName, ...] = ()
    source_name: str = ""
    source_domain: str = ""
    section: str = ""
    topics: tuple[str, ...] = ()
    language: str = "und"
    published_at: datetime.datetime | None = None
    date_precision: str = ""
    source_url: str = ""
    printed_urls: tuple[str, ...] = ()
    key: str = ""
    body: str = ""
    text: str = ""
    images: tuple[Picture, ...] = ()
    related_links: tuple[Link, ...] = ()
    corrections: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A record that holds no article; its bytes are kept all the same, unless they could not be read (`lost`)."""

    record: Record
    importer: str
    reason: str
    lost: bool = False


@dataclass(frozen=True, kw_only=True)
class Held:
    """A record whose very bytes an article has already: nothing was read from it."""

    record: Record
    article: int
