"""Ten thousand articles of every kind leave one database for the other, and come back: by the real commands."""

import json
import subprocess
import sys

import pytest

from tests.archive.test_settings import environment
from tests.articles.moving.conftest import contents
from tests.conftest import ROOT
from tests.databases import SERVER, made

ARTICLES = 10_000

FILL = "from pathlib import Path; from tests.articles.moving.kinds import fill; fill(Path({!r}), {})"
FOUND = """
import json
from django.test import Client
found = [Client().get(f"/api/v1/{path}", SERVER_NAME="localhost").json() for path in (
    "search/?q=harbour+edited&sort=newest&facets=source,language", "changes/checksum/")]
print(json.dumps([{"total": found[0]["total"], "facets": found[0]["facets"]}, found[1]]))
"""


class Archive:
    """A folder and a database of its own."""

    def __init__(self, folder, url, engine="whoosh"):
        folder.mkdir()
        self.variables = environment(
            folder, DATABASE_URL=url, SEARCH_URL=f"{engine}://{folder}/index", SEARCH_LANGUAGES="en,de,ru"
        )
        self.manage("migrate", "-v0")

    def manage(self, *arguments, status=0):
        """Run a command; return what it said."""
        command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
        ended = subprocess.run(command, env=self.variables, cwd=ROOT, capture_output=True, text=True)
        assert ended.returncode == status, ended.stderr
        return ended.stdout

    def found(self):
        """Return what a search finds, and the checksum of all that is public."""
        self.manage("rebuild_index", "--shelf", "public")
        return json.loads(self.manage("shell", "-v0", "-c", FOUND))


@pytest.mark.slow
@pytest.mark.postgresql  # it goes from SQLite there, and back
def test_ten_thousand_articles_of_every_kind_come_back_the_same(tmp_path):
    first = Archive(tmp_path / "a", f"sqlite:///{tmp_path}/a/archive.sqlite3")
    first.manage("shell", "-v0", "-c", FILL.format(str(tmp_path), ARTICLES))
    said, exported, wanted = first.manage("export_articles", tmp_path / "one", "-v1"), [], first.found()
    assert all(f" {status}" in said for status in ("draft", "published", "withdrawn", "merged")), said
    former = tmp_path / "one"
    for name, url, engine in (
        ("b", made("archive_moved"), "tantivy"),
        ("c", f"sqlite:///{tmp_path}/c/archive.sqlite3", "whoosh"),
    ):
        archive = Archive(tmp_path / name, url, engine)
        archive.manage("import_articles", former, "-v0")
        archive.manage("verify_originals", "-v0")
        assert archive.found() == wanted, name
        former = tmp_path / f"from_{name}"
        archive.manage("export_articles", former, "-v0")
        exported.append(contents(former))
    assert [one == contents(tmp_path / "one") for one in exported] == [True, True]


EDITING = """
from articles.models import Article
while True:
    for one in Article.objects.public().order_by("pk")[:200]:
        one.headline += "."
        one.save()
"""


@pytest.mark.slow
@pytest.mark.databases
def test_an_export_while_others_write_is_of_one_state(tmp_path):
    """Were it not, its tables would not fit what it says is public, and it would be refused."""
    url = made("archive_written_to") if SERVER else f"sqlite:///{tmp_path}/a/archive.sqlite3"
    archive, seqs = Archive(tmp_path / "a", url), []
    archive.manage("shell", "-v0", "-c", FILL.format(str(tmp_path), 500))
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", EDITING]
    writer = subprocess.Popen(command, env=archive.variables, cwd=ROOT)
    try:
        for name in ("one", "two"):
            archive.manage("export_articles", tmp_path / name, "-v0")
            seqs.append(json.loads((tmp_path / name / "manifest.json").read_text())["seq"])
        assert writer.poll() is None
    finally:
        writer.terminate()
        writer.wait()
    assert seqs[0] < seqs[1]
    for name in ("one", "two"):
        other = Archive(tmp_path / f"of_{name}", f"sqlite:///{tmp_path}/of_{name}/archive.sqlite3")
        other.manage("import_articles", tmp_path / name, "-v0")
