"""A small archive of every kind, its export, and an archive that is empty again."""

import pytest

from articles.moving import arriving, leaving
from articles.moving.tables import TABLES, rows
from tests.articles.moving import kinds


def watch(items, **told):
    """Tell nobody how far it is."""
    return items


@pytest.fixture
def archive(db, settings, tmp_path):
    """A hundred records and what became of them."""
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    kinds.fill(tmp_path, 100)


@pytest.fixture
def export(archive, tmp_path):
    """Return a function that exports the archive into a folder of this name, and returns the folder."""

    def make(name="out", since=None):
        return leaving.export(tmp_path / name, since, watch=watch).folder

    return make


@pytest.fixture
def empty(settings, tmp_path):
    """Return a function that makes the archive one in which nothing was ever written."""

    def make():
        for model in reversed(TABLES):
            rows(model)._raw_delete("default")
        settings.ARCHIVE_ORIGINALS = tmp_path / "elsewhere"

    return make


@pytest.fixture
def take_in():
    """Return a function that takes an export in, and returns what is said."""
    return lambda folder, dry=False: arriving.run(folder, dry=dry, watch=watch)


def contents(folder):
    """Return {name: bytes} of all files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
