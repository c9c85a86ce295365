"""The engines behind one seam: `base.py` is the contract, `memory.py` shows it in plain Python."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from search.engines.base import Engine

IN_FOLDERS = {"whoosh": "Whoosh", "tantivy": "Tantivy"}
"""Schemes of engines whose index lies in a folder → their classes, each in the module of that name."""

SERVERS = ("opensearch", "opensearchs")
ON_SERVERS = tuple(f"{scheme}://" for scheme in SERVERS)

KNOWN = "whoosh:///absolute/folder, tantivy:///absolute/folder, opensearch://user:password@host:9200/name and memory://"


def connect(url: str, *, analysis: str = "") -> Engine:
    """Return the engine that an address names, such as `whoosh:///var/archive/index`; touches no disk and no network.

    Each call makes a new engine: whoever shares one (a process, above all with `memory://`) keeps it.
    Raises ValueError with one sentence for an address that names none.
    """
    if url.startswith(ON_SERVERS):
        from search.engines.opensearch import OpenSearch

        return OpenSearch(location=url, analysis=analysis)
    shown = _shown(url)
    unknown = ValueError(f"{shown!r} is not the address of a search engine: write one of {KNOWN}.")
    try:
        parts = urlsplit(url)
    except ValueError:  # its message has the whole address
        raise unknown from None
    if parts.scheme != url.partition(":")[0] or {*"\n\r\t"} & {*url}:  # what parting it would change without a word
        raise unknown
    if {"?", "#"} & {*url}:
        raise ValueError(f"{shown!r} has a “?” or “#”, and only opensearch:// takes options: write one of {KNOWN}.")
    if parts.scheme == "memory" and not (parts.netloc or parts.path.strip("/")):
        from search.engines.memory import Memory

        return Memory(analysis=analysis)
    if parts.scheme in SERVERS:
        raise ValueError(f"{shown!r} lacks “//” behind the “:”: write {parts.scheme}://user:password@host:9200/name.")
    if parts.scheme in IN_FOLDERS and "@" not in url and (relative := _relative(parts)):
        whole = f"{parts.scheme}://{quote(os.path.abspath(relative))}"
        raise ValueError(f"{shown!r} would be another folder wherever a command is called: write {whole}.")
    if parts.scheme in IN_FOLDERS and not parts.netloc and parts.path.startswith("/") and parts.path.strip("/"):
        module = import_module(f"search.engines.{parts.scheme}")
        return getattr(module, IN_FOLDERS[parts.scheme])(location=_folder(parts.path), analysis=analysis)
    raise unknown


@contextmanager
def temporary(url: str, *, analysis: str = "") -> Iterator[Engine]:
    """Give an engine of the kind that an address names, with an index of its own that is gone afterwards.

    It lies in a temporary folder, whatever folder the address names; or on the servers of the address, under a name of
    its own, and takes their shards and replicas. Raises as `connect`, and `EngineError` where it cannot be deleted.
    """
    if url.startswith(ON_SERVERS):
        from search.engines.opensearch import temporary

        with temporary(url, analysis=analysis) as engine:
            yield engine
        return
    scheme = url.partition(":")[0]
    with tempfile.TemporaryDirectory() as folder:
        yield connect(f"{scheme}://{quote(folder)}/index" if scheme in IN_FOLDERS else url, analysis=analysis)


def _shown(url):
    """Return an address as sentences may show it: without what may be a password, or the beginning of one."""
    scheme, _, rest = url.partition(":")
    if scheme in IN_FOLDERS and "@" not in url:
        return url
    _, found, place = rest.rpartition("@")
    if found or ":" in rest or scheme in SERVERS:
        return f"{scheme}:…{found}{place if found else ''}"
    return url


def _relative(parts):
    """Return the folder that an address names by the way to it from another one; empty for an absolute one."""
    path = _folder(f"{parts.netloc}{parts.path}")
    return "" if path.startswith("/") else path


def _folder(path: str) -> str:
    """Return the folder that the path of an address means. Raises ValueError with one sentence."""
    folder = unquote(path, errors="replace")
    if {"\0", "\ufffd"} & {*folder}:
        raise ValueError(f"{path!r} is no name of a folder: behind a “%” stand two digits of a byte of UTF-8, not 00.")
    return folder


def problems(url: str) -> list[str]:
    """Return a sentence for each thing that makes the place of an index unfit for one; touches nothing."""
    if url.startswith(ON_SERVERS):
        from search.engines.opensearch import address

        return [*address.problems(address.read(url))]
    if url.partition(":")[0] not in IN_FOLDERS:
        return []
    from search.engines.generations import problems

    return problems(Path(_folder(urlsplit(url).path)))
