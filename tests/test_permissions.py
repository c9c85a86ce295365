"""Every cell of the tables in the README: who may do what, where. Each act is really done, or refused."""

import json
import re
import threading
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from archive.models import Token
from articles import bulk, curation, editing, originals
from articles.history import Change
from articles.jobs import Job
from articles.jobs.working import Worker
from articles.models import Article, Capture, Source, Suspicion, Upload
from tests.articles.admin.conftest import filled_in
from tests.articles.importing.conftest import uploads
from tests.conftest import ROOT

__all__ = ["uploads"]
DOCS = (ROOT / "README.md").read_text(encoding="utf-8")
REFUSALS = {301, 302, 401, 403, 404}
SECRET = "quixoticzebra"


def table(heading):
    """Yield (act, who, may) for each cell of the table under a heading."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.split("\n##+ ", DOCS.partition(f"\n### {heading}\n")[2])[0].splitlines()
        if line.startswith("|")
    ]
    people = rows[0][1:]
    for act, *cells in rows[2:]:
        assert {*cells} <= {"yes", "–"}, act
        assert len(cells) == len(people), act
        yield from ((act, who, cell == "yes") for who, cell in zip(people, cells, strict=True))


class Somebody:
    """Whoever does it; remembers what the last answer was."""

    def __init__(self, who, account, token):
        self.headers, self.browser = {}, Client(enforce_csrf_checks=True)
        self.answer = None
        if role := re.fullmatch(r"(?:session of an? )?(reader|curator|administrator)", who):
            self.browser = account(role[1])
            self.browser.handler.enforce_csrf_checks = True
            self.headers = {"X-CSRFToken": csrf_of(self.browser)}
        elif scope := re.fullmatch(r"token: (\w+)", who):
            self.headers = token(scope[1], scope[1])
        else:
            assert who == "nobody"

    def api(self, method, address, body=None):
        """Send JSON; return the answer."""
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        address = f"/api/v1/{address}"
        self.answer = self.browser.generic(method.upper(), address, **content, headers=self.headers)
        return self.answer

    def page(self, address):
        """Open a page."""
        self.answer = self.browser.get(address, headers=self.headers)
        return self.answer

    def form(self, address, **data):
        """Press a button, whether its page was shown or not."""
        self.answer = self.browser.post(address, data, headers=self.headers)
        return self.answer

    def filled(self, address, **changes):
        """Open a form, change some fields and save it; send the changes alone where the form is not shown."""
        page = self.page(address)
        kept = filled_in(page) if page.status_code == 200 else {}
        return self.form(address, **kept | changes)


def csrf_of(browser):
    """Return the token of a session, as the page of signing in sets it."""
    browser.get("/login/")
    return browser.cookies["csrftoken"].value


@pytest.fixture
def make(make_article):
    """Return a function that stores an article of some state."""

    def make(status="published", **fields):
        article = make_article(status="draft" if status == "draft" else "published", **fields)
        return curation.withdraw(article, reason="error") if status == "withdrawn" else article

    return make


def status_of(article):
    return Article.objects.filter(pk=article.pk).values_list("status", flat=True).first()


# --- the API: each does the act, and returns whether it was done ----------------------------------


def read_public(one, make, settings):
    article = make()
    answers = [one.api("get", address) for address in (f"articles/{article.pk}/", "articles/", "search/?q=harbour")]
    return {answer.status_code for answer in answers} == {200}


def read_private(one, make, settings):
    settings.ARCHIVE_ACCESS = "login"
    return read_public(one, make, settings)


def see_former(one, make, settings):
    article = editing.edit(make(), {"headline": "Changed"})
    answers = [one.api("get", f"articles/{article.pk}/{behind}") for behind in ("revisions/", "?revision=1")]
    return [len(answers[0].json()["results"]), answers[1].status_code] == [2, 200]


def see_hidden(one, make, settings):
    draft, withdrawn = make("draft", headline=SECRET), make("withdrawn", headline=SECRET)
    addresses = (f"articles/{withdrawn.pk}/?revision=1", f"articles/{draft.pk}/")
    answers = [one.api("get", address) for address in addresses]
    shown = [SECRET in answer.content.decode() for answer in answers]
    assert shown in ([True, True], [False, False])
    return all(shown)


def see_who_and_why(one, make, settings):
    article = editing.edit(make(), {"headline": "Changed"}, by="ada", note=SECRET)
    shown = one.api("get", f"articles/{article.pk}/revisions/").json()["results"][0]
    assert (shown["by"], shown["reason"]) in (("ada", SECRET), ("", ""))
    return bool(shown["by"])


def make_draft(one, make, settings):
    one.api("post", "articles/", {"headline": SECRET})
    return Article.objects.filter(headline=SECRET, status="draft").exists()


def edit(one, make, settings):
    articles = make(), make("draft")
    for article in articles:
        one.api("patch", f"articles/{article.pk}/", {"subtitle": "Changed"})
    patched = Article.objects.filter(subtitle="Changed").count()
    whole = {"headline": "Put", "body": "Put.", "published_at": "2020"}
    one.api("put", f"articles/{articles[0].pk}/", whole)
    found = (patched, Article.objects.filter(headline="Put").count())
    assert found in {(2, 1), (0, 0)}
    return found == (2, 1)


def verb(name, before, after, **body):
    """Return the act that does a verb to an article of one state, which is of another then."""

    def act(one, make, settings):
        article = make(before)
        one.api("post", f"articles/{article.pk}/{name}/", body)
        assert status_of(article) in {before, after}
        return status_of(article) == after

    return act


def correct(one, make, settings):
    article = make()
    one.api("post", f"articles/{article.pk}/correct/", {"note": "Wrong."})
    return article.corrections.exists()


def merge(one, make, settings):
    article, into = make(), make()
    one.api("post", f"articles/{article.pk}/merge/", {"into": into.pk})
    return status_of(article) == "merged"


def delete(one, make, settings):
    article = make()
    one.api("delete", f"articles/{article.pk}/")
    return status_of(article) is None


def import_as(status):
    """Return the act that sends a clipping, of which the worker makes an article of this status."""

    def act(one, make, settings):
        clipping = f"# {SECRET}\n\n2020-05-01\n\nThe bridge opened."
        place = f"/api/v1/imports/?status={status}"
        one.answer = one.browser.generic("POST", place, clipping, content_type="text/markdown", headers=one.headers)
        sent = one.answer
        Worker(threading.Event()).run_waiting()
        seen = one.api("get", "imports/").status_code == 200
        one.answer = sent
        assert seen or sent.status_code != 202
        return Article.objects.filter(headline=SECRET, status=status).exists()

    return act


API = {
    "read and search what is public": read_public,
    "the same, with `ARCHIVE_ACCESS=login`": read_private,
    "see former states that were public": see_former,
    "see drafts and what was taken back": see_hidden,
    "see who edited, and why": see_who_and_why,
    "make a draft": make_draft,
    "edit": edit,
    "import drafts, and see imports": import_as("draft"),
    "publish": verb("publish", "draft", "published"),
    "import, publishing at once": import_as("published"),
    "withdraw": verb("withdraw", "published", "withdrawn", reason="error"),
    "restore": verb("restore", "withdrawn", "published"),
    "correct": correct,
    "merge": merge,
    "delete for good": delete,
}

NOT_REFUSED = {"see who edited, and why", "see drafts and what was taken back"}
"""What is answered without, or as if it had never been, rather than refused."""


@pytest.mark.parametrize(("act", "who", "may"), list(table("Over the API")))
def test_each_cell_of_the_api(act, who, may, make, account, token, settings, index):
    one = Somebody(who, account, token)
    before = Change.objects.count()
    assert API[act](one, make, settings) is may
    if not may and act not in NOT_REFUSED:
        assert one.answer.status_code == (401 if who == "nobody" else 403)
        assert one.answer["Content-Type"] == "application/problem+json"
    assert Change.objects.count() >= before


# --- the admin ----------------------------------------------------------------------------------

ARTICLE = "/admin/articles/article/"


def open_desk(one, make):
    return one.page("/admin/").status_code == 200


def look_at_draft(one, make):
    page = one.page(f"{ARTICLE}{make('draft', headline=SECRET).pk}/change/")
    return SECRET in page.content.decode()


def make_draft_by_form(one, make):
    one.filled(f"{ARTICLE}add/", headline=SECRET)
    return Article.objects.filter(headline=SECRET, status="draft").exists()


def edit_by_form(one, make):
    article = make()
    one.filled(f"{ARTICLE}{article.pk}/change/", headline=SECRET)
    return Article.objects.filter(headline=SECRET).exists()


def by_page(name, before, after, **data):
    """Return the act that does a verb on its page."""

    def act(one, make):
        article = make(before)
        one.form(f"{ARTICLE}act/{name}/?ids={article.pk}", note="", **data)
        return status_of(article) == after

    return act


def correct_by_page(one, make):
    article = make()
    one.form(f"{ARTICLE}act/correct/?ids={article.pk}", correction="Wrong.")
    return article.corrections.exists()


def merge_by_page(one, make):
    article, into = make(), make()
    one.form(f"{ARTICLE}act/merge/?ids={article.pk}", into=into.pk)
    return status_of(article) == "merged"


def delete_by_page(one, make):
    article = make()
    one.form(f"{ARTICLE}{article.pk}/delete/", post="yes")
    return status_of(article) is None


def bring_back(one, make):
    article = editing.edit(make(headline=SECRET), {"headline": "Changed"})
    one.form(f"{ARTICLE}{article.pk}/revisions/1/", expected=article.revision, note="")
    return Article.objects.filter(headline=SECRET).exists()


def rename_source(one, make):
    source = Source.objects.create(name="Herald")
    one.filled(f"/admin/articles/source/{source.pk}/change/", name=SECRET)
    return Source.objects.filter(name=SECRET).exists()


def send_files(one, make):
    one.form("/admin/articles/upload/add/", status="draft", files=SimpleUploadedFile("a.md", b"# A\n\nB."))
    return Upload.objects.exists()


def set_many(one, make):
    ids = [make(section="Old").pk, make(section="Old").pk]
    one.form(f"{ARTICLE}act/set/?ids={ids[0]},{ids[1]}", section=SECRET, note="")
    done = Article.objects.filter(section=SECRET).count() == 2
    job = Job.objects.get() if done else bulk.begin("set", ids, {"fields": {"section": SECRET}}, by="ada")
    one.form(f"{ARTICLE}undo/{job.pk}/", post="yes")
    undone = Article.objects.filter(section="Old").count() == 2
    assert done is undone
    return done


def make_one_name(one, make):
    kept, other = make(source="Herald").source, make(source="The Herald").source
    one.form(f"/admin/articles/source/merge/?ids={kept.pk},{other.pk}", kept=kept.pk, note="")
    return Source.objects.count() == 1


def settle(one, make):
    other, article = make(), make()
    pair = Suspicion.objects.create(article=article, other=other, kind="hash")
    one.form(f"/admin/articles/suspicion/{pair.pk}/settle/", say="two")
    pair.refresh_from_db()
    return pair.dismissed_at is not None


def put_aside(one, make):
    sha256, size = originals.keep(BytesIO(b"no article"))
    came = {"sha256": sha256, "container": sha256, "size": size, "file": "a.md", "verdict": "rejected"}
    originals.capture([came | {"media_type": "text/markdown", "importer": "markdown/1", "article_id": None}])
    one.form(f"/admin/articles/capture/{Capture.objects.get().pk}/aside/")
    return Capture.objects.get().put_aside_at is not None


def start_check(one, make):
    one.form("/admin/index/check/")
    return Job.objects.filter(kind="check").exists()


def read_log(one, make):
    make()
    curation.withdraw(make(), reason="error", note=SECRET)
    return SECRET in one.page("/admin/articles/change/").content.decode()


def import_by_form(one, make):
    one.form("/admin/articles/upload/add/", status="published", files=[SimpleUploadedFile("a.md", b"# A bridge\n\nB.")])
    Worker(threading.Event()).run_waiting()
    for upload in Upload.objects.all():
        one.form(f"/admin/articles/upload/{upload.pk}/do/import/")
    Worker(threading.Event()).run_waiting()
    return Article.objects.filter(headline="A bridge").exists()


def cancel_job(one, make):
    job = Job.objects.create(kind="import")
    one.form(f"/admin/articles/job/{job.pk}/cancel/")
    job.refresh_from_db()
    return job.status == "cancelled"


def make_user(one, make):
    passwords = {"password1": "a-long-one-42", "password2": "a-long-one-42", "usable_password": "true"}
    one.form("/admin/auth/user/add/", username="carl", **passwords)
    user = User.objects.filter(username="carl").first()
    if user is None:
        return False
    from django.contrib.auth.models import Group

    page = f"/admin/auth/user/{user.pk}/change/"
    joined = {"date_joined_0": "2020-01-01", "date_joined_1": "00:00:00"}
    one.form(page, username="carl", is_active="on", groups=Group.objects.get(name="curator").pk, **joined)
    return user.groups.filter(name="curator").exists()


def make_token(one, make):
    one.form("/admin/archive/token/add/", name=SECRET, scope="curate", expires_at_0="", expires_at_1="")
    return Token.objects.filter(name=SECRET).exists()


def revoke_token(one, make):
    made = Token(name=SECRET, scope="read")
    made.issue()
    one.form(f"/admin/archive/token/{made.pk}/revoke/")
    made.refresh_from_db()
    return made.standing == "revoked"


def change_password(one, make):
    new = {"new_password1": "a-long-one-42", "new_password2": "a-long-one-42"}
    one.form("/admin/password_change/", old_password="secret", **new)
    return any(user.check_password("a-long-one-42") for user in User.objects.all())


ADMIN = {
    "open the desk": open_desk,
    "look at a draft": look_at_draft,
    "make a draft": make_draft_by_form,
    "edit": edit_by_form,
    "publish": by_page("publish", "draft", "published"),
    "withdraw": by_page("withdraw", "published", "withdrawn", reason="error"),
    "restore": by_page("restore", "withdrawn", "published"),
    "correct": correct_by_page,
    "merge": merge_by_page,
    "delete for good": delete_by_page,
    "bring a former state back": bring_back,
    "send files to be imported": send_files,
    "give many articles a field, and undo it": set_many,
    "rename a source": rename_source,
    "make one name of several": make_one_name,
    "say that two suspected articles are two": settle,
    "put a rejected record aside": put_aside,
    "start a check of the indexes": start_check,
    "read the log": read_log,
    "confirm an import": import_by_form,
    "cancel a job": cancel_job,
    "make a user, and give a role": make_user,
    "make a token": make_token,
    "revoke a token": revoke_token,
    "change the own password": change_password,
}


@pytest.mark.parametrize(("act", "who", "may"), list(table("In the admin")))
def test_each_cell_of_the_admin(act, who, may, make, account, token, uploads):
    one = Somebody(who, account, token)
    assert ADMIN[act](one, make) is may
    if not may and act != "revoke a token":
        assert one.answer.status_code in REFUSALS


def test_every_act_that_is_told_is_tried_and_no_other():
    for heading, acts in (("Over the API", API), ("In the admin", ADMIN)):
        assert list(dict.fromkeys(act for act, _, _ in table(heading))) == list(acts)
