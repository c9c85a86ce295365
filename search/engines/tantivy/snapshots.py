"""One commit as all searches see it, and opening it. Immutable; any thread may use it."""

import contextlib
import errno
import os
import re
import time
from functools import cached_property
from pathlib import Path

import tantivy
from tantivy import Query

from search.engines.base import EngineError, NoIndex, State
from search.engines.generations import REBUILD, unreadable
from search.engines.tantivy import checksums, commits
from search.engines.tantivy.layout import SCHEMA, UNPRINTED, stems, words
from search.engines.tantivy.questions import everything
from search.engines.terms import most_frequent

TRIES, PAUSE = 50, 0.02
"""How often, and after how many seconds, to look again for files that a commit has just replaced."""

LISTS = 32
"""Lists of words by their beginning that are kept."""

PORTION = 50_000
"""Documents whose ids and digests are read at once."""

SYSTEM = re.compile(r"\bos error (\d+)\)|\bOs \{ code: (\d+),")
"""What the system refused, in Tantivy's words, of which its Python library makes a ValueError."""

WORKER = "index writer was killed"
"""What Tantivy says instead once a thread that writes new segments has met with such an error."""


class Snapshot:
    """`state` is what this commit says of itself, `whole` whether no segment holds a deleted document."""

    def __init__(self, generation: Path, searcher: tantivy.Searcher, state: State, *, whole: bool):
        self.generation, self._searcher, self.state, self.whole = generation, searcher, state, whole
        self._lists = {}

    # --- hits ----------------------------------------------------------------------------------------

    def best(self, query: Query, limit: int) -> tuple[list[tuple[float, int]], int]:
        """Return at most `limit` (score, id), the best, and how many are found in all."""
        with sound(self.generation):
            found = self._searcher.search(query, limit)
            return self._with_ids(found.hits), found.count

    def first(
        self, query: Query, field: str, order: tantivy.Order, limit: int, *, count: bool = True
    ) -> tuple[list[tuple[int, int]], int]:
        """Return at most `limit` (value, id), in the order of a column, and how many are found in all."""
        with sound(self.generation):
            found = self._searcher.search(query, limit, count=count, order_by_field=field, order=order)
            return self._with_ids(found.hits), found.count

    def ordered(self, query: Query, field: str, order: tantivy.Order, limit: int) -> list[tuple[int, int]]:
        """Return the same without the number, which costs less."""
        return self.first(query, field, order, limit, count=False)[0]

    def _with_ids(self, hits):
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(value, number) for (value, _), number in zip(hits, ids, strict=True)]

    def count(self, query: Query) -> int:
        """Return how many are found."""
        with sound(self.generation):
            return self._searcher.search(query, 1, order_by_field="id").count

    def aggregate(self, query: Query, wanted: dict) -> dict:
        """Return what is counted, by name."""
        with sound(self.generation):
            return self._searcher.aggregate(query, wanted)

    def contents(self):
        """Yield (id, digest) of all documents, by id."""
        query, last = everything(), None
        while True:
            found = self._portion(query)
            yield from ((number, f"{digest + 2**63:016x}") for number, digest in found)
            if len(found) < PORTION:
                return
            last = found[-1][0]
            query = Query.range_query(SCHEMA, "id", tantivy.FieldType.Integer, last, None, include_lower=False)

    def _portion(self, query):
        with sound(self.generation):
            hits = self._searcher.search(query, PORTION, count=False, order_by_field="id", order=tantivy.Order.Asc).hits
            digests = self._searcher.fast_field_values("digest", [address for _, address in hits])
            return [(number, digest) for (number, _), digest in zip(hits, digests, strict=True)]

    # --- words ---------------------------------------------------------------------------------------

    @cached_property
    def _languages(self):
        return [value for value, _ in self.beginnings("language", "")]

    def languages(self) -> list[str]:
        """Return all languages that documents have, and some that deleted ones had."""
        return self._languages

    def beginnings(self, field: str, prefix: str, limit: int | None = None) -> list[tuple[str, int]]:
        """Return the words of a field that begin so, with their documents, deleted ones too: most frequent first."""
        with sound(self.generation):
            return self._searcher.terms_with_prefix(field, prefix, limit=limit)

    def beginning(self, prefix: str) -> str:
        """Return all plain words that begin so, one a line. Some such lists are kept."""
        if prefix not in self._lists:
            if len(self._lists) >= LISTS:
                self._lists.clear()
            self._lists[prefix] = self._beginning(prefix)
        return self._lists[prefix]

    def _beginning(self, prefix):
        found = {word for field in (words(None), UNPRINTED) for word, _ in self.beginnings(field, prefix)}
        return "\n".join(sorted(found))

    def frequent(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the plain words that begin so with their living documents: the most frequent, then by name."""
        counts = dict(self.beginnings(words(None), prefix, limit if self.whole else None))
        for word, count in self.beginnings(UNPRINTED, prefix):
            printed = counts.get(word) or self._searcher.doc_freq(words(None), word)
            counts[word] = printed + count
        return most_frequent(counts, limit, counts.get if self.whole else self.anywhere)

    def documents(self, word: str) -> int:
        """Return how many living documents hold a stem (with a colon) or a plain word in print."""
        return self.holding(stems(None) if ":" in word else words(None), word)

    def holding(self, field: str, word: str) -> int:
        """Return how many living documents hold a word in a field."""
        with sound(self.generation):
            count = self._searcher.doc_freq(field, word)
        if not count or self.whole:
            return count
        return self.count(Query.term_query(SCHEMA, field, word))

    def anywhere(self, word: str) -> int:
        """Return how many living documents hold a plain word in any field."""
        return self.holding(words(None), word) + self.holding(UNPRINTED, word)


class Reader:
    """Opens the commits of one generation; one that is open already is not opened again."""

    def __init__(self, generation: Path):
        self.generation = generation
        self._index, self._seen, self._snapshot = None, None, None

    def state(self) -> State:
        """Return what the last commit says of itself. Raises `NoIndex`."""
        return self._patiently(self._state)

    def snapshot(self) -> Snapshot:
        """Return the last commit. Raises `NoIndex`."""
        return self._patiently(self._open)

    def verify(self) -> None:
        """Read every file of the last commit, and raise `NoIndex` if one is not as it was written."""
        self._patiently(lambda: checksums.verify(self.generation))

    def index(self) -> tantivy.Index:
        """Return the index itself, for who writes. Raises `NoIndex`."""
        if self._index is None:
            with sound(self.generation):
                index = tantivy.Index.open(str(self.generation))
                index.config_reader("manual")
            self._index = index
        return self._index

    def _open(self):
        seen = os.stat(self.generation / "meta.json")
        seen = (seen.st_ino, seen.st_mtime_ns)
        if seen != self._seen:
            before, index = commits.read_meta(self.generation), self.index()
            with sound(self.generation):
                index.reload()
                searcher = index.searcher()
            state, meta = self._state(), commits.read_meta(self.generation)
            if meta != before:
                raise FileNotFoundError("another commit came in between")
            self._snapshot = Snapshot(self.generation, searcher, state, whole=meta.whole)
            self._seen = seen
        return self._snapshot

    def _state(self):
        meta = commits.read_meta(self.generation)
        said = commits.said(self.generation, meta.operation)
        return State(generation=self.generation.name, documents=meta.documents, **said)

    def _patiently(self, read):
        """Read; look again where a commit has just replaced what was about to be read. Never repairs anything."""
        for left in reversed(range(TRIES)):
            try:
                return read()
            except FileNotFoundError as error:
                if not left or not self.generation.is_dir():
                    raise NoIndex(f"The index in {self.generation} is incomplete ({error}): {REBUILD}") from error
                time.sleep(PAUSE)
            except (KeyError, TypeError, ValueError) as error:
                raise damaged(self.generation, error) from error
            except (OSError, MemoryError) as error:
                raise unreadable(self.generation, error) from error
        return None


@contextlib.contextmanager
def sound(generation: Path):
    """Say so where Tantivy cannot read what was written. What its own checks find comes as a panic of its own class."""
    try:
        yield
    except EngineError:
        raise
    except FileNotFoundError:
        raise
    except (OSError, MemoryError) as error:
        raise unreadable(generation, error) from error
    except BaseException as error:
        if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
            raise failed(generation, error) from error
        raise


def failed(generation: Path, error: BaseException) -> EngineError:
    """Return what to raise for an error of Tantivy's: a full disk, say, is no damage, and calls for no rebuild."""
    refused = system_error(error)
    return unreadable(generation, refused) if refused else damaged(generation, error)


def system_error(error: BaseException | None) -> OSError | None:
    """Return what the system refused, where Tantivy says so; not that a file is not there, which is damage."""
    if WORKER in str(error):
        return OSError("a thread of Tantivy's ended, as it does when the disk is full")
    found = SYSTEM.search(str(error))
    number = int(found[1] or found[2]) if found else errno.ENOENT
    return None if number == errno.ENOENT else OSError(number, os.strerror(number))


def damaged(generation: Path, error: BaseException) -> NoIndex:
    """Return what to raise where numbers that were read make no sense."""
    return NoIndex(f"The index in {generation} is damaged, or not one of this engine ({error}): {REBUILD}")
