"""An upload is looked at and imported by the worker: cancelled, killed and done twice, it is right in the end."""

import json
import threading

import pytest

from articles import curation
from articles.importing.ledger import Ledger
from articles.importing.uploads import sweep
from articles.jobs import Job
from articles.jobs.kinds import CHORES
from articles.jobs.working import Worker
from articles.models import Article, Capture, Change, Revision
from articles.recording import act

CLIPPING = "# Harbour reopens {0}\n\n2023-09-20\n\nShips came in.\n\nURL: https://a.example/{0}"


@pytest.fixture
def work(db):
    """Return a function that runs what waits, and returns the job that was started last."""

    def run():
        Worker(threading.Event()).run_waiting()
        return Job.objects.order_by("-id").first()

    return run


def clippings(number, start=0):
    return {f"{one}.md": CLIPPING.format(one) for one in range(start, start + number)}


def dump(number):
    lines = [
        {"headline": f"H {one}", "body": "B.", "published_at": "2023-09-20", "source_url": f"https://d.example/{one}"}
        for one in range(number)
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def some(counts):
    return {group: count for group, count in counts.items() if count}


def test_a_preview_says_what_would_become_of_each_and_writes_nothing(send, work, make_article, settings):
    known = send(clippings(2))
    known.take_in(by="ada")
    work()
    before = (Change.objects.count(), Capture.objects.count(), len(list(settings.ARCHIVE_ORIGINALS.rglob("*"))))
    changed = CLIPPING.format(0).replace("Ships came in.", "Ships went out.")
    upload = send(
        {
            "0.md": changed,
            "1.md": CLIPPING.format(1),
            "2.md": CLIPPING.format(2),
            "bad.md": "",
            "half.md": "# No date\n\nB.",
        }
    )
    upload.preview(by="ada")
    job = work()
    assert (job.status, job.error) == ("done", "")
    assert some(job.report["counts"]) == {"rejected": 1, "problems": 1, "new": 1, "changed": 1, "unchanged": 1}
    assert ["It has no date.", 1] in job.report["reasons"]
    assert (job.done, job.total) == (upload.size, upload.size)
    ledger = Ledger(upload.path / "preview")
    assert [line["headline"] for line in ledger.lines("new")] == ["Harbour reopens 2"]
    assert before == (Change.objects.count(), Capture.objects.count(), len(list(settings.ARCHIVE_ORIGINALS.rglob("*"))))


def test_an_import_stores_by_its_starter_and_deletes_the_files(send, work):
    upload = send(clippings(3))
    upload.take_in(by="ada")
    job = work()
    assert some(job.report["counts"]) == {"new": 3}
    assert {change.by for change in Change.objects.all()} == {"import by ada"}
    assert Article.objects.public().count() == 3
    upload.refresh_from_db()
    assert upload.imported_at
    assert [path.name for path in upload.path.iterdir()] == ["import"]
    lines = Ledger(upload.path / "import").lines()
    assert {line["article"] for line in lines} == set(Article.objects.values_list("pk", flat=True))
    assert not any("headline" in line for line in lines)


def test_what_an_import_changes_is_no_edit_of_a_curator(send, work):
    for text in ("Ships came in.", "Ships went out.", "Ships stayed."):
        send({"0.md": CLIPPING.format(0).replace("Ships came in.", text)}).take_in(by="ada")
        work()
    assert Revision.objects.count() == 2
    assert Article.objects.get().text == "Ships stayed."
    assert Article.objects.get().problems == []


def test_options_are_those_of_the_command(send, work):
    options = {"status": "draft", "dates": "dmy", "map": "t=body,d=published_at", "headline_from_body": True}
    upload = send({"a.jsonl": '{"t": "One. Two.", "d": "04/05/2015"}\n'}, **options, set={"source": "Herald"})
    upload.take_in(by="ada")
    work()
    article = Article.objects.get()
    assert (article.headline, article.published_at.month, article.source.name) == ("One. Two.", 5, "Herald")
    assert article.status == "draft"


def test_a_zip_is_imported_with_what_was_passed_over_named(send, work, zipped):
    upload = send({"all.zip": zipped(clippings(2) | {"x.html": "x", "in.zip": "x"}), "dump.jsonl": dump(3)})
    upload.take_in(by="ada")
    job = work()
    assert some(job.report["counts"]) == {"new": 5}
    assert dict(map(tuple, job.report["passed_over"])).keys() == {"all.zip/x.html", "all.zip/in.zip"}
    assert job.report["passed_over_in_all"] == 2
    assert "all.zip/0.md" in Capture.objects.values_list("file", flat=True)


def test_a_zip_bomb_fails_with_a_sentence_and_stores_nothing(send, work, zipped):
    upload = send({"all.zip": zipped(clippings(2) | {"z.md": b"0" * (5 << 20)})})
    upload.take_in(by="ada")
    job = work()
    assert (job.status, job.error[:38]) == ("failed", "“all.zip” holds “z.md”, which grows to")
    assert not Article.objects.exists()
    assert not Capture.objects.exists()


def test_cancelled_between_batches_what_was_stored_stays_and_the_same_again_finishes(send, work, monkeypatch):
    monkeypatch.setattr("articles.importing.running.BATCH", 100)
    upload = send({"dump.jsonl": dump(350)})
    upload.take_in(by="ada")
    progress = Job.progress

    def cancel(job, done, total=None, report=None):
        if report and report["counts"]["new"] == 200:
            job.ask_to_cancel()
        progress(job, done, total, report)

    monkeypatch.setattr(Job, "progress", cancel)
    job = work()
    assert (job.status, job.report["counts"]["new"], Article.objects.count()) == ("cancelled", 200, 200)
    assert Ledger(upload.path / "import").counts()["new"] == 200
    upload.refresh_from_db()
    assert (upload.imported_at, upload.removed_at) == (None, None)
    monkeypatch.setattr(Job, "progress", progress)
    upload.take_in(by="ben")
    job = work()
    assert (job.status, some(job.report["counts"])) == ("done", {"new": 350})
    assert Change.objects.count() == Article.objects.count() == 350


def test_an_import_that_was_done_is_not_done_again(send, work):
    upload = send(clippings(2))
    upload.take_in(by="ada")
    work()
    upload.take_in(by="ben")
    job = work()
    assert (job.status, some(job.report["counts"]), Change.objects.count()) == ("done", {"new": 2}, 2)
    upload.preview(by="ben")
    assert work().error == "It was imported already."


def test_files_that_are_gone_are_told(send, work):
    upload = send(clippings(1))
    upload.give_up()
    upload.take_in(by="ada")
    assert work().error == "Its files are gone: send them again."
    pk = upload.pk
    upload.take_in(by="ada")
    upload.delete()
    assert work().error == f"There is no import {pk} any more."


def test_what_was_deleted_for_good_stays_away(send, work):
    send(clippings(2)).take_in(by="ada")
    work()
    curation.delete(Article.objects.first())
    upload = send(clippings(2))
    upload.take_in(by="ada")
    assert some(work().report["counts"]) == {"left_alone": 1, "unchanged": 1}


def test_a_large_file_is_read_ahead_in_a_process_of_its_own(send, work, transactional_db):
    upload = send({"dump.jsonl": dump(25_000)})
    assert upload.size > 2 << 20
    upload.preview(by="ada")
    assert some(work().report["counts"]) == {"new": 25_000}


def test_the_worker_sweeps_when_nothing_waits():
    assert sweep in CHORES


def test_nothing_is_imported_inside_of_another_act(send, work):
    with act(by="ada"):
        send(clippings(1)).take_in(by="ada")
    assert some(work().report["counts"]) == {"new": 1}
