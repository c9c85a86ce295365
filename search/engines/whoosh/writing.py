"""Writing an index: Whoosh's own writer, fed with ready words, a list of keys for each."""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import numpy as np
from whoosh.writing import SegmentWriter

from search.engines import days
from search.engines.base import RUN_GAP, Document, Refused
from search.engines.whoosh.layout import (
    BLOCK,
    DOCUMENT,
    FIELD,
    LAST_POSITION,
    PRINT_BITS,
    ROW,
    STEMS,
    VALUES,
    WORDS,
    codec,
)
from search.query.nodes import FIELDS

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""

PORTION = 500_000
"""Keys that are written together."""

LARGE = 50_000
"""Documents from which on a segment is merged no more while most of it lives: a merge is held in memory."""


class Writer(SegmentWriter):
    """One commit: `remove` documents and `put` others, then `finish`; `abandon` when anything went wrong.

    `size` is the number of keys held in memory, 8 bytes each.
    """

    def __init__(self, index, read):
        """`read` returns the `Segment` for a segment of Whoosh's."""
        self.storage, self.writelock = index.storage, None
        try:
            super().__init__(index, timeout=PATIENCE, delay=0.02, codec=codec(), compound=False)
        except BaseException:
            self.abandon()
            raise
        self.storage.clean_unfinished()
        self._read = read
        self.keys = {name: defaultdict(partial(array, "Q")) for name in (STEMS, WORDS)}
        self.size = 0
        self._numbers = {}

    def remove(self, ids) -> None:
        """Delete documents of earlier commits."""
        ids = np.array(list(ids), np.int64)
        for segment in self.segments if ids.size else ():
            for document in np.flatnonzero(np.isin(self._read(segment).rows["id"], ids)).tolist():
                segment.delete_document(document)

    def put(self, document: Document) -> None:
        """Add a document in place of any other with its id."""
        if (before := self._numbers.get(document.id)) is not None:
            self.newsegment.delete_document(before)
        self._numbers[document.id] = self.docnum
        row = np.zeros(1, ROW)
        row["written"], row["id"], row["published"] = 1, document.id, days.seconds(document.published)
        row["digest"] = document.digest.encode()
        masks = {}
        for number, name in enumerate(FIELDS):
            if text := document.texts.get(name):
                row["lengths"][0, number] = self._put_runs(document, number, text.runs)
                row["sizes"][0, number] = len(text.words)
                for word in text.words:
                    masks[word] = masks.get(word, 0) | 1 << number
        row["print_size"] = sum(1 for mask in masks.values() if mask & PRINT_BITS)
        self._put_words(masks)
        held = [list(dict.fromkeys(getattr(document, name))) for name in VALUES]
        self._put_row(row.tobytes(), json.dumps(held).encode())

    def _put_runs(self, document, number, runs):
        stems, position = self.keys[STEMS], 0
        base = self.docnum << DOCUMENT | number << FIELD
        for run in runs:
            for key, stem in enumerate(run, base + position):
                stems[stem].append(key)
            position += len(run) + RUN_GAP
        if position > LAST_POSITION:
            raise Refused(f"Document {document.id} was refused: it is longer than any article.", document.id)
        length = sum(map(len, runs))
        self.size += length
        return length

    def _put_words(self, masks):
        words, base = self.keys[WORDS], self.docnum << DOCUMENT
        for word, mask in masks.items():
            words[word].append(base | mask)
        self.size += len(masks)

    def _put_row(self, row, values):
        columns = self.perdocwriter
        columns.start_doc(self.docnum)
        columns.add_column_value("row", self.schema["row"].column_type, row)
        columns.add_column_value("values", self.schema["values"].column_type, values)
        columns.finish_doc()
        self.docnum += 1
        self._added = True

    def absorb(self, segment) -> None:
        """Take over the living documents of a segment."""
        read = self._read(segment)
        alive = living(segment)
        places = np.cumsum(alive) - 1 + self.docnum
        for row, values, lives in zip(read.rows, read.blobs(), alive.tolist(), strict=True):
            if lives:
                self._put_row(row.tobytes(), values)
        for field, text, keys in read.terms():
            documents = keys >> np.uint64(DOCUMENT)
            kept = alive[documents]
            if kept.any():
                moved = places[documents[kept]].astype(np.uint64) << np.uint64(DOCUMENT)
                moved |= keys[kept] & np.uint64(2**DOCUMENT - 1)
                self.keys[field][text].frombytes(moved.tobytes())

    def finish(self, state: dict, *, merge: bool = True) -> None:
        """Commit, with the state that the index is in then."""
        self.remove(self._numbers)
        self.schema.archive = state
        self.commit(mergetype=merge_small if merge else drop_dead)

    def abandon(self) -> None:
        """Let go of everything without a commit; the index is as it was."""
        self.storage.abandon()
        if self.writelock and self.writelock.fd is not None:
            self.writelock.release()
        self.is_closed = True

    def _flush_segment(self):
        """Write the lists of keys; called by `commit`, in place of Whoosh's sorting of single postings."""
        self.perdocwriter.close()
        for field in (STEMS, WORDS):
            self.fieldwriter.start_field(field, self.schema[field])
            lists = self.keys.pop(field)
            ordered = sorted((text.encode("utf-8", "surrogatepass"), keys) for text, keys in lists.items())
            for texts, keys in portions(ordered):
                self._write_lists(texts, keys)
            self.fieldwriter.finish_field()
        self.fieldwriter.close()

    def _write_lists(self, texts, lists):
        """Write the postings of some terms. What numpy does, it does for all of them together: most are short."""
        ends = np.cumsum([len(keys) for keys in lists])
        keys = np.concatenate([np.frombuffer(keys, np.uint64) for keys in lists])
        documents = keys >> np.uint64(DOCUMENT)
        first = np.ones(len(keys), bool)
        first[1:] = documents[1:] != documents[:-1]
        first[ends[:-1]] = True
        starts = np.flatnonzero(first)
        ids, counts = documents[starts].tolist(), np.diff(starts, append=len(keys)).tolist()
        details, starts = keys.astype("<u4").tobytes(), [*starts.tolist(), len(keys)]
        begin = 0
        for text, end in zip(texts, np.searchsorted(starts, ends).tolist(), strict=True):
            self.fieldwriter.start_term(text)
            for low in range(begin, end, BLOCK):
                high = min(low + BLOCK, end)
                self._write_block(ids[low:high], counts[low:high], details[4 * starts[low] : 4 * starts[high]])
            self.fieldwriter.finish_term()
            begin = end

    def _write_block(self, ids, counts, details):
        """Hand a whole block to Whoosh's writer of postings, which else takes its postings one by one."""
        block, largest = self.fieldwriter._postwriter, max(counts)
        if block._ids:
            block._write_block()
        block._ids, block._values, block._maxweight = ids, [details], float(largest)
        block._weights = counts if min(counts) < largest else [float(largest)] * len(ids)


def portions(ordered: list) -> Iterator[tuple[list, list]]:
    """Yield terms and their lists of keys, some at a time, so that memory stays flat."""
    texts, lists, size = [], [], 0
    for text, keys in ordered:
        texts.append(text)
        lists.append(keys)
        size += len(keys)
        if size >= PORTION:
            yield texts, lists
            texts, lists, size = [], [], 0
    if texts:
        yield texts, lists


def living(segment) -> np.ndarray:
    """Return which documents of a segment of Whoosh's are not deleted."""
    alive = np.ones(segment.doc_count_all(), bool)
    alive[list(segment.deleted_docs())] = False
    return alive


def merge_small(writer: Writer, segments: list) -> list:
    """Merge what is not larger than what is being written, from the smallest on; return the segments that stay.

    So each document is written again about log₂ of their number times, and not many more segments stay. What
    is mostly dead is merged whatever its size, so that removed documents do not fill the disk.
    """
    stay = []
    for segment in sorted(drop_dead(writer, segments), key=lambda segment: segment.doc_count()):
        count = segment.doc_count()
        if count <= min(writer.docnum, LARGE) or 2 * count < segment.doc_count_all():
            writer.absorb(segment)
        else:
            stay.append(segment)
    return stay


def drop_dead(writer: Writer, segments: list) -> list:
    """Merge nothing; let go of segments without a living document."""
    return [segment for segment in segments if segment.doc_count()]
