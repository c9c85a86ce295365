"""The worker: whose turn it is, how jobs end, and what ends the worker."""

import logging
import threading
from dataclasses import replace

import pytest
from django.db import OperationalError

from articles.jobs import Job, JobFailed, start
from articles.jobs.kinds import KINDS
from articles.jobs.working import TRIES, Worker, next_job
from articles.locks import Busy, lock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr("articles.jobs.working.AGAIN", 0)


def only():
    return Job.objects.get()


def raising(error):
    def run(job):
        job.progress(1, 2, {"so far": 1})
        raise error

    return run


def test_jobs_are_run_in_their_order_with_what_was_given_and_keep_their_report(make_kind, work):
    seen = []
    make_kind("note", lambda job: seen.append(job.parameters["what"]) or {"noted": len(seen)})
    for what in "abc":
        start("note", by="mara", parameters={"what": what})
    said = work()
    assert seen == ["a", "b", "c"]
    assert [job.report["noted"] for job in Job.objects.order_by("id")] == [1, 2, 3]
    assert all(job.status == "done" and job.started_at <= job.ended_at for job in Job.objects.all())
    assert all("(note): done in" in line for line in said)
    assert len(said) == 3


def test_a_job_whose_worker_died_goes_first(make_kind):
    make_kind("note", lambda job: {})
    first, second, _ = (start("note", by="mara") for _ in range(3))
    second.take()
    assert next_job() == second
    second.end("done")
    assert next_job() == first


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (JobFailed("There is\n no such file."), "There is no such file."),
        (FileNotFoundError(2, "No such file", "a.zip"), "No such file: a.zip."),
        (OSError(28, "No space left on device"), "No space left on device."),
        (KeyError("foreseen"), "'foreseen'"),
    ],
)
def test_a_foreseen_failure_is_one_sentence_without_traceback(make_kind, work, caplog, error, told):
    make_kind("fail", raising(error), foreseen=[KeyError])
    start("fail", by="mara")
    work()
    assert (only().status, only().error, only().report) == ("failed", told, {"so far": 1})
    assert only().ended_at
    assert not any(record.exc_info for record in caplog.records)
    assert "WARNING" in caplog.text


def test_what_nobody_foresaw_fails_the_job_and_ends_the_worker(make_kind, work):
    make_kind("fail", raising(ZeroDivisionError("division by zero")))
    start("fail", by="mara")
    with pytest.raises(ZeroDivisionError):
        work()
    assert (only().status, only().error) == (
        "failed",
        "Nobody foresaw this (ZeroDivisionError): the worker's log tells more.",
    )


def test_a_cancelled_job_keeps_what_it_did(make_kind, work):
    def run(job):
        job.progress(1, 2, {"stored": 500})
        Job.objects.get(pk=job.pk).ask_to_cancel()
        job.progress(2)
        raise AssertionError("it went on")

    make_kind("import", run)
    start("import", by="mara")
    work()
    assert (only().status, only().report, only().done) == ("cancelled", {"stored": 500}, 1)


def test_a_job_that_ends_its_worker_again_and_again_has_failed(make_kind, work):
    make_kind("die", lambda job: {})
    job = start("die", by="mara")
    for _ in range(TRIES):
        assert next_job().take()
    work()
    assert (only().status, only().tries) == ("failed", TRIES)
    assert only().error.startswith("Its worker ended 3 times before it was done")
    assert only().ended_at
    assert next_job() is None
    assert job.pk == only().pk


def test_a_job_that_was_cancelled_while_its_worker_died_is_not_run_again(make_kind, work):
    make_kind("die", raising(AssertionError("it ran")))
    job = start("die", by="mara")
    job.take()
    job.ask_to_cancel()
    work()
    assert (only().status, only().error) == ("cancelled", "")


def test_a_kind_of_another_version_fails_with_a_sentence(work):
    Job.objects.create(kind="future")
    work()
    assert only().error == "This version of the archive has no jobs of the kind “future”."


def test_what_a_locked_database_refused_is_tried_again_so_often(make_kind, work, caplog):
    tries = []

    def run(job):
        tries.append(job.tries)
        if len(tries) < TRIES:
            raise OperationalError("database is locked")
        return {"at last": True}

    make_kind("patient", run)
    start("patient", by="mara")
    work()
    assert (tries, only().status, only().report) == ([1, 2, 3], "done", {"at last": True})
    assert "is tried again: The database cannot answer (database is locked)" in caplog.text


def test_what_a_full_database_refuses_for_ever_fails_with_its_sentence(make_kind, work):
    make_kind("full", raising(OperationalError("database or disk is full")))
    start("full", by="mara")
    work()
    assert only().status == "failed"
    assert only().error.startswith("The database cannot answer (database or disk is full)")
    assert only().tries == TRIES


def test_a_worker_that_is_stopped_leaves_its_job_to_the_next_without_counting_it(make_kind, work):
    stop, batches = threading.Event(), []

    def run(job):
        for number in range(3):
            batches.append(number)
            job.progress(number)
            if len(batches) == 2:
                stop.set()
        return {"batches": 3}

    make_kind("long", run)
    start("long", by="mara")
    start("long", by="mara")
    assert Worker(stop).run_waiting() == 1
    first = Job.objects.order_by("id").first()
    assert (first.status, first.tries) == ("waiting", 0)
    assert batches == [0, 1, 2]
    work()
    assert {job.status for job in Job.objects.all()} == {"done"}
    assert batches[3:] == [0, 1, 2, 0, 1, 2]


def test_one_worker_works_at_a_time(make_kind, work):
    make_kind("note", lambda job: {})
    start("note", by="mara")
    with lock("worker"), pytest.raises(Busy, match="holds"):
        work()
    assert only().status == "waiting"
    work()
    assert only().status == "done"


def test_a_follower_waits_for_another_worker_and_then_works(make_kind, monkeypatch, caplog):
    """Here the other one ends as soon as it was waited for once."""
    caplog.set_level(logging.DEBUG)
    stop = threading.Event()
    make_kind("note", lambda job: stop.set() or {})
    start("note", by="mara")
    other = lock("worker")
    other.__enter__()
    waits = []

    def wait(seconds):
        waits.append(seconds)
        if len(waits) == 1:
            other.__exit__(None, None, None)

    monkeypatch.setattr(stop, "wait", wait)
    Worker(stop).follow()
    assert only().status == "done"
    assert len(waits) == 1


def test_a_database_that_goes_away_is_waited_for_and_the_job_is_not_blamed(make_kind, monkeypatch):
    stop, there = threading.Event(), [False]

    def run(job):
        if not there[0]:
            raise OperationalError("server closed the connection unexpectedly")
        stop.set()
        return {"tries": job.tries}

    def is_back(error, stop):
        assert "closed the connection" in str(error)
        there[0] = True

    monkeypatch.setattr("articles.jobs.working.connection.is_usable", lambda: there[0])
    monkeypatch.setattr("articles.jobs.working.wait_for_database", is_back)
    make_kind("note", run)
    start("note", by="mara")
    Worker(stop).follow()
    assert (only().status, only().report) == ("done", {"tries": 1})


def test_chores_are_done_while_nothing_waits_and_not_more_often_than_hourly(make_kind, monkeypatch, caplog):
    stop, done = threading.Event(), []

    def full():
        done.append(Job.objects.unfinished().count())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("articles.jobs.working.CHORES", [full, lambda: done.append("next")])
    make_kind("note", lambda job: {})
    start("note", by="mara")
    waits = []
    monkeypatch.setattr(stop, "wait", lambda seconds: waits.append(seconds) or (len(waits) == 3 and stop.set()))
    Worker(stop).follow()
    assert done == [0, "next"]
    assert "No space left on device." in caplog.text


@pytest.fixture
def urgent(make_kind, monkeypatch):
    """A kind of job called “soon” that is urgent."""
    make_kind("soon", lambda job: {})
    monkeypatch.setitem(KINDS, "soon", replace(KINDS["soon"], urgent=True))


def test_what_is_urgent_goes_before_all_others_that_wait(make_kind, urgent):
    make_kind("long", lambda job: {})
    start("long", by="mara")
    soon = start("soon", by="mara")
    assert next_job() == soon


def test_what_is_urgent_waits_for_none_that_runs(make_kind, urgent, work):
    began = []

    def long(job):
        began.append(job.tries)
        if len(began) == 1:
            start("soon", by="mara")
        job.progress(1, 2)
        return {"began": len(began)}

    make_kind("long", long)
    start("long", by="mara")
    said = work()
    assert [line.split("(")[1].split(")")[0] for line in said] == ["soon", "long"]
    assert began == [1, 1]  # that was no try of its own
    assert Job.objects.get(kind="long").report == {"began": 2}


def test_what_is_urgent_itself_waits_its_turn(urgent, make_kind, monkeypatch, work):
    monkeypatch.setitem(KINDS, "soon", replace(KINDS["soon"], run=lambda job: job.progress(1) or {}))
    first, second = start("soon", by="mara"), start("soon", by="mara")
    work()
    assert [Job.objects.get(pk=one.pk).status for one in (first, second)] == ["done", "done"]
