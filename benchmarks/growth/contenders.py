"""Who is measured: our engines, and beside each the bare library."""

from functools import partial

from growth.bare import BareTantivy, BareWhoosh, Fts5
from growth.bare_opensearch import BareOpenSearch
from growth.on_server import ADDRESS
from growth.ours import NAME, Ours

LARGEST = {"whoosh": 100_000}
"""Articles that a contender is measured up to, where that is not all."""


def ours(scheme, folder):
    """Return one of our engines, which keeps its index in a folder."""
    return Ours(f"{scheme}://{folder}")


def our_opensearch(folder):
    """Return our engine on the same single node, shard and no replica as the bare library has."""
    return Ours(f"opensearch://{ADDRESS}/{NAME}?shards=1&replicas=0")


CONTENDERS = {
    "whoosh": (partial(ours, "whoosh"), BareWhoosh),
    "tantivy": (partial(ours, "tantivy"), BareTantivy),
    "opensearch": (our_opensearch, BareOpenSearch),
    "fts5": (Fts5,),
}
