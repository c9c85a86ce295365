"""The admin's first page tells how the indexes stand, and starts what is to be done about them."""

import threading

import pytest
from django.urls import reverse

from articles.history import last_change
from articles.jobs import Job, working
from search import indexing
from search.desk import SHELVES
from search.models import Refusal
from search.panel import panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def follow(settings, tmp_path):
    """Return a function that brings the indexes up to date."""
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"

    def bring():
        for shelf in SHELVES:
            indexing.bring_up_to_date(shelf.engine(), shelf=shelf)

    return bring


def work():
    working.Worker(threading.Event()).run_waiting()


def start(browser, kind):
    return browser.post(reverse("admin:start_index_job", args=[kind]))


def test_it_tells_how_both_stand(follow, make_article):
    make_article(), make_article(status="draft"), make_article(status="draft")
    follow()
    Refusal.objects.create(article_id=9, shelf="desk", reason="too strange")
    public, desk = panel().indexes
    assert (public.name, public.engine, public.state.documents, public.lag) == ("The index", "Whoosh", 1, 0)
    assert (desk.name, desk.state.documents, desk.refused, public.refused) == ("The desk’s index", 2, 1, 0)
    make_article(), make_article(status="draft")
    public, desk = panel().indexes
    assert (public.lag, desk.lag, public.state.position) == (2, 1, last_change()[0] - 2)


def test_an_index_that_cannot_answer_says_why(follow, account):
    public, _ = panel().indexes
    assert (public.state, public.lag) == (None, 0)
    assert "There is no index" in public.error
    assert "There is no index" in account("curator").get("/admin/").content.decode()


def test_check_and_rebuild_start_from_it_and_run_outside_of_the_request(follow, account, make_article):
    article = make_article()
    follow()
    browser, before = account("curator"), SHELVES[0].engine().state()
    assert "Never checked from here." in browser.get("/admin/").content.decode()
    response = start(browser, "check")
    job = Job.objects.get()
    assert response.url == reverse("admin:articles_job_change", args=[job.pk])
    assert (job.status, job.by) == ("waiting", "curator")
    assert start(browser, "check").url == response.url
    assert f"Job {job.pk} (check)</a> is waiting" in browser.get("/admin/").content.decode()
    work()
    assert (panel().check.found, panel().jobs) == ([], [])
    assert "all was sound." in browser.get("/admin/").content.decode()
    SHELVES[0].engine().apply([], [article.pk], position=before.position, mark=before.mark)
    start(browser, "check")
    work()
    assert panel().check.found == [f"public: missing: 1 ({article.pk})"]
    assert f"<li>public: missing: 1 ({article.pk})</li>" in browser.get("/admin/").content.decode()
    start(browser, "rebuild")
    work()
    after = SHELVES[0].engine().state()
    assert (after.documents, after.generation == before.generation) == (1, False)


def test_only_who_keeps_articles_in_order_sees_and_starts_it(follow, account, client):
    assert panel()
    reader = account("reader")
    assert start(reader, "check").status_code == 302  # to the login of the desk
    assert start(client, "check").status_code == 302
    curator = account("curator")
    assert curator.get(reverse("admin:start_index_job", args=["check"])).status_code == 405
    assert start(curator, "purge").status_code == 404
    assert not Job.objects.exists()


def test_the_first_page_takes_as_many_queries_however_much_there_is(follow, account, make_article, queries_of):
    browser = account("curator")
    make_article(), make_article(status="draft")
    follow()
    browser.get("/admin/")
    few = queries_of(lambda: browser.get("/admin/"))
    for _ in range(9):
        make_article(), make_article(status="draft")
    assert queries_of(lambda: browser.get("/admin/")) == few


@pytest.fixture
def queries_of():
    """Return a function that counts the queries of another."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(ask):
        with CaptureQueriesContext(connection) as seen:
            ask()
        return len(seen)

    return count
