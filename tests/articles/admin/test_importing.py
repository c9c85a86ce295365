"""Import in the browser: sent, looked at, confirmed, watched, reported; refused where it is too much."""

import json
import threading
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.jobs import Job
from articles.jobs.working import Worker
from articles.models import Article, Upload
from tests.articles.admin.conftest import page, signed_in
from tests.articles.importing.conftest import uploads, zipped
from tests.articles.importing.test_jobs import CLIPPING, clippings, dump

__all__ = ["uploads", "zipped"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

ADD = "/admin/articles/upload/add/"


def work():
    Worker(threading.Event()).run_waiting()


def send(browser, files, expected=302, **options):
    data = {"status": "published"} | options
    data["files"] = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in files.items()
    ]
    response = browser.post(ADD, data)
    assert response.status_code == expected, response.content.decode()
    return response


def sent(browser, files, **options):
    """Send, look, and return the upload."""
    send(browser, files, **options)
    work()
    return Upload.objects.order_by("-id").first()


def seen(browser, upload, **query):
    response = browser.get(page("upload_change", upload.pk), query)
    assert response.status_code == 200
    return response.content.decode()


def do(browser, upload, what, **given):
    return browser.post(f"/admin/articles/upload/{upload.pk}/do/{what}/", given)


def told(browser, response):
    return browser.get(response.url).content.decode()


MIXED = clippings(2) | {"bad.md": "", "half.md": "# No date\n\nB.", "p.html": "<p>"}


def test_what_is_sent_is_looked_at_first(curator):
    response = send(curator, MIXED)
    upload = Upload.objects.get()
    assert response.url == page("upload_change", upload.pk)
    html = seen(curator, upload)
    assert "It waits for its turn." in html
    assert f"/admin/articles/job/{Job.objects.get().pk}/progress/" in html
    assert 'value="Import"' not in html
    work()
    html = seen(curator, upload)
    for words in ("What would become of the records", "New drafts with problems", 'value="Import"', "p.html"):
        assert words in html
    assert not Article.objects.exists()


def test_confirmed_it_is_imported_and_reported_with_links(curator):
    upload = sent(curator, MIXED)
    assert do(curator, upload, "import").url == page("upload_change", upload.pk)
    assert "Import the rest" not in seen(curator, upload)
    work()
    html = seen(curator, upload, group="new")
    assert Article.objects.count() == 3
    assert "What became of the records" in html
    for article in Article.objects.public():
        assert page("article_change", article.pk) in html
    assert 'value="Import"' not in html
    assert "It has no date." in html


def test_the_report_is_a_file_with_a_line_for_each_record(curator):
    upload = sent(curator, MIXED)
    for name in (f"import-{upload.pk}-preview.ndjson", f"import-{upload.pk}.ndjson"):
        response = curator.get(page("upload_report", upload.pk))
        assert name in response.headers["Content-Disposition"]
        lines = [json.loads(line) for line in b"".join(response).splitlines()]
        assert [one["input"] for one in lines] == ["0.md", "1.md", "bad.md", "half.md"]
        assert lines[2]["verdict"] == "rejected"
        do(curator, upload, "import")
        work()
    assert lines[0]["article"]


def test_records_are_listed_by_group_and_page(curator):
    upload = sent(curator, {"dump.jsonl": dump(120) + "{\n"})
    html = seen(curator, upload)
    assert "Records: rejected" in html
    assert "It is no JSON" in html
    html = seen(curator, upload, group="new", page=3)
    assert "Page 3 of 3" in html
    assert ("H 119" in html, "H 99<" in html, "Later" in html) == (True, False, False)
    assert "Page 3 of 3" in seen(curator, upload, group="new", page=99)
    assert "Page 1 of 3" in seen(curator, upload, group="new", page="x")
    assert "all (121)" in seen(curator, upload, group="nonsense")


def test_the_page_of_many_records_asks_little(curator, django_assert_max_num_queries):
    upload = sent(curator, {"dump.jsonl": dump(300)})
    with django_assert_max_num_queries(8):
        seen(curator, upload)


def test_a_record_is_shown_coloured_where_something_was_read(curator):
    upload = sent(curator, MIXED)
    address = page("upload_record", upload.pk)
    html = curator.get(address, {"group": "new", "at": 1}).content.decode()
    assert 'title="headline">Harbour reopens 1</mark>' in html
    assert "</bdi>: <b>published</b>" in html
    assert "What would become of" in html
    assert "Earlier" in html
    assert "Later" not in html
    html = curator.get(address, {"group": "problems", "at": 0}).content.decode()
    assert "It has no date." in html
    assert curator.get(address, {"group": "problems", "at": 1}).status_code == 404
    assert curator.get(address, {"group": "new", "at": "-1"}).status_code == 200


def test_a_record_of_a_dump_and_a_rejected_one_are_shown(curator):
    upload = sent(curator, {"dump.jsonl": dump(2) + "{oops\n", "bytes.md": b"\xff\xfe\x00\x01\x02" * 9})
    for group, words in (("new", "headline"), ("rejected", "oops")):
        html = curator.get(page("upload_record", upload.pk), {"group": group, "at": 0}).content.decode()
        assert words in html
    assert curator.get(page("upload_record", upload.pk), {"group": "rejected", "at": 1}).status_code == 200


def test_what_a_record_holds_is_never_html(curator):
    upload = sent(curator, {"<b>x<b>.md": "# <script>alert(1)</script>\n\nB."})
    for html in (seen(curator, upload), curator.get(page("upload_record", upload.pk)).content.decode()):
        assert "<script>alert" not in html
        assert "<b>x<b>" not in html


def test_other_options_are_tried_without_sending_again(curator):
    upload = sent(curator, {"a.md": "# A headline\n\n04/05/2015\n\nThe body of it."})
    assert "New drafts with problems (1)".lower() in seen(curator, upload).lower()
    do(curator, upload, "look", status="published", dates="dmy")
    work()
    assert "new (1)" in seen(curator, upload)
    assert "4 May 2015" in seen(curator, upload)
    do(curator, upload, "import")
    work()
    assert Article.objects.get().published_at.month == 5


def test_options_that_say_nothing_are_told_at_their_field(curator):
    html = send(curator, {"a.md": "# A"}, 200, language="klingon").content.decode()
    assert "language=klingon: write a BCP 47 tag" in html
    assert "--set" not in html
    html = send(curator, {"a.md": "# A"}, 200, map="a=b").content.decode()
    assert "there is no field “b”" in html
    upload = sent(curator, {"a.md": "# A\n\nB."})
    html = told(curator, do(curator, upload, "look", status="published", map="a=b"))
    assert "Nothing was changed. Names of fields: a=b: there is no field" in html
    assert Job.objects.count() == 1


def test_options_reach_the_import(curator):
    upload = sent(
        curator,
        {"a.jsonl": '{"t": "One. Two."}\n'},
        status="draft",
        map="t=body",
        headline_from_body="on",
        source="Herald",
        published_at="2017",
    )
    do(curator, upload, "import")
    work()
    article = Article.objects.get()
    assert (article.headline, article.source.name, article.published_at.year, article.status) == (
        "One. Two.",
        "Herald",
        2017,
        "draft",
    )


@pytest.mark.parametrize(("files", "said"), [({}, "No file was sent"), ({"a.jpg": b"x"}, "of no known format")])
def test_nothing_to_read_is_said_on_the_form(curator, files, said):
    assert said in send(curator, files, 200).content.decode()
    assert not Upload.objects.exists()


def test_what_cannot_be_read_says_why_and_is_given_up(curator, uploads):
    upload = sent(curator, {"a.zip": b"no zip"})
    html = seen(curator, upload)
    assert "It failed. “a.zip” is no zip, or a broken one" in html
    assert 'value="Import"' not in html
    assert "Its files are deleted." in told(curator, do(curator, upload, "give-up"))
    assert list(uploads.iterdir()) == []
    html = seen(curator, upload)
    assert "It was given up" in html
    assert "Give it up" not in html


# --- twice, cancelled, done -----------------------------------------------------------------------


def test_two_browsers_start_the_same_import_once(curator):
    other = signed_in(User.objects.create_superuser("ben"))
    upload = sent(curator, MIXED)
    do(curator, upload, "import")
    assert "The same is waiting for its turn already" in told(other, do(other, upload, "import"))
    assert Job.objects.filter(kind="import").count() == 1
    for what in ("look", "give-up"):
        assert "is waiting for its turn already" in told(other, do(other, upload, what, status="published"))
    work()
    assert "It was imported already." in told(other, do(other, upload, "import"))
    assert Job.objects.filter(kind="import").count() == 1
    assert Article.objects.count() == 3


def test_a_cancelled_import_says_how_much_is_done_and_is_finished_later(curator, monkeypatch):
    monkeypatch.setattr("articles.importing.running.BATCH", 100)
    upload = sent(curator, {"dump.jsonl": dump(250)})
    do(curator, upload, "import")
    progress = Job.progress

    def cancel(job, done, total=None, report=None):
        if report:
            job.ask_to_cancel()
        progress(job, done, total, report)

    with monkeypatch.context() as patch:
        patch.setattr(Job, "progress", cancel)
        work()
    html = seen(curator, upload)
    assert "It was cancelled; what it had done stays done." in html
    assert "So far" in html
    assert "<td>100</td>" in html
    assert 'value="Import the rest"' in html
    do(curator, upload, "import")
    work()
    html = seen(curator, upload)
    assert "<td>250</td>" in html
    assert Article.objects.count() == 250


def test_cancel_on_the_page_of_an_import_leads_back_to_it(curator):
    upload = sent(curator, MIXED)
    do(curator, upload, "import")
    html = seen(curator, upload)
    assert f'name="back" value="{page("upload_change", upload.pk)}"' in html


def test_the_list_says_where_each_stands(curator, django_assert_max_num_queries):
    first = sent(curator, MIXED)
    sent(curator, {"a.zip": b"no zip"})
    do(curator, first, "import")
    with django_assert_max_num_queries(8):
        html = curator.get(page("upload_changelist")).content.decode()
    assert "import waiting" in html
    assert "cannot be read" in html
    work()
    do(curator, Upload.objects.first(), "give-up")
    html = curator.get(page("upload_changelist")).content.decode()
    assert "imported" in html
    assert "given up" in html


# --- limits ---------------------------------------------------------------------------------------


def test_more_bytes_than_may_be_sent_are_refused_by_their_number_before_they_are_read(curator, settings, uploads):
    settings.IMPORT_MAX_BYTES = 1_000
    response = curator.post(
        ADD, data=Unread(), content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(9 << 20)
    )
    assert response.status_code == 413
    assert "more than the 1000 bytes" in response.content.decode().replace("\xa0", " ")
    assert not uploads.exists()


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("it was read")


def test_more_bytes_than_were_told_are_counted(curator, settings, uploads):
    settings.IMPORT_MAX_BYTES = 1_000
    response = send(curator, {"a.md": "x" * 600, "b.md": "x" * 600}, 413)
    assert "IMPORT_MAX_BYTES" in response.content.decode()
    assert list(uploads.iterdir()) == []


def test_more_files_than_may_be_sent_are_refused(curator, settings, uploads):
    settings.IMPORT_MAX_FILES = 3
    response = send(curator, clippings(4), 413)
    assert "more than the 3 files" in response.content.decode()
    assert list(uploads.iterdir()) == []


def test_hundreds_of_files_are_taken(curator):
    upload = sent(curator, clippings(300))
    assert upload.files == 300
    assert "new (300)" in seen(curator, upload)


def test_a_full_disk_is_told_on_the_form(curator, uploads, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    for place in ("private", "sync_all"):
        with monkeypatch.context() as patch:
            patch.setattr(f"articles.importing.staging.{place}", full)
            assert "No space left on device" in send(curator, {"a.md": "# A"}, 503).content.decode()
    assert list(uploads.iterdir()) == []


def test_a_zip_bomb_is_a_sentence(curator, zipped):
    upload = sent(curator, {"a.zip": zipped({"a.md": b"0" * (9 << 20)})})
    assert "which grows to more than 200 times its size: nothing of it was imported." in seen(curator, upload)


# --- who may --------------------------------------------------------------------------------------


def test_a_form_from_elsewhere_is_refused(uploads):
    ada = User.objects.create_superuser("ada")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    response = browser.post(ADD, {"status": "published", "files": [SimpleUploadedFile("a.md", b"# A")]})
    assert response.status_code == 403
    assert list(uploads.iterdir()) == []
    browser.get(ADD)
    token = browser.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token, "status": "published", "files": [SimpleUploadedFile("a.md", b"# A")]}
    assert browser.post(ADD, data).status_code == 302
    assert browser.post(f"/admin/articles/upload/{Upload.objects.get().pk}/do/import/").status_code == 403


def test_who_may_not_change_articles_sees_and_sends_nothing(curator, onlooker, client):
    upload = sent(curator, MIXED)
    for browser, status in ((onlooker, 403), (client, 302)):
        assert send(browser, {"a.md": "# A"}, status)
        for address in (
            ADD,
            page("upload_changelist"),
            page("upload_change", upload.pk),
            page("upload_record", upload.pk),
            page("upload_report", upload.pk),
        ):
            assert browser.get(address).status_code == status
        assert do(browser, upload, "import").status_code == status
    assert Upload.objects.count() == 1
    assert Job.objects.count() == 1


def test_who_may_change_but_not_add_sees_and_confirms_nothing(curator):
    user = User.objects.create_user("ben", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_article"))
    ben, upload = signed_in(user), sent(curator, MIXED)
    assert 'value="Import"' not in seen(ben, upload)
    assert do(ben, upload, "import").status_code == 403
    assert ben.get(ADD).status_code == 403
    assert "Import…" not in ben.get(page("article_changelist")).content.decode()


def test_the_list_of_articles_and_the_desk_lead_to_it(curator):
    assert f'href="{ADD}">Import…</a>' in curator.get(page("article_changelist")).content.decode()
    assert ADD in curator.get("/admin/").content.decode()


def test_nothing_is_done_by_a_look_and_no_other_deed_is_known(curator):
    upload = sent(curator, MIXED)
    assert curator.get(f"/admin/articles/upload/{upload.pk}/do/import/").status_code == 405
    assert do(curator, upload, "dance").status_code == 404
    assert curator.get(page("upload_change", 77)).status_code == 404
    assert curator.get(page("upload_report", Upload.objects.create(folder="x", files=1, size=1).pk)).status_code == 404


def test_no_other_page_writes_files_that_are_sent_to_it(client, curator, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    (tmp_path / "tmp").mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "tmp"
    large = SimpleUploadedFile("a.md", b"x" * (3 << 20))
    assert client.post("/login/", {"username": "x", "password": "y", "f": large}).status_code == 200
    assert list((tmp_path / "tmp").iterdir()) == []


def test_clippings_of_this_module_are_complete():
    assert CLIPPING.format(1).startswith("# Harbour")
