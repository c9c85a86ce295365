"""What an index holds: two fields of postings, two columns, and the state in its own commit.

`stems` and `words` keep, for each stem or plain word, ascending keys of 64 bits: document · 2³² + detail.
The detail of a stem is the field and the position where it stands, that of a word the set of fields that hold
it. One stem is thus one list of postings, whatever the number of fields. On disk a key is Whoosh's own block of
postings: document numbers, how many details each has, and the details as one string of 32-bit numbers.
"""

import struct

import numpy as np
from whoosh import __version__ as version
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import FixedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Frequency

from search.engines.base import FACETS
from search.query.nodes import FIELDS, PRINTED

LAYOUT = 4
"""Raise this by one whenever an index made before could not be read any more."""

LIBRARY = f"whoosh-{LAYOUT}/{'.'.join(map(str, version))}"

STEMS, WORDS = "stems", "words"

DOCUMENT = 32
"""Bits of a key below the document's number."""

FIELD = 28
"""Bits of a stem's detail below the field's number: positions in one field."""

LAST_POSITION = 2**FIELD - 1

NUMBER = {name: number for number, name in enumerate(FIELDS)}
"""The fields' numbers; those that were printed come first, so that one comparison tells them."""

PRINT_END = len(PRINTED) << FIELD
PRINT_BITS = sum(1 << NUMBER[name] for name in PRINTED)

VALUES = (*FACETS, "has")
"""What the column of values holds of a document, in this order: lists, as JSON."""

ROW = np.dtype(
    [
        ("written", "u1"),  # always 1: Whoosh leaves out rows that are nothing but zeros
        ("id", "<i8"),
        ("published", "<i8"),  # seconds since 1970 UTC
        ("digest", "S16"),
        ("lengths", "<u4", (len(FIELDS),)),  # stems in each field
        ("sizes", "<u4", (len(FIELDS),)),  # different plain words in each field
        ("print_size", "<u4"),  # different plain words in all that was printed
    ]
)

PACKED_ROW = struct.Struct(f"<Bqq16s{2 * len(FIELDS) + 1}I")
"""The same, as Python packs one."""

BLOCK = 1024
"""Postings of one block; Whoosh's 128 make it unpickle eight times as often."""


def codec() -> W3Codec:
    """Return Whoosh's own codec with larger blocks."""
    return W3Codec(blocklimit=BLOCK)


def schema(state: dict) -> Schema:
    """Return the schema, of Whoosh's own classes only, as opening an index unpickles it.

    The state travels in it: the schema is a part of the file whose renaming is the commit. `Frequency` keeps
    details of four bytes each as one string; every other format of Whoosh pickles them one by one.
    """
    postings = {name: FieldType(format=Frequency(), analyzer=None) for name in (STEMS, WORDS)}
    made = Schema(**postings, row=COLUMN(FixedBytesColumn(ROW.itemsize)), values=COLUMN(VarBytesColumn()))
    made.archive = state
    return made
