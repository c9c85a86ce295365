"""A whole archive is copied from one database to another and back, and goes on where it was."""

import json
import subprocess
import sys

import pytest

from archive.management.commands.copy_database import without_password
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import SERVER, made

WRITE = """
import datetime
from django.contrib.auth import get_user_model
from articles import curation
from articles.models import Article
fields = {"published_at": datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC), "date_precision": "day", "body": "B."}
curation.withdraw(Article.objects.public().first(), reason="error", note="wrong")
edited = Article.objects.public().first()
edited.headline = "Edited"
edited.save()
Article.objects.create(headline="Of old: A\\0b", status="published", **fields)
Article.objects.create(headline="The last", status="published", **fields).delete()
get_user_model().objects.create_superuser("curator", "", "secret")
"""

TELL = """
import json
from archive.copying import rows_of, tables
from articles.numbering import last_given
from articles.models import Article
from django.db import connection
rows = {model._meta.db_table: [json.dumps(row, default=str, sort_keys=True)
        for row in rows_of(model, "default").order_by("pk").values()] for model in tables()}
print(json.dumps([rows, last_given(Article, connection)]))
"""


class Archive:
    """One folder, whose database is now here and now there."""

    def __init__(self, folder):
        self.folder, self.url = folder, f"sqlite:///{folder}/archive.sqlite3"

    def manage(self, *arguments, status=0):
        """Run a command; return what it said."""
        ended = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment(self.folder, DATABASE_URL=self.url),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == status, ended.stderr
        return ended.stdout if status == 0 else ended.stderr

    def contents(self):
        """Return {table: rows} and the last number that an article was given."""
        return json.loads(self.manage("shell", "-v0", "-c", TELL))


@pytest.fixture
def archive(tmp_path):
    """An archive with a bit of everything on SQLite, and an index that fits it."""
    one = Archive(tmp_path / "data")
    one.manage("migrate", "-v0")
    one.manage("import_articles", str(ROOT / "fixtures" / "articles"))
    one.manage("shell", "-v0", "-c", WRITE)
    one.manage("rebuild_index")
    return one


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////tmp/a:b@c", "sqlite:////tmp/a:b@c"),
        ("postgresql://me@host/name", "postgresql://me@host/name"),
        ("postgresql://me:se:cr@et@host:5/name", "postgresql://me:…@host:5/name"),
        ("postgresql://host/name?password=secret&a=b", "postgresql://host/name?password=…&a=b"),
    ],
)
def test_an_address_is_shown_without_its_password(url, shown):
    assert without_password(url) == shown


@pytest.mark.slow
@pytest.mark.databases
def test_a_copy_has_every_row_and_the_index_goes_on_fitting(archive, tmp_path):
    (first, given), password = archive.contents(), SERVER.partition("@")[0].rpartition(":")[2]
    for url in [*([made("archive_copy")] if SERVER else []), f"sqlite:///{tmp_path}/back.sqlite3"]:
        told = archive.manage("copy_database", url)
        assert "counts agree." in told
        assert not SERVER or password not in told
        if url.startswith("sqlite:"):
            assert f"From now on: DATABASE_URL={url}\n" in told
            assert (tmp_path / "back.sqlite3").stat().st_mode & 0o777 == 0o600
        archive.url = url
        rows, last = archive.contents()
        for table in first:
            assert rows[table] == [row.replace(r"\u0000", r"\ufffd") for row in first[table]], table
        assert last == given
        assert archive.manage("check_index", "--repair").startswith(("Sound", "stale: "))
        assert "not empty" in archive.manage("copy_database", f"sqlite:///{tmp_path}/data/archive.sqlite3", status=1)
    archive.manage("shell", "-v0", "-c", WRITE.replace("curator", "another"))
    assert archive.contents()[1] == given + 2
    assert archive.manage("index").endswith(f"up to {len(archive.contents()[0]['articles_change'])}.\n")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://host/name", "begins with neither sqlite:// nor postgresql://: write sqlite:////absolute/file or"),
        ("sqlite:///relative", "This address names no absolute file, which takes four slashes: write sqlite:////"),
        ("sqlite://tmp/relative", "This address names no absolute file, which takes four slashes: write sqlite:////"),
        ("postgresql:/me:secret@host/name", "begins with neither sqlite:// nor postgresql://"),
        ("postgresql://me:secret@127.0.0.1:1/name", "Connection refused"),
        ("sqlite:////nowhere/at/all", "cannot be opened"),
        ("sqlite:///{}/archive.sqlite3", "the database that the archive has already"),
    ],
)
def test_a_target_that_will_not_do_is_one_sentence(tmp_path, url, sentence):
    archive = Archive(tmp_path)
    told = archive.manage("copy_database", url.format(tmp_path), status=1)
    assert sentence in told
    assert told.count("\n") == 1
    assert "secret" not in told


def test_an_archive_of_another_version_is_not_copied(tmp_path):
    told = Archive(tmp_path).manage("copy_database", f"sqlite:///{tmp_path}/other.sqlite3", status=1)
    assert "run manage.py migrate first" in told
