"""The day of a curator: from a zip of five hundred clippings, thirty of them bad, to a clean public archive."""

import re

import pytest
from playwright.sync_api import expect

from tests.archive.processes import eventually
from tests.browser.clippings import folder, zipped
from tests.browser.running import Archive, Visitor, list_articles, send

pytestmark = pytest.mark.slow

PUBLIC = 480
"""Articles that are public as soon as the import is done: 500, less 2 copies, 4 that are no text, and 14 drafts."""


class Day:
    """A curator at her desk. `made` are the clippings by what is the matter with them."""

    def __init__(self, browser, archive):
        self.archive, self.ada = archive, Visitor(browser, archive, viewport={"width": 1280, "height": 900})
        self.page, self.files, self.shots = self.ada.page, folder(), 0
        self.made = {}
        (archive.data.parent / "pictures").mkdir()
        for one in self.files:
            self.made.setdefault(one.matter, []).append(one)

    def shoot(self, name):
        """Keep a picture of the page, for those who want to look at it."""
        self.shots += 1
        pictures = self.archive.data.parent / "pictures"
        self.page.screenshot(path=pictures / f"{self.shots:02}-{name}.png", full_page=True)

    def number(self, clipping):
        return self.archive.number_of(clipping.headline)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def said(self, sentence):
        expect(self.page.locator(".messagelist")).to_contain_text(sentence)

    def waiting(self):
        """Return {queue: how many wait} as the desk shows it."""
        self.page.goto("/admin/")
        rows = self.page.locator("#waiting tbody tr").all()
        return {row.locator("th").inner_text(): row.locator(".count").inner_text() for row in rows}

    def work(self, queue):
        """Begin to work through a queue."""
        self.page.goto("/admin/")
        self.page.get_by_role("link", name=f"Work through: {queue}").click()
        self.page.wait_for_url("**queue=**")


@pytest.fixture
def day(chromium, tmp_path):
    archive = Archive(tmp_path, ARCHIVE_NAME="Eastwater archive")
    day = Day(chromium, archive)
    day.ada.sign_in().page.wait_for_url("**/admin/")
    yield day
    day.ada.leave()
    archive.end()
    assert day.ada.faults == []


def test_the_day_of_a_curator(day):
    day.shoot("empty-desk")
    look_before_importing(day)
    take_in(day)
    put_rejected_ones_aside(day)
    give_dates(day)
    correct_dates_in_the_future(day)
    delete_what_has_no_body(day)
    write_what_is_missing(day)
    give_all_of_a_queue_a_source(day)
    publish_what_is_complete(day)
    settle_duplicates(day)
    name_the_paper(day)
    give_a_section_and_take_it_back(day)
    withdraw_for_privacy(day)
    nothing_waits(day)
    what_readers_find_is_as_it_should_be(day)


def look_before_importing(day):
    """The preview tells what is new, what has problems, and what is no clipping; nothing is there yet."""
    send(day.page, "eastwater.zip", zipped(day.files))
    day.shoot("preview")
    tabs = day.page.get_by_role("navigation", name="Groups of records").get_by_role("link").all_inner_texts()
    assert {"rejected (4)", "new drafts with problems (14)", f"new ({PUBLIC})", "here already (2)"} <= {*tabs}
    day.page.get_by_role("link", name="new drafts with problems (14)").click()
    day.page.locator("table.chosen tbody a").first.click()
    expect(day.page.locator("pre.original mark").first).to_be_visible()
    day.shoot("record")
    assert day.archive.api("articles/")["results"] == []
    day.page.go_back()


def take_in(day):
    """Confirm, watch, read the report."""
    day.press("Import")
    day.shoot("importing")
    expect(day.page.get_by_role("heading", name="What became of the records")).to_be_visible(timeout=60_000)
    day.shoot("imported")
    day.archive.indexed()
    assert day.archive.api("search/")["total"] == PUBLIC
    assert day.waiting()["All drafts"] == "14"
    day.shoot("desk")


def put_rejected_ones_aside(day):
    """Look at each: a picture, a program, a register of 11 MB, nothing."""
    day.work("Rejected imports")
    for left in (3, 2, 1, 0):
        day.shoot("rejected")
        day.press("Put aside: nothing is to be made of it")
        day.said("was put aside")
        assert day.page.url.endswith("/admin/") == (left == 0)


def give_dates(day):
    """Three have none, of three nobody knows day from month, and two are pages of the web."""
    day.work("Drafts without a date")
    for _ in range(8):
        page = day.page
        problems = page.locator("ul.problems").inner_text()
        address = page.get_by_role("textbox", name="Address").input_value()
        day.shoot("undated")
        found = re.search(r"“\d\d/(\d\d)/(\d{4})”", problems) or re.search(r"/(\d{4})/(\d\d)/", address)
        page.get_by_label("Published").fill(f"{found[2]}-{found[1]}" if "“" in problems else written(found))
        page.get_by_label("Why").fill("From the address, as far as it tells.")
        day.press("Save")
        day.said("was changed successfully")


def written(found):
    return f"{found[1]}-{found[2]}" if found else "1999"


def correct_dates_in_the_future(day):
    day.work("Drafts with a date in the future")
    for _ in range(2):
        day.page.get_by_label("Published").fill("2019-05-14")
        day.press("Save")
        day.said("was changed successfully")


def delete_what_has_no_body(day):
    """A headline alone is worth nothing: both go for good."""
    for clipping in day.made["empty body"]:
        day.page.goto(f"/admin/articles/article/{day.number(clipping)}/delete/")
        day.page.get_by_label("Why").fill("Nothing was ever in it.")
        day.press("Delete for good")
        day.said("was deleted successfully")


def write_what_is_missing(day):
    """Two have no headline, and two are pages whose text is cut out of the HTML by hand."""
    day.page.goto("/admin/articles/article/?queue=drafts")
    day.shoot("drafts")
    nameless = day.page.get_by_role("link", name="(no headline)")
    for number in range(4):
        nameless.first.click()
        body = day.page.get_by_role("textbox", name="Body")
        body.fill(re.sub(r"\\?<[^>]*>", "\n\n", body.input_value()).strip())
        day.page.get_by_role("textbox", name="Headline").fill(f"Without a Headline in Print, {number + 1}")
        day.press("Save")
        day.said("was changed successfully")
        day.page.goto("/admin/articles/article/?queue=drafts")
    expect(nameless).to_have_count(0)


def select_all(day, action):
    """Tick all rows of the list, and choose what is done to them."""
    day.page.locator("#action-toggle").check()
    day.page.get_by_role("combobox", name="Action").select_option(action)
    day.press("Go")


def give_all_of_a_queue_a_source(day):
    """The two pages name no paper."""
    day.page.goto("/admin/articles/article/?queue=sourceless")
    select_all(day, "set")
    day.page.get_by_role("textbox", name="Source").fill("eastwaterpost.example")
    day.page.get_by_label("Why").fill("They lay in its folder.")
    day.shoot("set-source")
    day.press("Set")
    day.said("2 articles changed.")


def publish_what_is_complete(day):
    day.page.goto("/admin/articles/article/?queue=drafts&problems=none")
    day.shoot("complete-drafts")
    select_all(day, "publish")
    day.shoot("publish")
    day.press("Publish")
    day.said("12 articles published.")


def settle_duplicates(day):
    """Of three stories that another paper printed too, two are merged and one stays."""
    eventually(lambda: day.waiting()["Suspected duplicates"] == "3", 60)
    day.work("Suspected duplicates")
    day.shoot("duplicate")
    for _ in range(2):
        right = day.page.locator("table.pair tbody tr").first.locator("td").last
        echo = right.inner_text().startswith("Again:")
        day.press(f"Merge the {'right one into the left' if echo else 'left one into the right'} one")
        day.said("was merged into article")
    day.press("Not a duplicate")
    day.said("are two.")
    assert day.waiting()["Suspected duplicates"] == "0"


def name_the_paper(day):
    """The name of a source is its domain until somebody writes it."""
    day.page.goto("/admin/articles/source/?q=eastwaterpost")
    day.page.get_by_role("link", name="eastwaterpost.example").click()
    day.page.get_by_label("Name").fill("Eastwater Post")
    day.press("Save")
    day.said("was changed successfully")


def give_a_section_and_take_it_back(day):
    """All ropes get a section, which was a mistake."""
    found = day.archive.api("search/?q=headline:rope&page_size=100")["total"]
    list_articles(day.page, "headline:rope", rows=min(found, 50))
    day.page.locator("#action-toggle").check()
    select_all(day, "set")
    day.page.get_by_role("textbox", name="Section").fill("Ropes")
    day.press("Set")
    day.said("changed.")
    day.shoot("undo")
    day.page.get_by_role("link", name="Undo…").click()
    day.press("Undo")
    day.said("what they were before.")


def withdraw_for_privacy(day):
    """One family asked; the desk tells when the last byte of it was gone from the indexes."""
    number = day.number(day.made[""][40])
    day.page.goto(f"/admin/articles/article/{number}/change/")
    day.page.get_by_role("link", name="Withdraw…").click()
    day.page.get_by_label("Reason").select_option("privacy")
    day.page.get_by_label("Why").fill("The family wrote to us.")
    day.press("Withdraw")
    day.said("1 article withdrawn.")
    day.archive.api(f"articles/{number}/", 410)

    def gone():
        day.page.goto(f"/admin/articles/article/{number}/change/")
        return "Its words left the files of the index at" in day.page.inner_text("#content")

    eventually(gone, 60)
    day.shoot("withdrawn")


def nothing_waits(day):
    assert {count for queue, count in day.waiting().items()} == {"0"}
    day.shoot("desk-in-the-evening")


def what_readers_find_is_as_it_should_be(day):
    """480 were public at once, 12 were mended, 2 merged into others, 1 was taken back."""
    expected = PUBLIC + 12 - 2 - 1
    eventually(lambda: day.archive.api("search/")["total"] == expected, 20)
    articles = all_articles(day)
    assert len(articles) == expected
    assert all(one["headline"] and one["published_at"] for one in articles)
    assert [one["headline"] for one in articles if not one["source"]] == [day.made["no source"][0].headline]
    facets = day.archive.api("search/?facets=source,section")["facets"]
    counts = {one["label"]: one["count"] for one in facets["source"]}
    assert counts == {"Eastwater Post": expected - 2, "lowickecho.example": 1}
    assert facets["section"] == []


def all_articles(day):
    found, cursor = [], "articles/?page_size=100"
    while cursor:
        answer = day.archive.api(cursor)
        found += answer["results"]
        cursor = answer["next"] and answer["next"].partition("/api/v1/")[2]
    return found
