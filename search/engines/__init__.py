"""The engines behind one seam: `base.py` is the contract, `memory.py` shows it in plain Python."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.engines.base import Engine

KNOWN = "whoosh:///absolute/folder, memory:// and opensearch://user:password@host:9200/name"


def connect(url: str, *, analysis: str = "") -> Engine:
    """Return the engine that an address names, such as `whoosh:///var/archive/index`; touches no disk and no network.

    Each call makes a new engine: whoever shares one (a process, above all with `memory://`) keeps it.
    Raises ValueError with one sentence for an address that names none.
    """
    if url.startswith(("opensearch://", "opensearchs://")):
        from search.engines.opensearch import OpenSearch

        return OpenSearch(location=url, analysis=analysis)
    shown = re.sub(r"//.*@", "//…@", url)
    try:
        parts = urlsplit(url)
    except ValueError:  # its message has the whole address
        raise ValueError(f"{shown!r} is not the address of a search engine: write one of {KNOWN}.") from None
    if {"?", "#"} & {*url}:
        raise ValueError(f"{shown!r} has a “?” or “#”, and only opensearch:// takes options: write one of {KNOWN}.")
    if parts.scheme == "memory" and not (parts.netloc or parts.path.strip("/")):
        from search.engines.memory import Memory

        return Memory(analysis=analysis)
    if parts.scheme == "whoosh" and not parts.netloc and parts.path.strip("/"):
        from search.engines.whoosh import Whoosh

        return Whoosh(location=_folder(parts.path), analysis=analysis)
    raise ValueError(f"{shown!r} is not the address of a search engine: write one of {KNOWN}.")


def _folder(path: str) -> str:
    """Return the folder that the path of an address means. Raises ValueError with one sentence."""
    folder = unquote(path, errors="replace")
    if {"\0", "\ufffd"} & {*folder}:
        raise ValueError(f"{path!r} is no name of a folder: behind a “%” stand two digits of a byte of UTF-8, not 00.")
    return folder


def problems(url: str) -> list[str]:
    """Return a sentence for each thing that makes the place of an index unfit for one; touches nothing."""
    if not url.startswith("whoosh:"):
        return []
    from search.engines.whoosh.storage import problems

    return problems(Path(_folder(urlsplit(url).path)))
