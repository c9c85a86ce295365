"""A table for spreadsheets: a row for each article, with what has a place in a cell (RFC 4180, in UTF-8).

What an article says is not to be reckoned: text that a spreadsheet would take for a formula gets an apostrophe before
it, by which spreadsheets know text (https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from articles.exporting.ndjson import portions, records

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"

FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet may reckon; some take the wide forms of East Asia alike."""

LINE_ENDS = re.compile(r"\r\n?")
"""Within a cell a line feed stands for them: so CR LF ends a row, and nothing else does."""

BETWEEN = "; "


def pieces(ids: Iterable[int], *, heading: bool = True) -> Iterator[bytes]:
    """Yield the rows of those of these articles that are public, some hundreds a piece, below the names of columns."""
    piece = written([[*COLUMNS]]) if heading else b""
    for some in portions(ids):
        if piece := piece + written(map(row, records(some))):
            yield piece
        piece = b""
    if piece:
        yield piece


def written(rows) -> bytes:
    """Return rows as lines, each ended by CR LF; what is no number stands in quotes."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def row(record: dict) -> list:
    """Return the cells of one article."""
    return [cell(find(record)) for find in COLUMNS.values()]


def cell(value):
    """Return a number as it is, and text so that no spreadsheet takes it for a formula."""
    if not isinstance(value, str):
        return value
    text = LINE_ENDS.sub("\n", value)
    return f"'{text}" if FORMULA.match(text) else text


# --- columns --------------------------------------------------------------------------------------


def field(name):
    """Return how a column is found that the record has as it is."""
    return lambda record: record[name]


def moment(name):
    """Return how a moment is found, as lines of JSON have it."""
    return lambda record: f"{record[name]:%Y-%m-%dT%H:%M:%SZ}"


def of_source(name):
    """Return how a column is found that tells of the source, if there is one."""
    return lambda record: (record["source"] or {}).get(name) or ""


def several(part, name):
    """Return how a column is found that holds one thing of several parts."""
    return lambda record: BETWEEN.join(one[name] for one in record[part])


COLUMNS = {
    "id": field("id"),
    "published_at": moment("published_at"),
    "date_precision": field("date_precision"),
    "headline": field("headline"),
    "subtitle": field("subtitle"),
    "byline": field("byline"),
    "authors": several("authors", "name"),
    "source": of_source("name"),
    "source_domain": of_source("domain"),
    "section": field("section"),
    "topics": lambda record: BETWEEN.join(record["topics"]),
    "language": field("language"),
    "source_url": field("source_url"),
    "word_count": field("word_count"),
    "text": field("text"),
    "images": several("images", "url"),
    "captions": several("images", "caption"),
    "related_links": several("related_links", "url"),
    "corrections": several("corrections", "note"),
    "revision": field("revision"),
    "created_at": moment("created_at"),
    "updated_at": moment("updated_at"),
}
"""{column: how it is found in a record}. The first two make a cursor."""
