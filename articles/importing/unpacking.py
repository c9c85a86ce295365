"""From what was sent to what is read: zips are unpacked beside themselves, once, within the limits."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from articles.importing import zips
from articles.importing.files import GZIP
from articles.importing.paths import Input, suffix
from articles.importing.staging import one_name, private, read_list, sync_all, too_large, too_many, write_list
from articles.importing.uploads import remove
from articles.jobs import JobFailed

UNPACKED = "unpacked"
"""The folder beside the files that were sent."""


def inputs(folder: Path, pulse: Callable[[], None] = lambda: None) -> tuple[list[Input], list[list[str]]]:
    """Return the files to read, and (name, reason) of those that were passed over. Raises `JobFailed`.

    `pulse` is called now and then; what it raises ends the unpacking, which then begins anew.
    """
    if not (folder / UNPACKED).is_dir():
        partly = folder / "unpacking"
        remove(partly)
        partly.mkdir(mode=0o700)
        _Unpacking(folder, partly, pulse).run()
        sync_all(partly)
        partly.rename(folder / UNPACKED)
    files, passed_over = read_list(folder / UNPACKED)
    if not files:
        raise JobFailed(f"There is nothing to read in it: {_told(passed_over)}")
    found = [Input(name=one["name"], path=folder / one["path"], size=one["size"]) for one in files]
    return found, passed_over


def _told(passed_over):
    name, reason = passed_over[0] if passed_over else ("It", "It is empty.")
    return f"“{name}” was passed over. {reason}" if passed_over else reason


class _Unpacking:
    """One pass over the files that were sent; what is unpacked goes into the folder `into`."""

    def __init__(self, folder, into, pulse):
        self.folder, self.into, self.pulse = folder, into, pulse
        self.files, self.names, self.size = [], set(), 0
        self.sent, self.passed_over = read_list(folder)

    def run(self):
        """Unpack, and list what there is."""
        for one in self.sent:
            self.pulse()
            if suffix(one["name"]) == ".zip":
                self._unpack(one)
            else:
                self._count(one["size"])
                self._take(one | {"name": one_name(one["name"], self.names)})
        write_list(self.into, self.files, self.passed_over)

    def _take(self, one, path=None):
        """Add a file to those that are read; one that is compressed is as large as when it is not."""
        self.files.append(one)
        if len(self.files) > settings.IMPORT_MAX_FILES:
            raise JobFailed(too_many())
        with (path or self.folder / one["path"]).open("rb") as file:
            if file.peek(2).startswith(GZIP):
                self._count_unzipped(file)

    def _count(self, size):
        self.size += size
        if self.size > settings.IMPORT_MAX_BYTES:
            said = too_large()
            raise JobFailed(f"Unpacked, {said[0].lower()}{said[1:]}")

    def _count_unzipped(self, file):
        try:
            with gzip.GzipFile(fileobj=file) as stream:
                while chunk := stream.read(zips.CHUNK):
                    self.pulse()
                    self._count(len(chunk))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            return  # whoever reads it says after which line it is broken

    def _unpack(self, one):
        try:
            with (self.folder / one["path"]).open("rb") as file, zips.opened(file) as archive:
                wanted, unwanted = zips.sorted_entries(archive)
                self.passed_over += [[self._name(one, name), reason] for name, reason in unwanted]
                for entry in wanted:
                    self.pulse()
                    self._unpack_entry(one, archive, entry)
        except zips.BadZip as error:
            raise JobFailed(f"“{one['name']}” {error}: nothing of it was imported.") from error

    def _unpack_entry(self, one, archive, entry):
        name, path = self._name(one, entry.filename), self.into / f"{len(self.files) + 1:06}"
        try:
            with private(path) as file:
                for chunk in zips.contents(archive, entry):
                    self._count(len(chunk))
                    file.write(chunk)
        except zips.Damaged as error:
            remove(path)
            self.passed_over.append([name, str(error)])
        else:
            self._take({"path": f"{UNPACKED}/{path.name}", "name": name, "size": path.stat().st_size}, path)

    def _name(self, one, entry):
        return one_name(f"{one['name']}/{entry}", self.names)
