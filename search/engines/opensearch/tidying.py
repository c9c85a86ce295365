"""Takes documents out of an index that were deleted or replaced, so that its statistics are those of living ones.

Lucene counts them until their segments are merged, and OpenSearch keeps them for half a minute at least: a copy that
was away for a moment catches up from them ("retention leases", moved every 30 seconds). A merge is a task of the
cluster, which cannot be cancelled and goes on whoever has stopped to look at it: nobody waits for it.
"""

import time
from collections.abc import Callable

SMALL = 16 * 2**20
"""Bytes of an index that is rewritten for any deleted document: less than a second of work."""

MANY = 0.05
"""Share of deleted documents from which on a larger one is rewritten: half of what OpenSearch leaves by itself."""

LARGEST = 5 * 2**30
"""Bytes from which on merging is left to OpenSearch alone, which keeps the share below a tenth (`layout.py`)."""

WAIT = 0.3
"""Seconds between two looks."""

MERGING = "indices:admin/forcemerge"

FACTS = (
    "_all.primaries.docs,_all.primaries.store.size_in_bytes,"
    "indices.*.shards.*.seq_no,indices.*.shards.*.retention_leases"
)


class Tidying:
    """What one process has rewritten; `manage(method, path, body, params)` asks the cluster."""

    def __init__(self, manage: Callable):
        self._manage, self._begun = manage, None  # the index whose merge was begun here last

    def look(self, index: str, stop: Callable[[], bool]) -> bool:
        """Begin to rewrite what has deleted documents, once that helps; tells whether there may be more to do."""
        if self._merges(index):
            return self._later(stop)
        self._manage("POST", f"/{index}/_refresh")  # before, what was merged away is counted
        if self._begun == index:
            self._begun = None  # what this merge has left, another one may leave as well
            return False
        told = self._manage("GET", f"/{index}/_stats/docs,store", None, {"level": "shards", "filter_path": FACTS})
        if not worth_it(told["_all"]["primaries"]):
            return False
        if not (kept_back(told["indices"][index]["shards"]) or stop()):
            params = {"only_expunge_deletes": "true", "wait_for_completion": "false"}
            self._manage("POST", f"/{index}/_forcemerge", None, params)
            self._begun = index
        return self._later(stop)

    def _merges(self, index):
        """Tell whether the index is being rewritten, or a node does not say whether it does that."""
        params = {"actions": MERGING, "detailed": "true", "timeout": "5s"}
        told = self._manage("GET", "/_tasks", None, params)
        running = (task for node in told["nodes"].values() for task in node["tasks"].values())
        return "node_failures" in told or any(index in task["description"] for task in running)

    def _later(self, stop):
        """Wait a moment, unless there is news: what that deletes is another merge's."""
        if stop():
            self._begun = None
        else:
            time.sleep(WAIT)
        return True


def worth_it(primaries: dict) -> bool:
    """Tell whether there are so many deleted documents, in so small an index, that it is rewritten."""
    deleted, alive, size = primaries["docs"]["deleted"], primaries["docs"]["count"], primaries["store"]["size_in_bytes"]
    return bool(deleted) and (size <= SMALL or (size <= LARGEST and deleted > MANY * alive))


def kept_back(shards: dict) -> bool:
    """Tell whether any copy still keeps deleted documents for others to catch up from."""
    return any(
        lease["retaining_seq_no"] <= copy["seq_no"]["global_checkpoint"]
        for copies in shards.values()
        for copy in copies
        for lease in copy["retention_leases"]["leases"]
    )
