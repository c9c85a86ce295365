"""Writing an index: Whoosh's own writer, fed with ready words, a list of keys for each."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC
from whoosh.system import pack_ushort
from whoosh.writing import SegmentWriter

from search.engines import days, generations
from search.engines.base import RUN_GAP, Document, Refused
from search.engines.whoosh.gathering import Gathered
from search.engines.whoosh.layout import (
    DOCUMENT,
    FIELD,
    LAST_POSITION,
    PACKED_ROW,
    STEMS,
    VALUES,
    WORDS,
    codec,
)
from search.engines.whoosh.lexicon import Lexicon
from search.engines.whoosh.merging import ROOM, SMALL, crowd, living, merged, mostly_dead, moved
from search.engines.whoosh.postings import encode
from search.engines.whoosh.storage import verify
from search.query.nodes import FIELDS, PRINTED


class Stopped(Exception):
    """There is something more important to do."""


class Writer(SegmentWriter):
    """One commit: `remove` documents and `put` others, then `finish`; `abandon` when anything went wrong."""

    def __init__(self, index, read):
        """`read` returns the `Segment` for a segment of Whoosh's."""
        self.storage, self.writelock = index.storage, None
        try:
            super().__init__(index, timeout=generations.PATIENCE, delay=0.02, codec=codec(), compound=False)
        except BaseException:
            self.abandon()
            raise
        self.storage.clean_unfinished()
        self.fieldwriter._tindex = Lexicon.taking_over(self.fieldwriter._tindex)
        self._read = read
        self._stems, self._words = Gathered(), Gathered(sets=True)
        self._absorbed = []
        self._numbers = {}
        self._state = dict(self.schema.archive)
        self._files = self._state.pop("files")
        self._stop = lambda: False

    @property
    def size(self) -> int:
        """Keys that are held in memory."""
        return len(self._stems) + len(self._words)

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
        lengths, sizes = [0] * len(FIELDS), [0] * len(FIELDS)
        for number, name in enumerate(FIELDS):
            if text := document.texts.get(name):
                lengths[number] = self._put_runs(document, number, text.runs)
                sizes[number] = len(text.words)
                key = self.docnum << DOCUMENT | 1 << number
                self._words.add(text.words, key.to_bytes(8, "little") * len(text.words))
        printed = set().union(*(document.texts[name].words for name in PRINTED if name in document.texts))
        published, digest = days.seconds(document.published), document.digest.encode()
        row = PACKED_ROW.pack(1, document.id, published, digest, *lengths, *sizes, len(printed))
        held = [list(dict.fromkeys(getattr(document, name))) for name in VALUES]
        self._put_row(row, json.dumps(held).encode())

    def _put_runs(self, document, number, runs):
        position, base = 0, self.docnum << DOCUMENT | number << FIELD
        for run in runs:
            start = base + position
            self._stems.add(run, np.arange(start, start + len(run), dtype="<u8").tobytes())
            position += len(run) + RUN_GAP
        if position > LAST_POSITION:
            raise Refused(f"Document {document.id} was refused: it is longer than any article.", document.id)
        return sum(map(len, runs))

    def _put_row(self, row, values):
        columns = self.perdocwriter
        columns.start_doc(self.docnum)
        columns.add_column_value("row", self.schema["row"].column_type, row)
        columns.add_column_value("values", self.schema["values"].column_type, values)
        columns.finish_doc()
        self.docnum += 1
        self._added = True

    def adopt(self, folder: Path) -> None:
        """Take over all segments of another index, and their files."""
        other = TOC.read(FileStorage(str(folder)), _DEF_INDEX_NAME)
        files = other.schema.archive["files"]
        for name in files:
            os.rename(folder / name, Path(self.storage.folder, name))
        self.segments = [*self.segments, *other.segments]
        self._files |= files

    def absorb(self, segment) -> None:
        """Take over the living documents of a segment that is as it was written: damage must get no new checksum."""
        read, alive = self._read(segment), living(segment)
        own = {name: checksum for name, checksum in self._files.items() if name.startswith(f"{read.name}.")}
        verify(self.storage.folder, own, set())
        self._absorbed.append(moved(read.lists(), alive, self.docnum))
        for row, values, lives in zip(read.rows, read.blobs(), alive.tolist(), strict=True):
            if lives:
                self._put_row(row.tobytes(), values)

    def finish(self, state: dict, *, merge: bool = True) -> None:
        """Commit, with the state that the index is in then."""
        self.remove(self._numbers)
        self._state = state
        self.commit(mergetype=self._keep_up if merge else self._drop_dead)

    def tidy(self, stop: Callable[[], bool], room: int) -> bool:
        """Commit nothing but a joining of segments that is too long for other commits; tell whether there may be more.

        When `stop` says so meanwhile, or where there is nothing to join, all is as it was.
        """
        self._stop = stop
        chosen = self._crowd(self.segments, small=SMALL, room=room)
        if len(chosen) == 1 and not mostly_dead(chosen[0]):
            chosen = []  # the only one that there is room for would be written again as it is, and so for ever
        with suppress(Stopped):
            if chosen:
                self.commit(mergetype=lambda _, segments: self._join(chosen, segments))
                return True
        self.abandon()
        self.storage.delete_created()
        return bool(chosen)

    def _keep_up(self, _, segments):
        """Join what takes no time worth mentioning."""
        segments = self._drop_dead(self, segments)
        return self._join(self._crowd(segments, small=self.docnum, room=ROOM), segments)

    def _drop_dead(self, _, segments):
        """Let go of segments without a living document."""
        return [segment for segment in segments if segment.doc_count()]

    def _crowd(self, segments, **bounds):
        return crowd(segments, lambda segment: self._read(segment).size(living(segment)), **bounds)

    def _join(self, chosen, segments):
        for segment in chosen:
            self.absorb(segment)
        return [segment for segment in segments if segment not in chosen]

    def _commit_toc(self, segments):
        """Write what makes the commit, and in it the checksums of all files."""
        names = {segment.segment_id() for segment in segments}
        sums = self._files | self.storage.sums
        files = {name: checksum for name, checksum in sums.items() if name.partition(".")[0] in names}
        self.schema.archive = self._state | {"files": files}
        super()._commit_toc(segments)

    def abandon(self) -> None:
        """Let go of everything without a commit; the index is as it was."""
        self.storage.abandon()
        if self.writelock and self.writelock.fd is not None:
            self.writelock.release()
        self.is_closed = True

    def _flush_segment(self):
        """Write the lists of keys; called by `commit`, in place of Whoosh's sorting of single postings."""
        self.perdocwriter.close()
        new = []
        for field, gathered in ((STEMS, self._stems), (WORDS, self._words)):
            self.fieldwriter.start_field(field, self.schema[field])
            new.append(gathered.portions(pack_ushort(self.fieldwriter._fieldid)))
            self.fieldwriter.finish_field()
        for lists in merged([chain(*new), *self._absorbed]):
            if self._stop():
                raise Stopped
            self._write(lists)
        self.fieldwriter.close()

    def _write(self, lists):
        encoded = list(encode(lists, self.fieldwriter._postfile.tell()))
        facts, postings = zip(*encoded, strict=True)
        self.fieldwriter._tindex.add_all(zip(lists.terms, facts, strict=True))
        self.fieldwriter._postfile.write(b"".join(postings))
