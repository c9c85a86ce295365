"""The folder of an index: which generations lie there, which one serves, and what makes a folder unfit for one.

`location/` holds generations `g-<time>-<random>/`, each an index of its own, and the file `current` that names the
one that serves. Nothing here is made, repaired or deleted by reading.
"""

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from search.engines.base import EngineError, NoIndex

GENERATION = re.compile(r"g-[0-9]+-[0-9a-f]+")
REBUILD = "`manage.py rebuild_index` makes one."

SIGNS = {"Whoosh": "_MAIN_*.toc", "Tantivy": "meta.json"}
"""Engines by the name of their class, and a file that every index of theirs has, and that of no other."""

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""


def busy(location: Path) -> EngineError:
    """Return what to raise where another process went on writing for longer than one waits."""
    return EngineError(
        f"Another process has been writing the index in {location} for {PATIENCE:.0f} seconds: try again."
    )


def unreadable(place, error: OSError | MemoryError) -> EngineError:
    """Return what to raise where the machine failed: another index would not help, and this one may be whole."""
    return EngineError(
        f"The index in {place} cannot be read now ({type(error).__name__}: {error}): see to the machine's disk, memory "
        "and limits of open files."
    )


def sync_folder(folder) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_synced(path: Path, text: str) -> None:
    """Write a file whose contents are durable afterwards; its name is, once its folder is synced."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def current(location: Path) -> Path:
    """Return the folder of the generation that serves. Raises `NoIndex`."""
    try:
        name = (location / "current").read_text("ascii").strip()
    except FileNotFoundError:
        raise NoIndex(f"There is no index in {location} yet: {REBUILD}") from None
    except UnicodeDecodeError as error:
        raise NoIndex(f"The index in {location} cannot be read ({error}): {REBUILD}") from error
    except OSError as error:
        raise unreadable(location, error) from error
    if not GENERATION.fullmatch(name):
        raise NoIndex(f"The file {location}/current names no index: {REBUILD}")
    return location / name


def refuse_others(generation: Path, engine: str) -> None:
    """Raise `NoIndex` where another engine made this generation: its folder was given to that one before."""
    for other, sign in SIGNS.items():
        if other != engine and next(generation.glob(sign), None):
            raise NoIndex(f"The index in {generation} was made by {other}, and SEARCH_URL names {engine}: {REBUILD}")


def new_generation(location: Path) -> Path:
    """Make an empty folder for a new generation, ours alone."""
    location.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = location / f"g-{int(time.time())}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    return folder


def point_to(location: Path, generation: Path, *, keep_former: bool = True) -> None:
    """Let a generation serve from now on, durably; keep the one that served, or not, and drop all others.

    Raises OSError where the one that served was to go and cannot.
    """
    served = None
    with contextlib.suppress(NoIndex):
        served = current(location) if keep_former else None
    temporary = location / "current.new"
    write_synced(temporary, f"{generation.name}\n")
    sync_folder(location)
    os.rename(temporary, location / "current")
    sync_folder(location)
    drop_others(location, {generation, served})
    if not keep_former and (left := [path.name for path in generations(location) if path != generation]):
        raise OSError(f"{left[0]} could not be deleted")


def drop_others(location: Path, kept: set[Path | None]) -> None:
    """Delete all generations but those: the remains of rebuilds that were killed, and what served long ago."""
    for folder in generations(location):
        if folder not in kept:
            drop(folder)


def generations(location: Path) -> list[Path]:
    """Return the folders of all generations that lie there."""
    return [path for path in location.iterdir() if GENERATION.fullmatch(path.name)]


def drop_unless_served(location: Path, generation: Path) -> None:
    """Delete a generation that never came to serve: what fails after the pointer was moved must not."""
    with contextlib.suppress(NoIndex):
        if current(location) == generation:
            return
    drop(generation)


def drop(generation: Path) -> None:
    """Delete a generation; a reader that has it open keeps its files until it closes them."""
    shutil.rmtree(generation, ignore_errors=True)


@contextlib.contextmanager
def rebuilding(location: Path):
    """Hold the right to rebuild, which the system takes back from a process that dies. Raises `EngineError`."""
    import fcntl

    location.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(location / "rebuild.lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(
                f"Another process is rebuilding the index in {location}: wait until it is done."
            ) from None
        yield


# --- problems ---------------------------------------------------------------------------------------

NETWORK = {"9p", "afs", "ceph", "cifs", "davfs", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
"""File systems whose locks and mapped files other machines do not see, or too late."""


def problems(location: Path, mounts: Path = Path("/proc/mounts")) -> list[str]:
    """Return a sentence for each thing that makes a folder unfit for an index; touches nothing."""
    try:
        there = next(path for path in (location, *location.parents) if path.is_symlink() or path.exists())
    except OSError as error:
        return [f"The index cannot lie in {location} ({error.strerror}): name another folder in SEARCH_URL."]
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        why = "cannot be written" if there.is_dir() else "is no folder"
        return [f"The index cannot lie in {location}, because {there} {why}: name another folder in SEARCH_URL."]
    found = [*belonging(location)] if location.is_dir() else []
    if location.is_dir() and not found and location.stat().st_mode & 0o077:  # what is another's is not to be closed
        found.append(
            f"Others can read or change the index folder {location}, and reading an index runs what it holds: "
            f"run `chmod -R go= {location}`."
        )
    if (kind := file_system(location, mounts)) in NETWORK:
        found.append(f"The index folder {location} lies on a network file system ({kind}): move it to a local disk.")
    return found


OURS = re.compile(rf"current(\.new)?|rebuild\.lock|{GENERATION.pattern}")


def belonging(location: Path) -> Iterator[str]:
    """Yield a sentence where a folder is another user's, or holds what no index does: rebuilds delete in it."""
    if (owner := location.stat().st_uid) != os.geteuid():
        yield (
            f"The index folder {location} belongs to another user (number {owner}): run the archive as that user, or "
            "name another folder in SEARCH_URL."
        )
    elif os.access(location, os.R_OK) and (
        foreign := sorted(path.name for path in location.iterdir() if not OURS.fullmatch(path.name))
    ):
        yield (
            f"The index folder {location} holds something else as well ({foreign[0]}): name a folder in SEARCH_URL "
            "that is for the index alone."
        )


def file_system(path: Path, mounts: Path) -> str:
    """Return the kind of file system that a path lies on, or will lie on; nothing where the system does not tell."""
    try:
        lines = [line.split() for line in mounts.read_text("utf-8", "surrogateescape").splitlines()]
    except OSError:
        return ""
    points = [(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line[1]), line[2]) for line in lines]
    above = {str(folder) for folder in (path.resolve(), *path.resolve().parents)}
    kinds = [(len(point), number, kind) for number, (point, kind) in enumerate(points) if point in above]
    return max(kinds, default=(0, 0, ""))[2]
