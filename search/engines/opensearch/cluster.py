"""Asks the nodes of a cluster: one that answers, within a time known before, whichever others are dead or hang."""

import itertools
import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import orjson

from search.engines.base import EngineError
from search.engines.opensearch.address import Address, problems, written
from search.engines.opensearch.failures import Problem, Silence, check_server, problem, silence

QUICK = 1.8
"""Seconds for what a reader waits for: an answer, or the news that there is none, comes within two."""

STEADY = 10.0
"""Seconds for what takes no longer than that of a reader, but that no reader waits for."""

LONG = 60.0
"""Seconds for what takes long."""

SURE = 1.0
"""Seconds after an answer in which a node is asked for something long without being looked at first."""

FIRST_SHARE = 0.55
"""Of the time that is left, for a node while there are others."""

LOOK = 0.3
"""Seconds in which a node that lives says so: it is asked for nothing but its name."""

DEAD = 5.0
"""Seconds for which a node that did not answer is not asked by those who wait."""

LEAST = 0.02
"""Seconds that must be left for it to make sense to ask."""

TURN = 0.05
"""Seconds after which to ask again where a cluster is just finding out that a node has gone."""

CONNECTIONS = 16
"""Kept open to a node by one process."""

logger = logging.getLogger(__name__)


class Node:
    """One address of the cluster, and whether it answered when it was last asked."""

    def __init__(self, host: str, port: int, address: Address):
        self.place = written(host, port)
        self.id, self.dead, self.answered = None, False, 0.0
        self._looked, self._looking = 0.0, threading.Lock()
        credentials = (address.user, address.password) if address.user else None
        tls = {"use_ssl": True, "ca_certs": address.ca or None} if address.tls else {}
        self._connection = connection()(host=host, port=port, http_auth=credentials, pool_maxsize=CONNECTIONS, **tls)

    def ask(self, method, path, body, params, timeout):
        """Return what the node answers, read. Raises `Problem` and `Silence`."""
        from opensearchpy.exceptions import ConnectionError as NotConnected
        from opensearchpy.exceptions import TransportError
        from urllib3 import Timeout

        timeout = Timeout(connect=min(timeout, 1.0), total=timeout)
        try:
            _, _, answer = self._connection.perform_request(method, path, params, body, timeout=timeout)
            read = orjson.loads(answer)
        except NotConnected as error:
            raise silence(self.place, error) from error
        except TransportError as error:
            self._alive()
            raise problem(self.place, error.status_code, error.info) from error
        except orjson.JSONDecodeError as error:
            raise EngineError(f"What answers at {self.place} is no OpenSearch: look at SEARCH_URL.") from error
        self._alive()
        return read

    def _alive(self):
        self.dead, self.answered = False, time.monotonic()

    def lives(self) -> bool:
        """Tell whether the node answered just now, or else does when it is looked at."""
        return time.monotonic() <= self.answered + SURE or self.look()

    def look(self) -> bool:
        """Ask the node for its name and tell whether it answered; any answer will do."""
        self._looked = time.monotonic()
        try:
            answer = self.ask("GET", "/_nodes/_local", None, {"filter_path": "nodes.*.name"}, LOOK)
            self.id = next(iter(answer.get("nodes", ())), None)
        except Problem:
            pass
        except Silence:
            self.dead = True
        return not self.dead

    def look_aside(self):
        """Look in a thread of its own whether a dead node is back, now and then: nobody waits for it."""
        if self.dead and time.monotonic() > self._looked + DEAD and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look_and_release, daemon=True).start()

    def _look_and_release(self):
        try:
            self.look()
        finally:
            self._looking.release()


class Cluster:
    """All nodes of an address. Connects when first asked; any thread may ask."""

    def __init__(self, address: Address):
        self.address = address
        self._all, self._making, self._greeted = None, threading.Lock(), False
        self._turn = itertools.count(random.randrange(64))  # noqa: S311 - processes begin with different nodes

    def ask(self, method, path, body=None, *, params=None, until: float) -> dict:
        """Return the answer, from whichever node gives one before `until` (`time.monotonic`).

        `body` is bytes, what becomes JSON, or a function that gives bytes for each attempt. Raises `Problem` for an
        answer that is an error, `Silence` for none.
        """
        if body is not None and not isinstance(body, bytes) and not callable(body):
            body = orjson.dumps(body)
        nodes, until, failure = *self._to_ask(until), None
        while nodes and (left := until - time.monotonic()) > LEAST:
            node = nodes.pop(0)
            if left > STEADY and not node.lives():
                continue
            try:
                sent = body() if callable(body) else body
                return node.ask(method, path, sent, self._careful(params), left * FIRST_SHARE if nodes else left)
            except (Problem, Silence) as error:
                failure, nodes = error, self._left(node, nodes, error)
        raise failure or self.silent()

    def _to_ask(self, until):
        """Return the nodes to be asked, in order, and until when. Raises `Silence` where there is no time to look."""
        known = self._greeted and not all(node.dead for node in self._all)
        if not known and until - time.monotonic() < 2 * LOOK:
            raise self.silent()  # who has waited for others cannot look at all nodes as well
        nodes = self._in_turn()
        if self._greeted or (nodes := self._greet(nodes)):
            return nodes, until
        return self.nodes()[:1], min(until, time.monotonic() + LOOK)  # for the reason alone

    def nodes(self) -> list[Node]:
        """Return all nodes, which are made when they are first wanted."""
        with self._making:
            if self._all is None:
                for sentence in problems(self.address):
                    raise EngineError(sentence)
                self._all = [Node(host, port, self.address) for host, port in self.address.hosts]
        return self._all

    def _in_turn(self):
        """Return the nodes to be asked, each time another one first; where all are dead, those that are so no more."""
        nodes = self.nodes()
        first = next(self._turn) % len(nodes)
        nodes = nodes[first:] + nodes[:first]
        for node in nodes:
            node.look_aside()
        return [node for node in nodes if not node.dead] or self._look(nodes)

    def _left(self, node, others, error):
        """Return who may still be asked after a node failed so. Raises the error where others would say the same."""
        if isinstance(error, Silence):
            return self._left_by_silence(node, others, error)
        if not error.passes:
            raise error
        if not error.turns:
            return others
        time.sleep(TURN)
        return [*others, node]

    def _left_by_silence(self, silent, others, error):
        """Return who may still be asked after one was silent. Who hangs is not alone, often: all are looked at."""
        if not (error.hangs and others):
            silent.dead = True  # a single one is looked at before it is asked again
            return others
        alive = self._look([silent, *others])
        if len(alive) == len(others) + 1:
            return []  # all are well, and it is the question that takes long
        return [node for node in others if node in alive] or alive

    def _look(self, nodes):
        """Return those that answer at once."""
        with ThreadPoolExecutor(len(nodes) or 1) as threads:
            return [node for node, alive in zip(nodes, threads.map(Node.look, nodes), strict=True) if alive]

    def preference(self, usual: str) -> str:
        """Return which copies of shards to ask. Keeps away from a node that hangs, which a cluster notices late."""
        alive = [node.id for node in self._all if node.id and not node.dead]
        return f"_prefer_nodes:{','.join(alive)}" if alive and any(node.dead for node in self._all) else usual

    def _careful(self, params):
        if params and "preference" in params:
            return params | {"preference": self.preference(params["preference"])}
        return params

    def _greet(self, nodes):
        """Make sure, once, that this is a server that is supported; returns the nodes that answer."""
        alive = self._look(nodes)
        for node in alive:
            try:
                check_server(node.place, node.ask("GET", "/", None, None, LOOK))
            except Silence:
                continue
            self._greeted = True
            break
        return alive

    def silent(self) -> Silence:
        """Return what to raise where no node answers."""
        return Silence(f"OpenSearch at {self.address.places} cannot be reached: start it, or look at SEARCH_URL.")


@cache
def connection():
    """Return the class of connections; what fails is told once, in the sentence of an `EngineError`, not in the log."""
    from opensearchpy import Urllib3HttpConnection

    class Connection(Urllib3HttpConnection):
        def log_request_fail(self, *args, **kwargs):
            pass

    return Connection
