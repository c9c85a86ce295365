"""The files of an export, but for its manifest: tables, what is public, originals."""

import hashlib
import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count

from articles import carrying, originals
from articles.exporting import ndjson
from articles.exporting.walking import by_id
from articles.history import last_change
from articles.models import Article
from articles.moving.folder import LIST, POOL, PUBLIC, Manifest, Part, lines_of, numbered, version, write_list
from articles.moving.tables import TABLES, Line, file_of, lines, plural, rows, written
from articles.numbering import last_given

Watch = Callable[..., Iterable]
"""Wraps a stream to show progress: `watch(items, total=…, what=…)`."""


def write_all(folder: Path, target: Path, before: list[Part], watch: Watch) -> Manifest:
    """Write all files but the manifest, and return that; `before` are the parts that this one is a delta to."""
    counts, files = size(), {}
    for model in TABLES:
        told = watch(lines(model), total=counts[model._meta.model_name], what=f"{plural(model)} written")
        files[file_of(model)] = _write_lines(target / file_of(model), _news(before, file_of(model), told))
    public = watch(_public(), total=Article.objects.public().count(), what="public lines written")
    files[PUBLIC] = _write_lines(target / PUBLIC, _news(before, PUBLIC, public))
    hashes, missing = _carry(folder, before, watch)
    write_list(target / LIST, hashes, Path(POOL) if target == folder else Path("..", POOL))
    files[LIST] = _facts(target / LIST)
    return _describe(before, counts, files, missing)


def size() -> dict[str, int]:
    """Return how many rows of each table there are."""
    return {model._meta.model_name: rows(model).count() for model in TABLES}


def _public() -> Iterator[Line]:
    return ndjson.lines(by_id(Article.objects.public()))


def _news(before: list[Part], name: str, there: Iterable[Line]) -> Iterator[Line]:
    """Yield what is to be written of a file: all, or what differs from the parts before, rows that are gone too."""
    if not before:
        yield from there
        return
    old = ((key, 0, line) for key, line in lines_of(before, name))
    new = ((key, 1, line) for key, line in there)
    for key, found in itertools.groupby(heapq.merge(old, new, key=itemgetter(0, 1)), key=itemgetter(0)):
        had = {which: line for _, which, line in found}
        if 1 not in had:
            yield key, written([key])
        elif had.get(0) != had[1]:
            yield key, had[1]


def _write_lines(path: Path, lines: Iterable[Line]) -> dict:
    """Write lines into a new file; returns what the manifest tells of it."""
    digest, length = hashlib.sha256(), 0
    with path.open("xb") as file:
        for _, line in lines:
            digest.update(line + b"\n")
            length += file.write(line + b"\n")
    return {"bytes": length, "sha256": digest.hexdigest()}


def _facts(path: Path) -> dict:
    return {"bytes": path.stat().st_size, "sha256": carrying.hash_of(path)}


def _carry(folder, before, watch) -> tuple[list[str], list[str]]:
    """Copy the originals that no part before has; returns those, and all that are lost or damaged in the archive."""
    named = originals.containers()
    had = {sha256 for part in before for sha256 in part.hashes()}
    new = [sha256 for sha256 in named if sha256 not in had]
    watched = watch(new, total=len(new), what="originals copied")
    missing = {sha256 for sha256, _ in carrying.carry(watched, settings.ARCHIVE_ORIGINALS, folder / POOL)}
    with suppress(FileNotFoundError):
        (folder / POOL / "incoming").rmdir()
    return [sha256 for sha256 in new if sha256 not in missing], sorted(missing)


def _describe(before, counts, files, missing) -> Manifest:
    (seq, mark), last = last_change(), before[-1].manifest if before else None
    statuses = Article.objects.order_by("status").values_list("status").annotate(Count("pk"))
    return Manifest(
        version=version(),
        seq=seq,
        mark=mark,
        since=last and last.seq,
        since_mark=last.mark if last else "",
        articles=dict(statuses),
        rows=counts,
        numbers={model._meta.model_name: last_given(model, connection) for model in TABLES if numbered(model)},
        missing=missing,
        files=files,
    )
