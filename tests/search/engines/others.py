"""Every engine but memory, by its address: tests that compare engines run on each of these, one line for each."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.engines import connect
from search.engines.base import Engine
from tests.search.engines.opensearch import places

SERVER = os.environ.get("OPENSEARCH_TESTS", "127.0.0.1:9200")
"""Where a cluster for tests answers, if there is one: nodes by comma."""


@dataclass(frozen=True, kw_only=True)
class Other:
    """One engine: `address` may have a `{folder}`, or a `{server}` and a `{name}` that no other test has.

    `exact` tells that its scores forget a document at once, `server` where it must answer to be tested.
    """

    name: str
    address: str
    exact: bool = False
    server: str = ""

    @property
    def in_folder(self) -> bool:
        """Whether a process of its own may open the index again, and be killed while it writes."""
        return "{folder}" in self.address

    def url(self, folder: Path | str) -> str:
        """Return an address for an index of its own; the same again for the same folder."""
        if self.server and not answers(self.server):
            pytest.skip(f"no {self.name} answers at {self.server}, which OPENSEARCH_TESTS names")
        return self.address.format(folder=folder, server=self.server, name=places.name())

    def open(self, folder: Path | str) -> Engine:
        """Return an engine without an index."""
        return connect(self.url(folder))


def answers(server: str) -> bool:
    """Tell whether anything listens at a host and port, the first one where there are several."""
    host, _, port = server.partition(",")[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


OTHERS = (
    Other(name="whoosh", address="whoosh://{folder}/index", exact=True),
    Other(name="tantivy", address="tantivy://{folder}/index"),
    Other(name="opensearch", address="opensearch://{server}/{name}", server=SERVER),
)

SERVERS = (pytest.mark.opensearch, pytest.mark.xdist_group("opensearch"))

everyone = [pytest.param(other, id=other.name, marks=SERVERS if other.server else ()) for other in OTHERS]
"""For tests of every engine. What needs a server runs one at a time: other tests may kill its nodes."""

in_folders = pytest.mark.parametrize("other", [o for o in OTHERS if o.in_folder], ids=lambda other: other.name)
"""For tests that make hundreds of indexes, which takes a cluster too long."""
