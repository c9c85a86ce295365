"""The server of OpenSearch that our engine and the bare library are measured on: one node, one shard, no copy."""

import os

from opensearchpy import OpenSearch

ADDRESS = os.environ.get("OPENSEARCH_TESTS", "127.0.0.1:9200").split(",")[0]


def client() -> OpenSearch:
    """Return the bare library, connected with the node."""
    host, _, port = ADDRESS.partition(":")
    return OpenSearch([{"host": host, "port": int(port)}], timeout=120)


def disk(names: str) -> int:
    """Return the bytes that indexes take."""
    return client().indices.stats(index=names)["_all"]["total"]["store"]["size_in_bytes"]


def memory() -> int:
    """Return the bytes that the nodes' Java machines use, garbage too; they do not tell what of files is mapped."""
    nodes = client().nodes.stats(metric="jvm")["nodes"].values()
    return sum(node["jvm"]["mem"][f"{kind}_used_in_bytes"] for node in nodes for kind in ("heap", "non_heap"))


def delete(names: str) -> None:
    """Delete indexes."""
    server = client()
    for name in server.indices.get(index=names):
        server.indices.delete(index=name)
