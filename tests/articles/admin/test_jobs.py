"""Jobs in the admin: seen, followed and cancelled by those who keep articles in order."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from articles import bulk
from articles.admin.jobs import is_of_admin, lines_of, rows_of
from articles.jobs import Job, JobStatus, start
from articles.jobs.kinds import KINDS, kind
from tests.articles.admin.conftest import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def count():
    kind("count")(lambda job: {})
    yield
    del KINDS["count"]


@pytest.fixture
def job():
    return start("count", by="mara")


def seen(browser, job):
    response = browser.get(page("job_change", job.pk))
    assert response.status_code == 200
    return response.content.decode()


def cancel(browser, job, **given):
    return browser.post(f"/admin/articles/job/{job.pk}/cancel/", given)


def test_the_list_tells_kind_who_status_and_progress(curator, job, django_assert_max_num_queries):
    job.take()
    job.progress(1_500, 3_000)
    for _ in range(20):
        start("count", by="ivo")
    with django_assert_max_num_queries(10):
        html = curator.get(page("job_changelist")).content.decode()
    for told in (f"job {job.pk} (count)", "mara", "running", "1,500 of 3,000"):
        assert told in html.lower()


def test_a_waiting_job_is_followed_by_a_script_and_by_a_link(curator, job):
    html = seen(curator, job)
    assert "It waits for its turn." in html
    assert 'role="status"' in html
    assert f'data-job="/admin/articles/job/{job.pk}/progress/"' in html
    assert ">Refresh</a>" in html
    assert "articles/job.js" in html
    assert "http-equiv" not in html


def test_a_job_that_nobody_takes_says_where_to_look(curator, job):
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=20))
    assert "No worker has taken it yet: see whether manage.py up" in seen(curator, job)
    start("count", by="ivo").take()
    assert "No worker" not in seen(curator, job)


def test_progress_is_a_bar_and_a_sentence(curator, job):
    job.take()
    job.progress(1_500, 3_000)
    html = seen(curator, job)
    assert '<progress aria-label="Progress" value="1500" max="3000">' in html
    assert "It is running: 1,500 of 3,000." in html
    told = curator.get(f"/admin/articles/job/{job.pk}/progress/")
    assert told.headers["Cache-Control"] == "private, no-store"
    told = told.json()
    assert (told["done"], told["total"], told["unfinished"]) == (1_500, 3_000, True)
    assert told["told"] == "It is running: 1,500 of 3,000."


def test_what_has_ended_shows_its_report_and_nothing_to_wait_for(curator, job):
    job.take()
    report = {
        "articles_found": 1_200,
        "by_verdict": {"new": 3, "changed": 4},
        "examples": ["one", "two"],
        "sound": True,
    }
    job.end(JobStatus.DONE, report=report)
    html = seen(curator, job)
    assert "It is done." in html
    for told in ("Articles found", "1,200", "By verdict", "new: 3", "changed: 4", "one", "two", "yes"):
        assert told in html
    for gone in ("<progress", "Cancel the job", "data-job="):
        assert gone not in html


def test_an_act_on_many_says_what_it_did_and_by_which_job_it_was_undone(curator, make_article):
    act = bulk.begin("set", [make_article().pk], {"fields": {"section": "Trade"}}, by="mara", note="by subject")
    html = seen(curator, act)
    assert "change fields" in html
    assert "section: Trade" in html
    assert "Undone by" not in html
    undoing = bulk.undo(act, by="ivo")
    html = seen(curator, act)
    assert f'Undone by <a href="{page("job_change", undoing.pk)}">job {undoing.pk}</a>, ivo' in html
    assert "Undo this act" not in html
    listed = curator.get(page("job_changelist")).content.decode()
    assert '<td class="field-what">change fields</td>' in listed
    assert '<td class="field-what">undo: change fields</td>' in listed


def test_a_failed_one_says_why(curator, job):
    job.take()
    job.end(JobStatus.FAILED, error="The <disk> is full.")
    assert "It failed. The &lt;disk&gt; is full." in seen(curator, job)


def test_a_waiting_job_is_cancelled_by_its_button(curator, job):
    response = cancel(curator, job)
    assert response.url == page("job_change", job.pk)
    assert Job.objects.get().status == "cancelled"
    assert "It is cancelled." in curator.get(response.url).content.decode()
    assert LogEntry.objects.get().change_message == "Cancelled."


def test_a_running_job_ends_after_its_batch(curator, job):
    job.take()
    html = curator.get(cancel(curator, job).url).content.decode()
    assert "It ends after what it is doing now." in html
    assert "It is to end, and finishes what it is doing." in html
    assert "Cancel the job" not in html
    assert Job.objects.get().cancel


def test_what_has_ended_is_told_to_have(curator, job):
    job.take()
    job.end(JobStatus.DONE)
    assert "It has ended already: done." in curator.get(cancel(curator, job).url).content.decode()
    assert Job.objects.get().status == "done"


def test_cancel_leads_back_within_the_admin_alone(curator, job):
    assert cancel(curator, job, back="/admin/articles/article/").url == "/admin/articles/article/"
    assert cancel(curator, job, back="//evil.example/admin/").url == page("job_change", job.pk)
    assert not any(map(is_of_admin, ("", "https://evil.example/admin/", "/adm", "/admin/\\evil", "//x/admin/")))


def test_nothing_is_cancelled_by_a_look(curator, job):
    assert curator.get(f"/admin/articles/job/{job.pk}/cancel/").status_code == 405
    assert Job.objects.get().status == "waiting"


def test_who_may_not_change_articles_sees_none_and_cancels_none(onlooker, job):
    addresses = (page("job_changelist"), page("job_change", job.pk), f"/admin/articles/job/{job.pk}/progress/")
    assert [onlooker.get(address).status_code for address in addresses] == [403] * 3
    assert cancel(onlooker, job).status_code == 403
    assert "job" not in onlooker.get("/admin/").content.decode()
    assert Job.objects.get().status == "waiting"


def test_who_may_change_articles_needs_no_other_right(job):
    user = User.objects.create_user("ben", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_article"))
    ben = signed_in(user)
    assert ben.get(page("job_changelist")).status_code == 200
    assert cancel(ben, job).status_code == 302
    assert Job.objects.get().status == "cancelled"


def test_a_job_that_is_none_is_not_found(curator):
    assert curator.get("/admin/articles/job/77/progress/").status_code == 404
    assert curator.post("/admin/articles/job/77/cancel/").status_code == 404


def test_jobs_are_neither_added_nor_changed_by_hand(curator, job):
    assert curator.get(page("job_add")).status_code == 403
    assert curator.post(page("job_change", job.pk), {"status": "done"}).status_code == 403


def test_reports_of_any_shape_are_lines():
    assert lines_of([]) == lines_of({}) == lines_of(None) == ["—"]
    assert lines_of([{"id": 12_000, "ok": False}, [1, "a"]]) == ["id 12,000, ok no", "1, a"]
    [(name, lines, more)] = rows_of({"too_many": list(range(101))})
    assert (name, len(lines), more) == ("too many", 100, True)
