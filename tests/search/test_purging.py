"""What was withdrawn for legal or privacy reasons is in no file of an index, and the archive knows since when.

A search for bytes sees what is written plainly: in Whoosh's files every word, with and without its ending, and every
value; in Tantivy's the values of columns that few articles share. Its words lie in automata that share beginnings and
endings, where no search for bytes finds any: so the engine is asked as well, and no other generation may be there.
"""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import curation
from articles.history import last_change
from articles.jobs import Job, kinds, working
from articles.jobs.models import JobStatus
from search import backend, indexing, purging
from search.desk import DESK, SHELVES
from search.engines.base import Query
from search.models import Purge
from search.query.nodes import Stem

pytestmark = pytest.mark.django_db

WORD, STEM = "quixoticzebras", "quixoticzebra"


@pytest.fixture(params=["whoosh", "tantivy"])
def engine(request, settings, tmp_path):
    """The engine of the archive; the desk's is of the same kind, and its folder lies beside."""
    settings.ARCHIVE_DATA = tmp_path
    settings.SEARCH_URL = f"{request.param}://{tmp_path}/index"
    return backend.engine()


@pytest.fixture
def work():
    """Run the jobs that wait."""
    return lambda: working.Worker(threading.Event()).run_waiting()


def bring_all():
    for shelf in SHELVES:
        indexing.bring_up_to_date(shelf.engine(), shelf=shelf)


def files(folder):
    """Return every file of both indexes."""
    found = [path for name in ("index", "desk") for path in (folder / name).rglob("*") if path.is_file()]
    assert len(found) > 4
    return found


def holding(folder, text):
    return [path for path in files(folder) if text.encode() in path.read_bytes()]


def generations(folder):
    return [len(list((folder / name).glob("g-*"))) for name in ("index", "desk")]


def test_not_a_byte_of_a_withdrawn_article_is_left_in_any_file(engine, make_article, tmp_path, work):
    article = make_article(body=f"About {WORD} in the harbour.", section=WORD, topics=[WORD])
    make_article(), make_article(status="draft", headline=f"A draft without them, by {STEM[:5]}")
    bring_all()
    bring_all()
    assert holding(tmp_path, STEM), "it was never there to be found"
    curation.withdraw(article, reason="legal", by="ada")
    bring_all()
    assert holding(tmp_path, STEM), "a commit alone takes no word out of the files"
    assert purging.standing(article).gone is None

    assert work() == 1
    assert Job.objects.get().status == JobStatus.DONE, Job.objects.get().error
    for shelf in SHELVES:
        one = shelf.engine()
        assert one.terms(WORD[:4], limit=9) == ([("quixo", 1)] if shelf is DESK else [])
        assert one.search(Query(where=Stem(f"en:{STEM}")), size=9).total == 0
        assert article.pk not in dict(one.contents())
    assert holding(tmp_path, STEM) == holding(tmp_path, STEM.upper()) == []
    assert generations(tmp_path) == [1, 1]
    assert purging.standing(article).gone == Purge.objects.get().at <= timezone.now()


def test_all_that_is_withdrawn_while_a_purge_waits_needs_no_other(engine, make_article, work):
    articles = [make_article() for _ in range(3)]
    bring_all()
    for article in articles:
        curation.withdraw(article, reason="privacy")
    assert Job.objects.count() == 1
    work()
    assert Purge.objects.get().position == last_change()[0]
    assert all(purging.standing(article).gone for article in articles)


def test_what_is_withdrawn_while_a_purge_runs_starts_another(engine, make_article, work, monkeypatch):
    first, second = make_article(), make_article()
    bring_all()
    curation.withdraw(first, reason="legal")
    purge = purging.purge

    def meanwhile(**options):
        monkeypatch.undo()
        done = purge(**options)
        curation.withdraw(second, reason="legal")
        return done

    monkeypatch.setattr(purging, "purge", meanwhile)
    assert work() == 2
    assert [job.status for job in Job.objects.all()] == ["done", "done"]
    assert Purge.objects.count() == 2
    assert purging.standing(first).gone < purging.standing(second).gone


def test_a_purge_whose_work_was_done_meanwhile_does_nothing(engine, make_article, work):
    article = make_article()
    bring_all()
    curation.withdraw(article, reason="legal")
    call_command("rebuild_index", "--forget")
    generation = engine.state().generation
    work()
    assert (Job.objects.get().report, engine.state().generation) == ({}, generation)
    assert Purge.objects.count() == 1


@pytest.mark.parametrize("reason", ["error", "duplicate", "other"])
def test_other_reasons_start_none(engine, make_article, reason):
    article = make_article()
    curation.withdraw(article, reason=reason)
    assert not Job.objects.exists()
    assert purging.standing(article) is None
    assert not purging.owed()


def test_a_withdrawal_that_fails_starts_none(engine, make_article):
    draft = make_article(status="draft")
    with pytest.raises(curation.StateError):
        curation.withdraw(draft, reason="legal")
    assert not Job.objects.exists()


def test_an_article_that_was_withdrawn_again_is_gone_only_since_then(engine, make_article, work):
    article = make_article()
    bring_all()
    curation.withdraw(article, reason="legal")
    work()
    first = purging.standing(article).gone
    curation.restore(article)
    bring_all()
    curation.withdraw(article, reason="privacy")
    assert purging.standing(article).gone is None
    work()
    assert purging.standing(article).gone > first


def test_a_purge_waits_for_another_rebuild(engine, make_article, work, monkeypatch):
    article = make_article()
    bring_all()
    curation.withdraw(article, reason="legal")
    other = indexing.PUBLIC.lock("rebuild", wait=False)
    other.__enter__()
    monkeypatch.setattr("search.jobs.time.sleep", lambda seconds: other.__exit__(None, None, None))
    work()
    assert Job.objects.get().status == JobStatus.DONE
    assert purging.standing(article).gone


def test_the_indexer_lets_go_of_what_it_has_open_of_a_deleted_generation(engine, make_article, tmp_path):
    article = make_article(body=WORD)
    bring_all()
    assert engine.search(Query(), size=1).total == 1
    another = type(engine)(location=engine.location, analysis=engine.analysis)
    curation.withdraw(article, reason="legal")
    indexing.rebuild(another, keep_former=False)
    assert "deleted" in open_files(tmp_path / "index")
    engine.state()
    assert "deleted" not in open_files(tmp_path / "index")
    assert engine.search(Query(), size=1).total == 0


def open_files(folder):
    """Return what the system says of the files that this process has open or mapped, below a folder."""
    import gc

    gc.collect()
    with open("/proc/self/maps") as maps:
        return "".join(line for line in maps if str(folder) in line)


def test_forgetting_leaves_no_older_generation_and_is_of_both(engine, make_article, tmp_path):
    make_article()
    for _ in range(2):
        call_command("rebuild_index")
    assert generations(tmp_path) == [2, 2]
    call_command("rebuild_index", "--forget")
    assert generations(tmp_path) == [1, 1]
    with pytest.raises(CommandError, match="--forget is about both indexes"):
        call_command("rebuild_index", "--forget", "--shelf", "desk")


DELETING = """
from articles import curation
from articles.models import Article
made = Article(headline="quixoticzebras", body="quixoticzebras")
made.save()
curation.delete(made)
"""


@pytest.mark.sqlite  # which alone leaves a log beside the database
def test_nothing_of_a_deleted_article_is_left_in_the_files_of_the_database(tmp_path):
    run(tmp_path, "migrate", "-v0")
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as other:  # whoever closes the last one empties the log
        other.execute("SELECT count(*) FROM articles_article").fetchall()
        run(tmp_path, "shell", "-v0", "-c", DELETING)
        assert WORD.encode() in (tmp_path / "archive.sqlite3-wal").read_bytes()
        run(tmp_path, "rebuild_index", "--forget", "-v0")
        kept = {path.name: path.read_bytes() for path in tmp_path.glob("archive.sqlite3*")}
    assert [name for name, content in kept.items() if WORD.encode() in content] == []
    assert len(kept["archive.sqlite3"]) > len(kept["archive.sqlite3-wal"])


def run(folder, *command):
    manage = [sys.executable, "manage.py", *command]
    environment = os.environ | {"ARCHIVE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    subprocess.run(manage, check=True, env=environment, cwd=settings.ROOT)


def test_the_jobs_of_an_index_are_known():
    assert {"rebuild", "check", "purge"} <= kinds.KINDS.keys()
