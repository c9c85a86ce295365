"""How a generation lies on disk: what is durable when, how files are read. Reading makes and deletes nothing."""

import contextlib
import io
import mmap
import os
import shutil
from pathlib import Path
from zlib import crc32

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from search.engines.base import NoIndex
from search.engines.generations import REBUILD, sync_folder


class WritingStorage(FileStorage):
    """A folder whose files can be let go of at any moment."""

    def __init__(self, path):
        super().__init__(str(path))
        self._open, self._created = [], []

    def create_file(self, name, mode="wb", **options):
        file = open(self._fpath(name), mode)  # noqa: SIM115
        self._open.append(file)
        self._created.append(name)
        return StructFile(file, name=name, onclose=self._close)

    def _close(self, file):
        self._open.remove(file.raw_file())

    def abandon(self):
        """Close what a failed commit left open; files that cannot be written any more are no reason to complain."""
        for file in self._open:
            with contextlib.suppress(OSError):
                file.close()
        self._open.clear()


class DurableStorage(WritingStorage):
    """Whoosh's folder of files, made durable: no version of Whoosh ever calls fsync.

    Each file is synced when it is closed; the folder before and after a renaming, which is the commit. Whoosh
    deletes what no commit needs any more only after that. `sums` are the checksums of all files so far, by name.
    """

    def __init__(self, path):
        super().__init__(path)
        self._temporary = None
        self.sums = {}

    def _close(self, file):
        file.flush()
        os.fsync(file.fileno())
        path = Path(file.raw_file().name)
        self.sums[path.name] = checksum(path)
        super()._close(file)

    def rename_file(self, oldname, newname, safe=False):
        sync_folder(self.folder)
        os.rename(self._fpath(oldname), self._fpath(newname))
        sync_folder(self.folder)

    def temp_storage(self, name=None):
        self._temporary = WritingStorage(self._fpath(name)).create()
        return self._temporary

    def abandon(self):
        """Close what a failed commit left open; whole files that it left are deleted by the next commit."""
        super().abandon()
        if self._temporary:
            self._temporary.abandon()
            shutil.rmtree(self._temporary.folder, ignore_errors=True)

    def delete_created(self):
        """Delete all files that were made here, by one who has not begun to commit."""
        for name in self._created:
            self.delete_file(name)

    def clean_unfinished(self):
        """Delete tables of contents that were never renamed, which Whoosh leaves for ever; under the writer's lock."""
        for name in self.list():
            if ".toc." in name:
                self.delete_file(name)


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file: it is to find failing disks and copies cut short, not forgers."""
    found = 0
    with open(path, "rb") as file:
        while some := file.read(2**20):
            found = crc32(some, found)
    return found


def verify(folder, sums: dict[str, int], verified: set[str]) -> None:
    """Raise `NoIndex` if a file is not as it was written. Raises FileNotFoundError for one that is gone.

    That only after all others were read: those that are sound join `verified`, and are not read again.
    """
    gone = None
    for name in sorted(sums.keys() - verified):
        try:
            found = checksum(Path(folder, name))
        except FileNotFoundError as error:
            gone = error
            continue
        if found != sums[name]:
            raise NoIndex(f"The index is damaged: {folder}/{name} is not as it was written. {REBUILD}")
        verified.add(name)
    if gone:
        raise gone


class MappedStorage(FileStorage):
    """A folder for reading: files are mapped into memory, not copied, and may be read from many threads."""

    def __init__(self, path):
        super().__init__(str(path), readonly=True)

    def open_file(self, name, **options):
        return MappedFile(self._fpath(name), name)


class MappedFile(BufferFile):
    """A file as Whoosh reads it, without the copy in memory that it makes of each."""

    def __init__(self, path, name):
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._buf = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self.file = self._buf if size else io.BytesIO()
        self._name, self.onclose, self.is_real, self.is_closed = name, None, False, False

    @property
    def buffer(self):
        return self._buf
