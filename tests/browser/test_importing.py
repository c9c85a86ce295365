"""Files are dropped, looked at, confirmed and imported in a real browser, with nothing reloaded by hand."""

import os
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.axe import all_findings

CLIPPING = "# Weir repaired, part {0}\n\nBy Mara Lind\n\n2023-09-20\n\nThe weir was repaired.\n\nURL: https://weir.example/{0}\n"
ADD = "/admin/articles/upload/add/"


@pytest.fixture
def clippings(tmp_path):
    """A zip of clippings, of which some cannot be read whole, and a dump beside it."""
    with zipfile.ZipFile(tmp_path / "clippings.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(60):
            made.writestr(f"weir/{number:02}.md", CLIPPING.format(number))
        made.writestr("weir/empty.md", "")
        made.writestr("weir/undated.md", "# A weir without a date\n\nIt leaks.\n")
        made.writestr("weir/page.html", "<p>")
    (tmp_path / "dump.jsonl").write_text(
        '{"headline": "The weir again", "body": "It holds.", "published_at": "2023-10-01"}\n{no\n'
    )
    return [tmp_path / "clippings.zip", tmp_path / "dump.jsonl"]


def shot(page, name):
    """Keep a picture of a page, where somebody wants to look at them."""
    if folder := os.environ.get("PICTURES"):
        page.set_viewport_size({"width": 1200, "height": 800})
        page.emulate_media(color_scheme="light")
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def send(page, files):
    page.goto(ADD)
    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Look at what would become of them").click()


def row(page, name):
    return page.get_by_role("row", name=re.compile(f"^{name}"))


def test_from_a_zip_to_a_report(page, clippings):
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="Import…").click()
    page.get_by_label("Files").set_input_files(clippings)
    expect(page.get_by_text("2 files chosen,")).to_be_visible()
    assert all_findings(page) == []
    shot(page, "1-form")
    page.get_by_label("Source").fill("weir.example")
    page.get_by_role("button", name="Look at what would become of them").click()
    page.get_by_role("heading", name="What would become of the records").wait_for()
    assert all_findings(page) == []
    shot(page, "2-preview")
    expect(row(page, "New 61")).to_be_visible()
    expect(row(page, "Rejected 2")).to_be_visible()
    page.get_by_text("Files that were passed over").click()
    expect(page.get_by_text("clippings.zip/weir/page.html: It is of no known format.")).to_be_visible()
    page.get_by_role("link", name="new (61)").click()
    page.get_by_role("link", name="Later").click()
    page.get_by_role("link", name="The weir again").click()
    assert all_findings(page) == []
    page.get_by_role("link", name="Earlier").click()
    expect(page.locator("mark", has_text="Weir repaired, part 59").first).to_be_visible()
    assert all_findings(page) == []
    shot(page, "3-record")
    page.get_by_role("link", name="All that are new").click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="What became of the records").wait_for()
    expect(page.get_by_role("status").filter(has_text="It is done.")).to_be_visible()
    assert all_findings(page) == []
    shot(page, "4-report")
    page.get_by_role("link", name="new (61)").click()
    page.locator("table.chosen").get_by_role("link").first.click()
    expect(page.get_by_label("Headline")).to_have_value("Weir repaired, part 0")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them as a file").click()
    assert re.fullmatch(r"import-\d+\.ndjson", download.value.suggested_filename)
    page.goto("/admin/articles/upload/")
    expect(row(page, "import").filter(has_text="imported").first).to_be_visible()
    shot(page, "5-list")


def test_files_that_are_dropped_are_chosen(page):
    page.goto(ADD)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["# A dropped clipping\\n\\n2023-09-20\\n\\nIt fell."], "dropped.md"));
            const zone = document.querySelector("[data-drop]");
            for (const kind of ["dragover", "drop"])
                zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_text("1 file chosen, 42 bytes.")).to_be_visible()
    page.get_by_role("button", name="Look at what would become of them").click()
    page.get_by_role("link", name="A dropped clipping").wait_for()
    page.get_by_role("button", name="Give it up and delete the files").click()
    expect(page.get_by_text("Its files are deleted.", exact=True)).to_be_visible()


def test_files_that_are_chosen_before_the_script_came_are_told_too(page, tmp_path):
    waiting = []
    page.route("**/dropping*.js", lambda route: waiting.append(route))
    page.goto(ADD, wait_until="commit")
    (tmp_path / "quick.md").write_text(CLIPPING.format("quick"))
    page.get_by_label("Files").set_input_files([tmp_path / "quick.md"])
    for route in waiting:
        route.continue_()
    expect(page.get_by_text("1 file chosen,")).to_be_visible()


def test_too_many_files_are_not_sent_at_all(page, tmp_path):
    page.goto(ADD)
    page.locator("[data-drop]").evaluate("zone => { zone.dataset.files = 1; }")
    page.add_script_tag(url="/static/articles/dropping.js")
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(CLIPPING.format(name))
    page.get_by_label("Files").set_input_files([tmp_path / "a.md", tmp_path / "b.md"])
    page.get_by_role("button", name="Look at what would become of them").click()
    expect(page.get_by_text("That is more than the 1 files that may be sent at once.")).to_be_visible()
    assert page.url.endswith(ADD)


def test_a_zip_that_is_none_is_told_without_a_reload(page, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")
    send(page, [tmp_path / "a.zip"])
    expect(page.get_by_role("status").filter(has_text="It failed. “a.zip” is no zip")).to_be_visible()
    assert all_findings(page) == []


def test_it_all_goes_without_scripts(visitor, session, clippings):
    page = visitor(storage_state=session, java_script_enabled=False).page
    send(page, clippings)
    while page.get_by_role("link", name="Refresh").count():
        page.get_by_role("link", name="Refresh").click()
    page.get_by_role("button", name="Import", exact=True).click()
    while page.get_by_role("link", name="Refresh").count():
        page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="What became of the records")).to_be_visible()


def test_the_same_import_is_started_by_one_of_two_browsers(page, visitor, session, tmp_path):
    (tmp_path / "twice.md").write_text(CLIPPING.format("twice"))
    send(page, [tmp_path / "twice.md"])
    page.get_by_role("button", name="Import", exact=True).wait_for()
    other = visitor(storage_state=session).page
    other.goto(page.url)
    for one in (page, other):
        one.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="What became of the records").wait_for()
    said = other.get_by_text(re.compile("The same is|It was imported already"))
    expect(said.first).to_be_visible()


def test_choices_stand_below_each_other_beside_what_they_are_of(page):
    page.goto(ADD)
    names = ("is published at once", "waits as a draft")
    boxes = [page.get_by_role("radio", name=name).bounding_box() for name in names]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] < boxes[1]["y"]
