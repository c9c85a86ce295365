"""One commit as all searches see it: its segments side by side, as if they were one. Immutable."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from search.engines.base import State
from search.engines.whoosh.layout import DOCUMENT, FIELD, NUMBER, PRINT_BITS, PRINT_END, STEMS, VALUES, WORDS
from search.engines.whoosh.segments import NONE, Cache, Numbers, Segment
from search.query.nodes import PRINTED


class Snapshot:
    """Documents are numbered from 0 on through all segments; `alive` is False for deleted ones.

    `documents` is how many live, `whole` whether all do; averages and frequencies are over the living. `state` is
    what this commit says of itself.
    """

    def __init__(
        self,
        segments: list[Segment],
        alive: list[np.ndarray],
        numbers: dict[str, Numbers],
        state: State,
        limit: int,
    ):
        self.segments, self.state, self.documents = segments, state, state.documents
        self.bases = np.cumsum([0, *(segment.count for segment in segments)])
        self.size = int(self.bases[-1])
        self.alive = np.concatenate([np.empty(0, bool), *alive])
        self.whole = self.documents == self.size
        self._numbers = numbers
        self._leaves = Cache(limit)

    def leaf(self, key, make: Callable):
        """Return what `make` makes, kept with this commit while there is room."""
        return self._leaves.get(key, make)

    # --- columns -------------------------------------------------------------------------------------

    def _column(self, name):
        return np.concatenate([np.empty(0, np.int64), *(segment.rows[name] for segment in self.segments)])

    @cached_property
    def ids(self) -> np.ndarray:
        return self._column("id")

    @cached_property
    def published(self) -> np.ndarray:
        """Seconds since 1970 UTC."""
        return self._column("published")

    @cached_property
    def months(self) -> np.ndarray:
        """Months since 1970."""
        return (self.published // 86_400).astype("M8[D]").astype("M8[M]").astype(np.int64)

    @cached_property
    def digests(self) -> np.ndarray:
        return np.concatenate([np.empty(0, "S16"), *(segment.rows["digest"] for segment in self.segments)])

    def lengths(self, field: str | None) -> tuple[np.ndarray, float]:
        """Return the number of stems of each document in a field or (None) in print, and its average."""
        return self._measure("lengths", field)

    def sizes(self, field: str | None) -> tuple[np.ndarray, float]:
        """Return the number of plain words of each document in a field or (None) in print, and its average."""
        return self._measure("sizes", field)

    def _measure(self, name, field):
        lengths, total = self.leaf((name, field), lambda: self._count(name, field))
        return lengths, float(total[0]) / max(self.documents, 1) or 1.0

    def _count(self, name, field):
        """Return the numbers of all documents, and the sum of those of living ones."""
        lengths = self._counted(name, field)
        return lengths, lengths[self.alive].sum(keepdims=True)

    def _counted(self, name, field):
        if field is None and name == "sizes":
            return self._column("print_size").astype(float)
        numbers = [NUMBER[field]] if field else slice(len(PRINTED))
        counts = [segment.rows[name][:, numbers].sum(axis=1) for segment in self.segments]
        return np.concatenate([np.empty(0), *counts])

    # --- values --------------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        joined = {}
        for name in VALUES:
            documents = [
                segment.values[name][0] + base for segment, base in zip(self.segments, self.bases, strict=False)
            ]
            numbers = [segment.values[name][1] for segment in self.segments]
            joined[name] = tuple(np.concatenate([np.empty(0, np.int64), *arrays]) for arrays in (documents, numbers))
        return joined

    def values(self, name: str) -> tuple[np.ndarray, np.ndarray, list[str]]:
        """Return (documents, numbers of their values, all values by number) of a facet."""
        return *self._values[name], self._numbers[name].names

    def with_values(self, name: str, names) -> np.ndarray:
        """Return which documents hold any of these values."""
        documents, numbers, known = self.values(name)
        wanted = np.zeros(len(known), bool)
        wanted[[number for number in self._numbers[name].known(names) if number < len(wanted)]] = True
        mask = np.zeros(self.size, bool)
        mask[documents[wanted[numbers]]] = True
        return mask

    # --- postings ------------------------------------------------------------------------------------

    def keys(self, field: str, text: str) -> np.ndarray:
        """Return the ascending keys of a stem or word in living documents."""
        found = []
        for segment, base in zip(self.segments, self.bases.tolist(), strict=False):
            if (keys := segment.keys(field, text)).size:
                found.append(keys + np.uint64(base << DOCUMENT) if base else keys)
        keys = NONE if not found else found[0] if len(found) == 1 else np.concatenate(found)
        return keys if self.whole else keys[self.alive[keys >> np.uint64(DOCUMENT)]]

    def stem_keys(self, stem: str, field: str | None) -> np.ndarray:
        """Return the keys of a stem in one field or (None) in print."""
        keys = self.keys(STEMS, stem)
        places = keys.astype(np.uint32)
        if field is None:
            return keys[places < PRINT_END]
        return keys[places >> np.uint32(FIELD) == NUMBER[field]]

    def word_documents(self, word: str, field: str | None) -> np.ndarray:
        """Return the documents that hold a plain word in one field or (None) in print."""
        keys = self.keys(WORDS, word)
        bits = PRINT_BITS if field is None else 1 << NUMBER[field]
        return (keys[keys & np.uint64(bits) != 0] >> np.uint64(DOCUMENT)).astype(np.int64)

    def living(self, word: str) -> int:
        """Return how many living documents hold a plain word in any field."""
        return int(self.leaf(("living", word), lambda: np.array(self._count_living(word))))

    def _count_living(self, word):
        count = 0
        for segment, first, end in zip(self.segments, self.bases, self.bases[1:], strict=False):
            alive = self.alive[first:end]
            if alive.all():
                count += segment.words.count(word)
            else:
                count += int(alive[segment.keys(WORDS, word) >> np.uint64(DOCUMENT)].sum())
        return count
