"""Jobs are started once at a time, cancelled at any time, and written to by their worker alone."""

import pytest
from django.db import IntegrityError, transaction

from articles.jobs import AlreadyRunning, Cancelled, Job, JobStatus, start
from articles.jobs.models import Stopped
from articles.recording import act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def count(make_kind):
    """A kind of job that does nothing."""
    make_kind("count", lambda job: {})
    make_kind("other", lambda job: {})


def taken(**options):
    job = start("count", by="mara", **options)
    assert job.take()
    return job


def test_a_started_job_waits_with_all_that_was_given():
    job = Job.objects.get(pk=start("count", by="mara", parameters={"to": 3}, key="k").pk)
    assert (job.kind, job.by, job.parameters, job.key) == ("count", "mara", {"to": 3}, "k")
    assert (job.status, job.done, job.total, job.report, job.error, job.tries) == ("waiting", 0, None, {}, "", 0)
    assert job.created_at
    assert job.started_at is job.ended_at is None


def test_an_unknown_kind_is_a_mistake_that_names_the_known_ones():
    with pytest.raises(LookupError, match=r"no kind of job “cuont”; there are: .*count"):
        start("cuont", by="mara")


def test_of_one_key_one_waits_or_runs_and_the_sentence_says_whose():
    first = start("count", by="mara", key="k")
    with pytest.raises(
        AlreadyRunning, match=rf"waiting for its turn already \(job {first.pk}, started by mara\)"
    ) as one:
        start("count", by="ivo", key="k")
    assert one.value.job == first
    first.take()
    with pytest.raises(AlreadyRunning, match="is running already"):
        start("count", by="ivo", key="k")
    first.end(JobStatus.DONE)
    assert start("count", by="ivo", key="k").pk != first.pk


def test_other_keys_other_kinds_and_no_key_are_not_the_same():
    for kind, key in (("count", "k"), ("count", "l"), ("other", "k"), ("count", ""), ("count", "")):
        start(kind, by="mara", key=key)
    assert Job.objects.unfinished().count() == 5


def test_the_database_itself_refuses_a_second_one():
    start("count", by="mara", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="count", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="count", status="lost")


def test_a_refused_start_spoils_no_act_around_it(make_article):
    start("count", by="mara", key="k")
    with act(by="mara"):
        article = make_article()
        with pytest.raises(AlreadyRunning):
            start("count", by="mara", key="k")
    article.refresh_from_db()


def test_a_start_inside_an_act_is_part_of_it(make_article):
    def fail():
        with act(by="mara"):
            start("count", by="mara")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Job.objects.exists()


def test_progress_is_saved_with_the_report_so_far():
    job = taken()
    job.progress(3, 10)
    job.progress(4, report={"new": 4})
    job.progress(5)
    seen = Job.objects.get(pk=job.pk)
    assert (seen.done, seen.total, seen.report) == (5, 10, {"new": 4})


def test_who_waits_is_cancelled_at_once_and_cannot_be_taken():
    job = start("count", by="mara", key="k")
    assert Job.objects.get(pk=job.pk).ask_to_cancel()
    assert not job.take()
    assert (job.status, bool(job.ended_at)) == ("cancelled", True)
    start("count", by="mara", key="k")


def test_who_runs_is_cancelled_at_its_next_progress():
    job = taken()
    assert job.ask_to_cancel()
    assert Job.objects.get(pk=job.pk).status == "running"
    with pytest.raises(Cancelled):
        job.progress(1)


def test_what_has_ended_is_not_cancelled():
    job = taken()
    job.end(JobStatus.DONE, report={"all": 1})
    assert not job.ask_to_cancel()
    assert (job.status, job.report) == ("done", {"all": 1})


def test_a_job_that_another_worker_took_over_is_not_written_to():
    mine = taken()
    other = Job.objects.get(pk=mine.pk)
    assert other.take()
    with pytest.raises(Stopped):
        mine.progress(7)
    mine.end(JobStatus.DONE)
    mine.give_back(tried=True)
    seen = Job.objects.get(pk=mine.pk)
    assert (seen.status, seen.done, seen.tries) == ("running", 0, 2)


def test_of_two_who_take_the_same_one_has_it():
    job = start("count", by="mara")
    other = Job.objects.get(pk=job.pk)
    assert [job.take(), other.take()] == [True, False]


def test_a_job_that_is_taken_again_begins_anew():
    job = taken()
    job.progress(5, 10, {"new": 5})
    job.give_back(tried=False)
    again = Job.objects.get(pk=job.pk)
    assert (again.status, again.tries) == ("waiting", 0)
    again.take()
    assert (again.status, again.done, again.report, again.tries) == ("running", 0, {}, 1)


def test_a_worker_that_ends_stops_the_job_after_its_batch():
    job = taken()
    job.stopping = lambda: True
    with pytest.raises(Stopped):
        job.progress(6)
    assert Job.objects.get(pk=job.pk).done == 6
