"""Every page of the desk, by day and by night, wide and narrow: nothing that keeps people out (WCAG 2.2, A and AA).

The pages for readers are looked at in `test_every_page.py`.
"""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.archive.processes import eventually
from tests.browser import clippings
from tests.browser.axe import COLOURS, all_findings, findings
from tests.browser.running import Visitor, send
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

DESK = {
    "desk": "",
    "app": "articles/",
    "articles": "articles/article/",
    "a search of articles": "articles/article/?q=flood&status=published",
    "new article": "articles/article/add/",
    "article": "articles/article/84/change/",
    "withdrawn article": "articles/article/80/change/",
    "draft with problems": "articles/article/100/change/",
    "article of a queue": "articles/article/100/change/?queue=drafts",
    "history": "articles/article/84/history/",
    "comparison": "articles/article/84/revisions/1/",
    "comparison with now": "articles/article/84/revisions/1/?now",
    "deletion": "articles/article/84/delete/",
    "publish": "articles/article/act/publish/?ids=84",
    "withdraw": "articles/article/act/withdraw/?ids=84,82",
    "correct": "articles/article/act/correct/?ids=84",
    "merge": "articles/article/act/merge/?ids=84",
    "change fields": "articles/article/act/set/?ids=84,82",
    "undo": "articles/article/undo/{job}/",
    "no article chosen": "articles/article/act/restore/",
    "originals": "articles/capture/?q=084",
    "original": "articles/capture/84/change/",
    "changes": "articles/change/?q=84",
    "change": "articles/change/84/change/",
    "revisions": "articles/revision/",
    "revision": "articles/revision/1/change/",
    "imports": "articles/upload/",
    "new import": "articles/upload/add/",
    "import": "articles/upload/{upload}/change/",
    "import of what is rejected": "articles/upload/{upload}/change/?group=rejected",
    "record of an import": "articles/upload/{upload}/record/?group=problems&at=0",
    "suspected duplicates": "articles/suspicion/",
    "a suspected duplicate": "articles/suspicion/{pair}/change/?queue=duplicates",
    "jobs": "articles/job/",
    "job": "articles/job/{job}/change/",
    "sources": "articles/source/",
    "new source": "articles/source/add/",
    "source": "articles/source/1/change/",
    "names made one": "articles/source/merge/?ids=1,2",
    "deletion of a source": "articles/source/1/delete/",
    "authors": "articles/author/?q=wire",
    "new author": "articles/author/add/",
    "author": "articles/author/1/change/",
    "topics": "articles/topic/",
    "new topic": "articles/topic/add/",
    "refused by the index": "search/refusal/",
    "tokens": "archive/token/",
    "new token": "archive/token/add/",
    "token": "archive/token/{token}/change/",
    "password": "password_change/",
}


@pytest.fixture(scope="module", autouse=True)
def numbers(chromium, archive, session):
    """Do something of everything; returns the numbers of what was made, for the places above."""
    ada = Visitor(chromium, archive, storage_state=session)
    edit(ada.page)
    made = {"job": withdraw(ada.page), "token": make_token(ada.page), "upload": look_at_files(ada.page)}
    yield made | {"pair": suspect(archive, ada.page)}
    ada.leave()


def edit(page):
    page.goto("/admin/articles/article/84/change/")
    page.get_by_label("Subtitle").fill("Observers on both banks report in the evening")
    page.get_by_role("button", name="Save", exact=True).click()


def withdraw(page):
    page.goto("/admin/articles/article/act/withdraw/?ids=80")
    page.get_by_label("Reason").select_option("error")
    page.get_by_role("button", name="Withdraw").click()
    return number_in(page.get_by_role("link", name="Undo…"))


def make_token(page):
    page.goto("/admin/archive/token/add/")
    page.get_by_label("Name").fill("the reading room")
    page.get_by_label("Scope").select_option("read")
    page.get_by_role("button", name="Save", exact=True).click()
    return number_in(page.get_by_role("link", name="Go on to the token"))


def look_at_files(page):
    maker = clippings.Maker()
    send(page, "some.zip", clippings.zipped(clippings.bad(maker, clippings.sound(maker, 6))))
    return re.search("[0-9]+", page.url.partition("/upload/")[2])[0]


def suspect(archive, page):
    copy = (ROOT / "fixtures" / "articles" / "084-fourteen-violations.md").read_text().replace("fourteen-v", "14-v")
    [number] = archive.clip(copy, status="draft")
    pairs = page.locator("#result_list a")
    eventually(lambda: page.goto(f"/admin/articles/suspicion/?q={number}") and pairs.count(), 30)
    return number_in(pairs.first)


def number_in(link):
    """Return the number in the address of a link."""
    return re.search("[0-9]+", link.get_attribute("href"))[0]


@pytest.mark.parametrize("path", DESK.values(), ids=DESK)
def test_a_page_of_the_desk_keeps_nobody_out(page, numbers, path):
    assert page.goto(f"/admin/{path.format(**numbers)}").ok
    assert all_findings(page) == []


@pytest.mark.parametrize("path", ["", "articles/article/", "articles/article/84/change/"])
def test_colours_are_told_apart_on_wide_screens_by_night(page, path):
    page.emulate_media(color_scheme="dark")
    page.goto(f"/admin/{path}")
    assert findings(page, runOnly=COLOURS) == []


def test_no_list_or_form_of_the_desk_was_left_out():
    """Every kind of page of every model, save those of Django's own `auth`, is looked at above."""
    looked_at = {path.partition("?")[0] for path in DESK.values()}
    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model._meta.app_label != "auth"
    }
    assert {path.removeprefix("/admin/") for path in lists} - looked_at == set()


def test_what_was_typed_wrong_is_told_so_that_all_hear_it(page):
    page.goto("/admin/articles/article/84/change/")
    page.get_by_label("Published").fill("some time ago")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Please correct the error below").wait_for()
    assert all_findings(page) == []


def test_a_field_that_completes_what_is_typed_is_open_to_all(page):
    page.goto("/admin/articles/article/84/change/")
    page.get_by_role("combobox", name="Source").press("Enter")
    page.get_by_role("option", name="Harbour Gazette").wait_for()
    assert findings(page) == []


def test_a_row_that_was_added_has_names_like_the_others(page):
    page.goto("/admin/articles/article/84/change/")
    for what in ("Author", "Topic", "Image", "Related link", "Correction", "Address"):
        page.get_by_role("button", name=f"Add another {what}").click()
    page.get_by_role("group", name="Topics").get_by_role("spinbutton", name="Place").wait_for()
    assert findings(page) == []


def test_what_keeps_people_out_is_found(visitor):
    """Else all that stands above would say nothing."""
    page = visitor().page
    page.set_content('<html lang="en"><title>x</title><body style="width: 900px"><input><p style="color: #bbb">Pale.')
    rules = {one.removeprefix("dark and narrow: ").partition(":")[0] for one in all_findings(page)}
    assert rules == {"label", "color-contrast", "The page is 548 pixels too wide for 360."}
