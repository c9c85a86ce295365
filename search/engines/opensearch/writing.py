"""Writes documents in bulk: looks at the answer to each, and sends again only what may still succeed."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.engines.base import Document, EngineError, Refused
from search.engines.opensearch.failures import PASSING, TURNING, Problem, Silence, told
from search.engines.opensearch.packing import packed

PIECE = 4 * 2**20
"""Bytes of one request: larger ones are no faster, and take the server's memory (measured: 1 to 16 MiB are alike)."""

PATIENCE = 90.0
"""Seconds for which what may still succeed is sent again: a node that hangs is given up after half a minute."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

ANSWERED = "items.*._id,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason"

SETTLED = {200, 201, 409}
"""Written; or a newer version was there already (409, `external_gte`), which a late request must not undo."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document to write (`line` is its JSON) or to remove (no line)."""

    id: str
    line: bytes | None
    version: int

    @property
    def lines(self) -> bytes:
        """The item as a bulk request has it."""
        action = b"delete" if self.line is None else b"index"
        head = b'{"%s":{"_id":"%s","version":%d,"version_type":"external_gte"}}\n'
        return head % (action, self.id.encode(), self.version) + (b"" if self.line is None else self.line + b"\n")


def adding(document: Document, version: int) -> Item:
    """Return the item that adds or replaces a document. Raises `Refused`."""
    return Item(str(document.id), packed(document), version)


def removing(number: int, version: int) -> Item:
    """Return the item that removes a document, if it is there."""
    return Item(str(number), None, version)


def pieces(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield items in lists that make requests of a good size."""
    piece, size = [], 0
    for item in items:
        piece.append(item)
        size += len(item.line or b"") + 64
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def write(post: Callable[[bytes], dict], items: list[Item]) -> None:
    """Write items; `post(body)` sends a request. Raises `Refused` for a document that the server does not take."""

    def once():
        nonlocal items
        items, why = inspected(items, _posted(post, items))
        if items:
            raise Silence(f"{len(items)} documents could not be written ({why}): they are still to be indexed.")

    patiently(once)


def patiently(do: Callable[[], object]) -> None:
    """Do something until it succeeds, or has failed for too long; only what may still succeed is done again."""
    deadline, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
    while True:
        try:
            do()
            return
        except (Silence, Problem) as error:
            passes = isinstance(error, Silence) or error.passes
            if not passes or time.monotonic() + pause > deadline:
                raise
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _posted(post, items):
    try:
        return post(b"".join(item.lines for item in items)).get("items", [])
    except Problem as error:
        if error.status == 413 and len(items) == 1:
            raise _refused(items[0], "it is larger than the server takes") from error
        raise


def inspected(items: list[Item], answers: list[dict]) -> tuple[list[Item], str]:
    """Return the items that may still succeed, and why one of them failed. Raises where one never will."""
    if len(answers) != len(items):
        return items, f"{len(items)} were sent, and {len(answers)} answered for"
    again, why = [], ""
    for item, answered in zip(items, answers, strict=True):
        (action, result), *_ = answered.items()
        status = result["status"]
        if status in SETTLED or (status == 404 and action == "delete" and "error" not in result):
            continue
        kind, reason = told(result)
        if status == 400:
            raise _refused(item, reason)
        if not (status in PASSING or kind.startswith(TURNING)):
            raise EngineError(f"Document {item.id} could not be written: OpenSearch answered {status} ({reason}).")
        again.append(item)
        why = reason
    return again, why


def _refused(item, reason):
    number = int(item.id) if item.id.isdigit() else None
    return Refused(f"Document {item.id} was refused: {reason}.", number)
