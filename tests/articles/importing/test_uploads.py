"""What was sent waits until it is imported or given up, and no longer than a week."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.importing import uploads as module
from articles.importing.uploads import sweep
from articles.jobs import AlreadyRunning, Job
from articles.models import Upload

WEEK, QUARTER = timedelta(days=7, minutes=1), timedelta(days=91)


def age(upload, by, **more):
    Upload.objects.filter(pk=upload.pk).update(used_at=timezone.now() - by, **more)


def files(upload):
    return sorted(path.name for path in upload.path.iterdir()) if upload.path.exists() else []


def test_of_one_upload_one_job_waits_or_runs(send):
    upload, other = send({"a.md": "# A"}), send({"a.md": "# A"})
    job = upload.preview(by="ada")
    assert (job.kind, job.key, job.parameters) == ("preview", str(upload.pk), {"upload": upload.pk})
    for start in (upload.preview, upload.take_in):
        with pytest.raises(AlreadyRunning, match="started by ada"):
            start(by="ben")
    other.take_in(by="ben")
    assert [one.pk for one in upload.jobs()] == [job.pk]


def test_after_an_import_the_report_alone_is_left(send):
    upload = send({"a.md": "# A"})
    for name in ("import", "preview", "unpacked"):
        (upload.path / name).mkdir()
    upload.finish()
    assert files(upload) == ["import"]
    assert upload.imported_at == upload.removed_at


def test_what_is_given_up_is_gone(send):
    upload = send({"a.md": "# A"})
    upload.give_up()
    assert not upload.path.exists()
    upload.refresh_from_db()
    assert (bool(upload.removed_at), upload.imported_at) == (True, None)
    upload.give_up()


def test_a_week_after_its_last_use_an_upload_is_given_up(send):
    old, used, busy = (send({"a.md": "# A"}) for _ in range(3))
    busy.preview(by="ada")
    for upload in (old, used, busy):
        age(upload, WEEK)
    used.preview(by="ada")
    Job.objects.filter(key=str(used.pk)).delete()
    sweep()
    assert [bool(files(upload)) for upload in (old, used, busy)] == [False, True, True]
    old.refresh_from_db()
    assert old.removed_at


def test_reports_are_kept_for_a_quarter(send):
    young, old = (send({"a.md": "# A"}) for _ in range(2))
    for upload in (young, old):
        (upload.path / "import").mkdir()
        upload.finish()
    age(old, QUARTER, imported_at=timezone.now() - QUARTER)
    (young.path / "000001").write_text("left behind by a worker that was killed")
    sweep()
    assert files(young) == ["import"]
    assert not old.path.exists()


def test_folders_that_nobody_knows_are_deleted_once_they_are_old(send, uploads):
    known = send({"a.md": "# A"})
    for name, days in (("old", 8), ("young", 1)):
        (uploads / name).mkdir()
        (uploads / name / "000001").write_text("x")
        then = time.time() - 24 * 60 * 60 * days
        os.utime(uploads / name, (then, then))
    os.utime(known.path, (1, 1))
    sweep()
    assert sorted(path.name for path in uploads.iterdir()) == sorted([known.folder, "young"])


def test_where_nothing_was_ever_sent_there_is_nothing_to_sweep(db, uploads):
    sweep()
    assert not uploads.exists()


def test_removing_what_is_gone_is_no_failure(tmp_path):
    module.remove(tmp_path / "gone")
