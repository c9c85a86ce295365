"""The engines behind one seam: `base.py` is the contract, `memory.py` shows it in plain Python."""

from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.engines.base import Engine

KNOWN = "whoosh:///absolute/folder, tantivy:///absolute/folder and memory://"

IN_FOLDERS = {"whoosh": "Whoosh", "tantivy": "Tantivy"}
"""Schemes of engines whose index lies in a folder → their classes, each in the module of that name."""


def connect(url: str, *, analysis: str = "") -> Engine:
    """Return the engine that an address names, such as `whoosh:///var/archive/index`; touches no disk.

    Each call makes a new engine: whoever shares one (a process, above all with `memory://`) keeps it.
    Raises ValueError with one sentence for an address that names none.
    """
    parts = urlsplit(url)
    if {"?", "#"} & {*url}:
        raise ValueError(f"{url!r} has a “?” or “#”, and no search engine here takes options: write one of {KNOWN}.")
    if parts.scheme == "memory" and not (parts.netloc or parts.path.strip("/")):
        from search.engines.memory import Memory

        return Memory(analysis=analysis)
    if parts.scheme in IN_FOLDERS and not parts.netloc and parts.path.strip("/"):
        module = import_module(f"search.engines.{parts.scheme}")
        return getattr(module, IN_FOLDERS[parts.scheme])(location=_folder(parts.path), analysis=analysis)
    raise ValueError(f"{url!r} is not the address of a search engine: write one of {KNOWN}.")


def _folder(path: str) -> str:
    """Return the folder that the path of an address means. Raises ValueError with one sentence."""
    folder = unquote(path, errors="replace")
    if {"\0", "\ufffd"} & {*folder}:
        raise ValueError(f"{path!r} is no name of a folder: behind a “%” stand two digits of a byte of UTF-8, not 00.")
    return folder


def problems(url: str) -> list[str]:
    """Return a sentence for each thing that makes the place of an index unfit for one; touches nothing."""
    parts = urlsplit(url)
    if parts.scheme not in IN_FOLDERS:
        return []
    from search.engines.generations import problems

    return problems(Path(_folder(parts.path)))
