"""An index in OpenSearch, for archives of many machines.

In this order: `address.py` reads where it is, `cluster.py` asks whichever node answers, `failures.py` says what it
answered instead; `layout.py` says what is kept, `packing.py` makes it of documents, `writing.py` writes it,
`generations.py` keeps one index a generation; `finding.py` and `answering.py` search, `lexicon.py` lists words.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

import orjson

from search.engines import base
from search.engines.base import EngineError, State
from search.engines.opensearch import layout, lexicon, walking, writing
from search.engines.opensearch.address import Address, read
from search.engines.opensearch.answering import answer
from search.engines.opensearch.cluster import LONG, QUICK, STEADY, Cluster
from search.engines.opensearch.failures import Problem, Silence, problem
from search.engines.opensearch.generations import Generations, door
from search.engines.opensearch.tidying import Tidying

FRESH = 1.0
"""Seconds for which a process does not look whether another one has committed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The state of an index, and the version of the document that holds it: no later request may have a lower one."""

    state: State
    version: int


class OpenSearch(base.Engine):
    """Keeps an index in a cluster, for any number of machines that search and one process that writes at a time."""

    library = layout.LIBRARY

    def __init__(
        self, *, location: str | Address, analysis: str = "", generation: str | None = None, cluster=None, **options
    ):
        """`location` is the address; `generation` is for the engine that `before_switch` gets: always that index."""
        self.address = location if isinstance(location, Address) else read(location)
        super().__init__(location=str(self.address), analysis=analysis, **options)
        self._cluster = cluster or Cluster(self.address)
        self._generations = Generations(self._manage, self.address.name, self.address.places)
        self._tidying = Tidying(self._manage)
        self._generation, self._known = generation, {}  # {index: its shards}, of those that were looked at
        self._looking, self._kept = threading.Lock(), None
        self._looked, self._written, self._seen = 0.0, 0, -1

    # --- writing -------------------------------------------------------------------------------------

    def apply(self, add, remove, *, position, mark=""):
        add, remove = list(add), list(remove)
        for document in add:
            base.refuse(document)
        kept = self._read(STEADY)
        version = max(position, kept.version)
        batch = {document.id: document for document in add}
        items = [writing.removing(number, version) for number in dict.fromkeys(remove) if number not in batch]
        items += [writing.adding(document, version) for document in batch.values()]
        index = kept.state.generation
        for piece in writing.pieces(items):
            writing.write(self._posting(index), piece)
        self._finish(index, position, mark, version)

    def rebuild(self, documents, *, position, mark="", before_switch=None, keep_former=True):
        generations = self._generations
        before = generations.serving()
        generations.drop(*generations.others(before))
        index = generations.create(self.fingerprint, self.address.shards, self.address.replicas)
        try:
            self._fill(index, documents, position, mark)
            building = OpenSearch(
                location=self.address, analysis=self.analysis, generation=index, cluster=self._cluster
            )
            if before_switch:
                before_switch(building)
            building.state()  # its mapping is still the one it was made with
            generations.wait_for_copies(index)
            generations.point_to(index, before)
        except BaseException:
            generations.drop_unless_serving(index)
            raise
        self._written += 1
        if not keep_former:
            generations.drop(*generations.others(index))
            generations.confirm_alone(index)

    def _fill(self, index, documents, position, mark):
        """Write all documents into a new index; what arrived must be what was sent."""
        if base.in_shares(documents):
            sent = documents.each(lambda _, some: self._apart()._send(index, some, position))
        else:
            sent = sum(1 for _ in self._send(index, documents, position))
        self._finish(index, position, mark, position)
        found = self._read(STEADY, index).state.documents
        if found != sent:
            raise EngineError(f"Of {sent} documents {found} arrived in {index}: run rebuild_index again.")

    def _apart(self):
        """Return an engine for another process: no two may speak through one connection."""
        return OpenSearch(location=self.address, analysis=self.analysis)

    def _send(self, index, documents, position):
        """Write documents while the next ones are made; yields once for each id, before it is written."""
        sent = set()

        def items():
            for document in documents:
                base.refuse(document)
                yield writing.adding(document, position)

        with ThreadPoolExecutor(1) as thread:
            under_way = None
            for piece in writing.pieces(items()):
                new = {item.id for item in piece} - sent
                sent |= new
                yield from (None for _ in new)
                if under_way:
                    under_way.result()
                under_way = thread.submit(writing.write, self._posting(index), piece)
            if under_way:
                under_way.result()

    def _finish(self, index, position, mark, version):
        """Let what was written be found, and only then say that it is there."""
        writing.patiently(lambda: self._refresh(index))
        state = {"position": position, "mark": mark, "fingerprint": self.fingerprint}
        params = {"version": version, "version_type": "external_gte", "refresh": "true", "require_alias": "true"}
        path = f"/{door(index)}/_doc/{layout.STATE}"
        writing.patiently(lambda: self._manage("PUT", path, {layout.STATE: state}, params))
        self._written += 1

    def _refresh(self, index):
        if self._manage("POST", f"/{index}/_refresh")["_shards"]["failed"]:
            raise Silence(f"A part of {index} could not be refreshed.")

    def _posting(self, index):
        """Return the function that sends a bulk request."""
        params = {"require_alias": "true", "filter_path": writing.ANSWERED, "timeout": "10s"}
        return lambda body: self._manage("POST", f"/{door(index)}/_bulk", body, params)

    def tidy(self, stop):
        return self._tidying.look(self._read(STEADY).state.generation, stop)

    def drop(self):
        """Delete the index with all its generations. Raises `EngineError`, which names what may be left."""
        try:
            self._generations.drop_all()
        except EngineError as error:
            raise EngineError(
                f"{error} Indexes whose name begins with {self.address.name} may be left there."
            ) from error

    # --- reading -------------------------------------------------------------------------------------

    def search(self, query, *, size, after=None):
        ask, shards = self._asking()
        return answer(ask, query, size, after, shards=shards)

    def terms(self, prefix, *, limit, keep=None):
        ask, _ = self._asking()
        return lexicon.words(ask, prefix, limit, keep)

    def frequencies(self, words):
        words = list(dict.fromkeys(words))
        self._asking()
        found = {}
        for start in range(0, len(words), lexicon.COUNTED):
            some = words[start : start + lexicon.COUNTED]
            answers = self._several([lexicon.counting(word) for word in some], time.monotonic() + QUICK)
            found |= {word: one["hits"]["total"]["value"] for word, one in zip(some, answers, strict=True)}
        return found

    def contents(self):
        index = self._read(STEADY).state.generation
        yield from walking.walk(self._manage, index)

    def verify(self):
        self._known.clear()
        self._read(STEADY)

    def state(self):
        return self._read(STEADY).state

    def serving(self):
        return self._latest(time.monotonic() + QUICK)

    def _latest(self, until):
        """Return the state: what was written here at once, what another process wrote at most a second later.

        While one thread asks for it, the others go on with the one before.
        """
        ours = self._seen == self._written
        if ours and time.monotonic() < self._looked + FRESH:
            return self._kept
        patience = 0 if ours else max(0, until - time.monotonic())
        if self._looking.acquire(timeout=patience):
            try:
                looked, written = time.monotonic(), self._written
                if looked > self._looked + FRESH or self._seen != written:  # another thread may have been here
                    self._kept = self._read_until(until).state
                    self._looked, self._seen = looked, written
            finally:
                self._looking.release()
        elif not ours:
            raise self._cluster.silent()
        return self._kept

    def _asking(self):
        """Return a function that puts a question to the index that serves, and how many shards this has."""
        until = time.monotonic() + QUICK
        shards = self._known[self._latest(until).generation]
        path = f"/{self._generation or self.address.name}/_search"

        def ask(body, params):
            left = max(1, int(1000 * (until - time.monotonic())))
            params = params | {"allow_partial_search_results": "false"}
            return self._whole(self._put(path, body | {"timeout": f"{left}ms"}, params, until))

        return ask, shards

    def _read(self, within, index=None):
        return self._read_until(time.monotonic() + within, index)

    def _read_until(self, until, index=None):
        """Return what an index says of itself; the one that serves, if none is named. Raises `NoIndex`."""
        index = index or self._generation
        about = {
            "query": {"ids": {"values": [layout.STATE]}},
            "docvalue_fields": [f"{layout.STATE}.{name}" for name in ("position", "mark", "fingerprint")],
            "version": True,
        }
        counted = {"query": {"match_all": {}}, "size": 0, "track_total_hits": True}
        found, everything = self._several([about, counted], until, index)
        hits = found["hits"]["hits"]
        if len(hits) != 1:
            serving = index or self._generations.serving(local=True)
            raise self._generations.unfinished(serving) if serving else self._generations.none()
        hit = hits[0]
        if hit["_index"] not in self._known:
            self._known[hit["_index"]] = self._generations.check(hit["_index"])
        state = {name.partition(".")[2]: value for name, (value,) in hit["fields"].items()}
        documents = everything["hits"]["total"]["value"] - 1
        return Kept(state=State(generation=hit["_index"], documents=documents, **state), version=hit["_version"])

    # --- asking --------------------------------------------------------------------------------------

    def _manage(self, method, path, body=None, params=None):
        """Ask for what nobody waits for."""
        return self._cluster.ask(method, path, body, params=params, until=time.monotonic() + LONG)

    def _several(self, questions, until, index=None):
        """Put several questions with one request, and return the answers."""
        where = {"index": index or self._generation or self.address.name, "allow_partial_search_results": False}

        def lines():
            head = where | {"preference": self._cluster.preference(layout.STATE)}
            return b"".join(orjson.dumps(line) + b"\n" for question in questions for line in (head, question))

        answers = self._put("/_msearch", lines, None, until)["responses"]
        return [self._whole(one) for one in answers]

    def _put(self, path, body, params, until):
        try:
            return self._cluster.ask("POST", path, body, params=params, until=until)
        except Problem as error:
            raise self._meaning(error) from error

    def _meaning(self, error):
        """Return `NoIndex` for the answer that there is none, and any other as it is."""
        return self._generations.none() if error.status == 404 and "index_not_found" in error.kind else error

    def _whole(self, found):
        """Return an answer that is one. Part of an answer is none."""
        if "error" in found:
            raise self._meaning(problem(self.address.places, found.get("status", 500), found))
        shards = found["_shards"]
        if found["timed_out"] or shards["failed"] or shards["successful"] < shards["total"]:
            raise EngineError(f"OpenSearch at {self.address.places} found only a part in the time there was.")
        return found


@contextmanager
def temporary(url: str, *, analysis: str = "") -> Iterator[OpenSearch]:
    """Give an engine on the servers of an address, whose index has a name of its own and is deleted afterwards.

    Who may manage the index of the address may manage this one: its name is like that of a generation. A rebuild of
    the former takes it for none, as its `_meta` says otherwise. Raises `EngineError` where it cannot be deleted.
    """
    address = read(url)
    address = replace(address, name=f"{address.name}-g-temporary-{secrets.token_hex(4)}")
    engine = OpenSearch(location=address, analysis=analysis)
    try:
        yield engine
    finally:
        engine.drop()
