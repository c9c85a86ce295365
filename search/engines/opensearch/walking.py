"""Walks through all documents of an index as it is when the walk begins, whatever is written meanwhile."""

import contextlib
from collections.abc import Callable, Iterator

from search.engines.base import EngineError
from search.engines.opensearch.finding import EVERYTHING

PAGE = 5_000
"""Documents that are read with one request."""

KEEP = "2m"
"""How long the cluster keeps what a walk began with, after each page."""


def walk(manage: Callable, index: str) -> Iterator[tuple[int, str]]:
    """Yield id and digest of every document."""
    params = {"keep_alive": KEEP, "allow_partial_pit_creation": "false"}
    held = manage("POST", f"/{index}/_search/point_in_time", None, params)["pit_id"]
    try:
        yield from _pages(manage, held)
    finally:
        with contextlib.suppress(EngineError):  # it ends by itself
            manage("DELETE", "/_search/point_in_time", {"pit_id": [held]})


def _pages(manage, held):
    body = {
        "pit": {"id": held, "keep_alive": KEEP},
        "query": EVERYTHING,
        "size": PAGE,
        "sort": [{"id": "asc"}],
        "track_total_hits": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["digest"],
    }
    while True:
        params = {"allow_partial_search_results": "false", "filter_path": "hits.hits.sort,hits.hits.fields"}
        rows = manage("POST", "/_search", body, params).get("hits", {}).get("hits", ())
        yield from ((row["sort"][0], row["fields"]["digest"][0]) for row in rows)
        if len(rows) < PAGE:
            return
        body["search_after"] = rows[-1]["sort"]
