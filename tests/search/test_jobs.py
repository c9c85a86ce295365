"""Rebuilds and checks as jobs: whoever starts them does not wait, and sees what came of them."""

import threading

import pytest

from articles.jobs import Job, working
from search import backend, shares
from search.desk import DESK, SHELVES
from search.jobs import start_once
from tests.search.test_indexing import ids

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whoosh(settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"


def done(kind, **parameters):
    """Start a job, run it, and return it."""
    job = start_once(kind, by="ada", **parameters)
    working.Worker(threading.Event()).run_waiting()
    job.refresh_from_db()
    return job


def test_a_rebuild_is_of_both_and_tells_what_they_hold(make_article):
    article, draft = make_article(), make_article(status="draft")
    job = done("rebuild")
    assert (job.status, job.error) == ("done", "")
    assert [ids(shelf.engine()) for shelf in SHELVES] == [{article.pk}, {draft.pk}]
    assert job.report["public"] == {"documents": 1, "position": 2, "generation": backend.engine().state().generation}
    assert job.report["desk"]["documents"] == 1


def test_one_shelf_alone_can_be_rebuilt(make_article):
    make_article()
    done("rebuild")
    before = backend.engine().state().generation
    assert done("rebuild", shelf="desk").report.keys() == {"desk"}
    assert backend.engine().state().generation == before


def test_a_check_tells_what_is_wrong_and_that_nothing_is(make_article):
    article, _ = make_article(), make_article(status="draft")
    done("rebuild")
    sound = done("check").report
    assert [sound[name]["sound"] for name in ("public", "desk")] == [True, True]
    assert (sound["public"]["found"], sound["public"]["checked"]) == ([], 1)
    state = backend.engine().state()
    backend.engine().apply([], [article.pk], position=state.position, mark=state.mark)
    wrong = done("check").report
    assert (wrong["public"]["sound"], wrong["desk"]["sound"]) == (False, True)
    assert wrong["public"]["found"] == [f"missing: 1 ({article.pk})"]


def test_a_check_of_an_index_that_is_not_there_says_so(make_article):
    report = done("check").report
    assert report["public"]["sound"] is False
    assert "There is no index" in report["public"]["found"][0]


def test_the_same_is_started_once(make_article):
    first = start_once("check", by="ada")
    assert start_once("check", by="bob").pk == first.pk
    assert start_once("check", by="bob", shelf="desk").pk != first.pk
    assert start_once("rebuild", by="bob").pk != first.pk


def test_a_job_that_is_cancelled_leaves_the_old_index(make_article, monkeypatch):
    monkeypatch.setattr("search.jobs.TOLD_EVERY", 1)
    make_article(), make_article()
    done("rebuild")
    before = backend.engine().state().generation
    documents = shares.documents

    def slow(*args, **options):
        for one in documents(*args, **options):
            Job.objects.filter(status="running").update(cancel=True)
            yield one

    monkeypatch.setattr(shares, "documents", slow)
    assert done("rebuild", shelf="public").status == "cancelled"
    assert backend.engine().state().generation == before


def test_how_far_it_is_can_be_seen(make_article, monkeypatch):
    monkeypatch.setattr("search.jobs.TOLD_EVERY", 1)
    for _ in range(3):
        make_article(status="draft")
    job = done("rebuild", shelf=DESK.name)
    assert (job.done, job.total) == (3, 3)


def test_a_purge_that_is_owed_is_started_again(make_article):
    from articles import curation
    from search.jobs import purge_again

    purge_again()
    assert not Job.objects.exists()
    curation.withdraw(make_article(), reason="privacy")
    Job.objects.get(kind="purge").ask_to_cancel()
    purge_again()
    purge_again()
    assert list(Job.objects.order_by("id").values_list("kind", "status")) == [
        ("purge", "cancelled"),
        ("purge", "waiting"),
    ]
    working.Worker(threading.Event()).run_waiting()
    purge_again()
    assert Job.objects.count() == 2


def test_deletions_one_by_one_share_one_purge(make_article):
    from articles import curation
    from search.jobs import purge_again

    for status in ("published", "draft"):
        curation.delete(make_article(status=status))
    assert not Job.objects.exists()
    purge_again()
    working.Worker(threading.Event()).run_waiting()
    purge_again()
    assert list(Job.objects.values_list("kind", "status")) == [("purge", "done")]
