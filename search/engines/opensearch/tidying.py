"""Takes documents out of an index that were deleted or replaced, so that its statistics are those of living ones.

Lucene counts them until their segments are merged, and OpenSearch keeps them for half a minute at least: a copy that
was away for a moment catches up from them ("retention leases", moved every 30 seconds).
"""

import time
from collections.abc import Callable

SMALL = 256 * 2**20
"""Bytes of an index that is rewritten for any deleted document: seconds of work."""

MANY = 0.02
"""Share of deleted documents from which on a larger one is rewritten; below, scores change in the third digit."""

LARGEST = 20 * 2**30
"""Bytes from which on merging is left to OpenSearch alone, which keeps the share below a tenth."""

WAIT = 0.3
"""Seconds between two looks."""

FACTS = (
    "_all.primaries.docs,_all.primaries.store.size_in_bytes,"
    "indices.*.shards.*.seq_no,indices.*.shards.*.retention_leases"
)


def tidy(manage: Callable, index: str, stop: Callable[[], bool]) -> bool:
    """Rewrite what has deleted documents, once that helps; tells whether there may be more to do."""
    told = manage("GET", f"/{index}/_stats/docs,store", None, {"level": "shards", "filter_path": FACTS})
    if not worth_it(told["_all"]["primaries"]):
        return False
    if kept_back(told["indices"][index]["shards"]):
        time.sleep(0 if stop() else WAIT)
        return True
    if stop():
        return True
    manage("POST", f"/{index}/_forcemerge", None, {"only_expunge_deletes": "true"})
    manage("POST", f"/{index}/_refresh")
    return False


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
