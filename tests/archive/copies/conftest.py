"""An archive with a few articles and a backup of it, made once by the real commands; each test gets its own copy."""

import shutil
from pathlib import Path

import pytest

from tests.archive.copies import forked

LARGE = 300_000
"""Bytes of an original that is too large to be kept together with others."""


class Archive:
    """A folder with an archive in `data` and backups in `backups`."""

    def __init__(self, folder: Path):
        self.folder, self.data, self.backups = folder, folder / "data", folder / "backups"

    def run(self, *arguments, code="", limit=0):
        """Run a command of this archive, or some code in it; returns (status, lines that were said).

        `limit` is the size of a file, in bytes, beyond which the disk takes no more.
        """
        file = self.folder / "said"
        given = (str(self.data), [*map(str, arguments)], code, limit, str(file))
        process = forked.CONTEXT.Process(target=forked.run, args=given)
        process.start()
        process.join(120)
        said = file.read_text()
        assert "Traceback" not in said, said
        return process.exitcode, said.splitlines()

    def succeeds(self, *arguments, **how):
        """Run it, and return what was said; it must end with status 0."""
        status, said = self.run(*arguments, **how)
        assert status == 0, said
        return said

    def refuses(self, *arguments, **how):
        """Run it, and return the one sentence that it ends with; it must end with status 1."""
        status, said = self.run(*arguments, **how)
        assert status == 1, said
        assert said[-1].startswith("CommandError: "), said
        return said[-1]

    def store(self, *names, size=0):
        """Take in clippings of these names."""
        folder = self.folder / "clippings"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in names:
            text = f"# About {name}\n\n20 September 2023\n\n{name} came into the harbour. {'x' * size}\n"
            (folder / f"{name}.md").write_text(text)
        self.succeeds("import_articles", folder)

    def backup(self):
        """Make a backup; returns its folder."""
        self.succeeds("backup", self.backups)
        return self.newest()

    def newest(self):
        return sorted(self.backups.glob("2*Z"))[-1]

    def elsewhere(self):
        """Return an archive that does not exist yet, which has the same backups."""
        other = Archive(self.folder)
        other.data = self.folder / "elsewhere"
        return other

    def originals(self, folder=None):
        """Return {hash: path} of the originals of the archive, or of another folder."""
        return {path.name: path for path in ((folder or self.data) / "originals").glob("??/??/*")}

    def changes(self):
        """Return all that the change log holds."""
        code = "from articles.history import Change\nfor row in Change.objects.values_list(): print(row)"
        return self.succeeds(code=code)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The archive that others are copies of: three articles, indexed, with a secret key, and one backup."""
    archive = Archive(tmp_path_factory.mktemp("made"))
    archive.data.mkdir(mode=0o700)
    archive.succeeds("migrate", "-v0")
    archive.store("Aurora", "Borealis")
    archive.store("Carina", size=LARGE)
    archive.succeeds("rebuild_index")
    (archive.data / "secret_key").write_text("the key of this archive")
    (archive.data / "secret_key").chmod(0o600)
    archive.backup()
    return archive


@pytest.fixture
def archive(made, tmp_path):
    """An archive of one's own."""
    shutil.copytree(made.folder, tmp_path, dirs_exist_ok=True)
    return Archive(tmp_path)
