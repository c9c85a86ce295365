"""A name that very many articles show is renamed in batches, each article with its change, and found under it."""

import threading

import pytest

from articles import renaming
from articles.jobs import Job
from articles.jobs.working import Worker
from articles.models import Change, Source
from tests.articles.admin.conftest import curator, filled_in, page  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def work():
    Worker(threading.Event()).run_waiting()


@pytest.fixture
def herald(make_article, monkeypatch):
    """A source that more articles show than one waits for."""
    monkeypatch.setattr(renaming, "MANY", 2)
    monkeypatch.setattr(renaming, "BATCH", 2)
    for _ in range(5):
        make_article(source="Herald")
    return Source.objects.get()


def save(browser, source, **changes):
    address = page("source_change", source.pk)
    return browser.post(address, filled_in(browser.get(address)) | changes, follow=True)


def test_the_worker_gives_the_name_and_every_article_follows(curator, herald, api, index):  # noqa: F811
    before = Change.objects.count()
    response = save(curator, herald, name="The Herald")
    assert "5 articles follow in the background" in response.content.decode()
    assert Source.objects.get().name == "Herald"
    work()
    index()
    assert (Source.objects.get().name, Source.objects.get().key) == ("The Herald", "The Herald")
    new = Change.objects.filter(seq__gt=before)
    assert sorted(new.values_list("by", "kind")) == [("ada", "revised")] * 5
    assert api("search/", source="The Herald")["total"] == 5
    assert Job.objects.get().report == {"name": "The Herald", "articles": 5}


def test_not_twice_at_once(curator, herald):  # noqa: F811
    save(curator, herald, name="The Herald")
    assert "The same is waiting" in save(curator, herald, name="Another").content.decode()
    assert Job.objects.count() == 1


def test_a_name_that_few_show_is_saved_at_once(curator, herald, monkeypatch):  # noqa: F811
    monkeypatch.setattr(renaming, "MANY", 5)
    save(curator, herald, name="The Herald")
    assert Source.objects.get().name == "The Herald"
    assert not Job.objects.exists()


def test_a_name_that_went_meanwhile_is_said(curator, herald, make_article):  # noqa: F811
    alone = Source.objects.create(name="Alone")
    job = renaming.rename(alone, by="ada")
    alone.delete()
    work()
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "The name is not there any more.")
