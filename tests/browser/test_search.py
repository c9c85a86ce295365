"""The search page as people use it: typing, narrowing in and out, going on and back; and what must never happen."""

import json
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from itertools import islice
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.archive.test_up import free_port
from tests.articles.test_prose import hostile
from tests.browser.axe import all_findings
from tests.browser.running import Archive
from tests.conftest import ROOT
from tests.databases import of_folder

EVIL = '"><script>hurt()</script><img src=x onerror=hurt()>'


def asked(page):
    """What the address of a page asks for: {name: values}."""
    return parse_qs(urlsplit(page.url).query)


def total(page):
    """How many articles a page says that there are."""
    return int(page.locator(".count b").first.inner_text().replace(",", ""))


def box(page):
    return page.get_by_role("combobox", name="Search the archive")


def typing(visitor, letters):
    """The search page of somebody who has typed so much, and is shown what completes it."""
    page = visitor().page
    page.goto("/")
    box(page).press_sequentially(letters)
    expect(page.get_by_role("option").first).to_be_visible()
    return page


def from_field(page):
    return page.get_by_role("textbox", name="From")


# --- typing -------------------------------------------------------------------------------------


def test_what_is_typed_is_completed_by_keys_alone(visitor):
    page = typing(visitor, "harb")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_have_text("harbour")
    assert box(page).get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box(page).get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("harbour ")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**q=harbour*")
    expect(page.locator(".results mark").first).to_be_visible()


def test_arrow_up_leads_to_the_last_headline_and_enter_to_its_article(visitor):
    page = typing(visitor, "flood")
    last = page.get_by_role("option").last
    expect(last).to_have_class("headline")
    headline = last.inner_text()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def test_what_is_not_chosen_is_asked_as_it_was_typed(visitor):
    page = typing(visitor, "harb")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=harb")


def test_what_is_typed_on_after_a_choice_is_asked_as_it_was_typed(visitor):
    page = typing(visitor, "harb")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("our flood")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=harbour+flood")


# --- help ---------------------------------------------------------------------------------------


def test_help_is_reached_from_any_search_and_its_examples_find_something(visitor):
    page = visitor().page
    page.goto("/?q=flood")
    page.get_by_role("link", name="How to ask").click()
    examples = page.locator("#help a")
    expect(examples.first).to_be_visible()
    links = examples.evaluate_all("links => links.map(link => link.href)")
    assert len(links) > 10
    for link in links[::4]:
        page.goto(link)
        assert total(page) > 0, link


# --- narrowing ----------------------------------------------------------------------------------


def test_a_value_is_taken_in_and_another_left_out_and_both_are_taken_back(visitor):
    page = visitor().page
    page.goto("/?q=flood")
    all_found = total(page)
    narrow = page.get_by_role("complementary", name="Narrow")
    narrow.get_by_role("link", name="Harbour Gazette", exact=True).click()
    page.wait_for_url("**source=**")
    only = total(page)
    assert 0 < only < all_found
    page.go_back()
    narrow.get_by_role("link", name="Leave out Harbour Gazette").click()
    page.wait_for_url(lambda url: "-source" in url)
    assert box(page).input_value() == 'flood -source:"harbourgazette.example"'
    assert total(page) == all_found - only
    chip = page.get_by_role("list", name="Filters").get_by_role("listitem").first
    expect(chip).to_contain_text("not source harbourgazette.example")
    chip.get_by_role("link").click()
    expect(box(page)).to_have_value("flood")
    assert total(page) == all_found


def test_two_values_of_a_facet_find_what_has_either(visitor):
    page = visitor().page
    page.goto("/")
    narrow = page.get_by_role("complementary", name="Narrow")
    counts = []
    for name in ("Harbour Gazette", "Capital Standard"):
        row = narrow.get_by_role("listitem").filter(has_text=name)
        counts.append(int(row.locator("span").inner_text()))
        row.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("list", name="Filters")).to_contain_text(name)
    assert total(page) == sum(counts)
    assert len(asked(page)["source"]) == 2


def test_dragging_over_the_histogram_narrows_to_a_span_and_back_leads_back(visitor):
    page = visitor().page
    page.goto("/")
    everything, picture = total(page), page.get_by_role("group", name="Articles by date")
    frame = picture.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.7, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.9, frame["y"] + 25, steps=5)
    expect(page.locator(".ends output")).to_have_text(re.compile("^[0-9]{4} – [0-9]{4}$"))
    first, last = page.locator(".ends output").inner_text().split(" – ")
    page.mouse.up()
    page.wait_for_url("**published_after=**")
    span = asked(page)
    assert span["published_after"] == [f"{first}-01-01"]
    assert span["published_before"] == [f"{int(last) + 1}-01-01"]
    assert 0 < total(page) < everything
    page.go_back()
    assert total(page) == everything
    expect(page.locator(".timeline .chosen")).to_have_count(0)
    assert from_field(page).input_value() == ""


def test_a_bar_is_a_link_that_arrow_keys_lead_to(visitor):
    page = visitor().page
    page.goto("/")
    bars = page.get_by_role("group", name="Articles by date").get_by_role("link")
    assert bars.count() > 12
    stops = bars.evaluate_all("bars => bars.filter(bar => bar.tabIndex === 0).length")
    assert stops == 1
    bars.last.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    name, count = bars.nth(1).locator("title").text_content().split(": ")
    expect(page.locator(".ends output")).to_have_text(f"{name}: {count}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**published_after={name}-01-01**")
    assert total(page) == int(count)


def test_two_fields_take_days_months_and_years(archive, visitor):
    page = visitor().page
    page.goto("/?q=the&sort=oldest")
    from_field(page).fill("2010")
    page.get_by_role("textbox", name="before").fill("2015-06")
    page.get_by_role("button", name="Narrow").click()
    page.wait_for_url("**published_after=2010**")
    wanted = archive.api("search/?q=the&published_after=2010&published_before=2015-06")["total"]
    assert (total(page), asked(page)["sort"]) == (wanted, ["oldest"])
    assert from_field(page).input_value() == "2010"
    from_field(page).fill("whenever")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("published_after is “whenever”")
    from_field(page).fill("2011")
    page.keyboard.press("Enter")
    page.wait_for_url("**published_after=2011**")
    assert asked(page)["q"] == ["the"]


# --- going on -----------------------------------------------------------------------------------


def test_pages_go_on_and_the_back_button_leads_to_where_one_was(visitor):
    page = visitor().page
    page.goto("/?q=the&page_size=5")
    first = page.locator(".results h2").all_inner_texts()
    page.get_by_role("link", name="Next page").click()
    page.wait_for_url("**cursor=**")
    second = page.locator(".results h2").all_inner_texts()
    assert not {*first} & {*second}
    page.locator(".results h2 a").first.click()
    page.wait_for_url("**/articles/**")
    expect(page.locator("article mark").first).to_be_visible()
    page.go_back()
    assert page.locator(".results h2").all_inner_texts() == second
    page.go_back()
    assert page.locator(".results h2").all_inner_texts() == first
    page.get_by_role("link", name="oldest first").click()
    page.wait_for_url("**sort=oldest**")
    expect(page.get_by_role("link", name="oldest first")).to_have_attribute("aria-current", "true")


def test_all_of_it_works_without_scripts(visitor):
    page = visitor(java_script_enabled=False).page
    page.goto("/")
    page.get_by_label("Search the archive").fill("flood")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**q=flood")
    found = total(page)
    page.get_by_role("link", name="Leave out Harbour Gazette").click()
    page.wait_for_url("**source**")
    assert total(page) < found
    page.get_by_text("As a list").click()
    page.locator("#by-date").get_by_role("link").first.click()
    page.wait_for_url("**published_after=**")
    page.get_by_role("link", name="Without filters", exact=True).click()
    page.wait_for_url(lambda url: "published" not in url)
    assert total(page) == found
    from_field(page).fill("1990")
    page.get_by_role("button", name="Narrow").click()
    page.wait_for_url("**published_after=1990**")
    page.locator(".timeline a").first.click()
    page.wait_for_url(lambda url: "published_after=1990&" not in url)
    assert total(page) > 0


# --- what must never happen -----------------------------------------------------------------------


def answers(port):
    """Whether somebody listens on a port."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def beside(archive, **variables):
    """Serve what an archive keeps once more, under other settings; yields the address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:archive.server", "archive.wsgi", "--workers", "1"]
    known = environment(archive.data, PORT=str(port)) | of_folder(archive.data) | archive.variables | variables
    server = subprocess.Popen(command, env=known, cwd=ROOT, start_new_session=True)
    try:
        eventually(lambda: answers(port), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def says_that_search_is_down(page, address):
    """Whether a page says so, and keeps what was asked; never that nothing was found."""
    answer = page.goto(f"{address}/?q=flood")
    expect(page.get_by_role("alert")).to_contain_text("Search cannot answer at the moment")
    assert "Nothing was found" not in page.content()
    assert page.get_by_label("Search the archive").input_value() == "flood"
    return answer.status == 503


def test_a_broken_engine_says_so(archive, visitor, tmp_path):
    with beside(archive, SEARCH_URL=f"whoosh://{tmp_path}/nowhere") as address:
        page = visitor().page
        assert says_that_search_is_down(page, address)
        assert all_findings(page) == []


def test_an_engine_that_never_answers_is_not_waited_for(archive, visitor):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as deaf:
        where = f"opensearch://127.0.0.1:{deaf.getsockname()[1]}/articles"
        with beside(archive, SEARCH_URL=where) as address:
            assert says_that_search_is_down(visitor().page, address)


@pytest.fixture(scope="module")
def hostile_archive(tmp_path_factory, chromium, shared):
    """An archive of nothing but hostile text, in every part of an article."""
    strings = [string.replace("\x00", "").strip() for string in hostile(shared)]
    strings = [EVIL, 'The "Daily": Planet', *islice(filter(None, strings), 0, None, 97)]
    folder = tmp_path_factory.mktemp("hostile")
    lines = folder / "hostile.jsonl"
    with lines.open("w") as file:
        for number, string in enumerate(strings):
            name = string[:200]
            named = {"source": name, "section": name, "topics": [name], "authors": [name]}
            printed = {"headline": f"{string} {number}", "byline": string, "body": f"harbour {string}"}
            images = [{"caption": f"harbour {string}", "credit": string}]
            day = {"published_at": f"{1950 + number % 70}-03-01", "language": "en"}
            file.write(json.dumps(printed | named | day | {"images": images}) + "\n")
        file.write(json.dumps({"headline": "Endless", "body": "a b " * 70_000, "published_at": "1999-01-01"}) + "\n")
    archive = Archive(folder)
    archive.manage("import_articles", lines, check=False)
    archive.indexed()
    yield archive
    archive.end()


HURT = """
window.hurts = [];
for (const name of ["alert", "prompt", "confirm", "print", "hurt"]) window[name] = () => window.hurts.push(name);
"""


def test_hostile_text_runs_nothing_and_breaks_nothing(hostile_archive, chromium):
    context = chromium.new_context(base_url=hostile_archive.address, reduced_motion="reduce")
    context.add_init_script(HURT)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    for path in ("/", "/?q=harbour", "/?q=harbour&sort=oldest&page_size=100", "/?q=caption:harbour"):
        page.goto(path)
        assert total(page) > 50
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        expect(page.locator("footer")).to_have_count(1)
        assert page.evaluate("hurts") == []
    for _ in range(3):
        links = page.get_by_role("link", name=re.compile("^Leave out"))
        before = total(page)
        links.nth(1).click()
        page.wait_for_url(lambda url: "-" in url)
        assert total(page) < before
    box(page).fill("scrip")
    box(page).press_sequentially("t")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.evaluate("hurts") == []
    assert faults == []
    context.close()


def test_an_endless_paragraph_keeps_no_browser_busy(hostile_archive, chromium):
    page = chromium.new_page(base_url=hostile_archive.address)
    page.set_default_timeout(10_000)  # half a second alone; a style of its first line once took a minute
    page.goto("/?q=headline:endless")
    page.locator(".results h2 a").click()
    page.wait_for_url("**/articles/**", wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_have_text("Endless")
    page.close()


def test_a_hostile_name_is_taken_in_left_out_and_taken_back(hostile_archive, chromium):
    context = chromium.new_context(base_url=hostile_archive.address)
    context.add_init_script(HURT)
    page = context.new_page()
    for name in (EVIL, 'The "Daily": Planet'):
        page.goto("/?q=harbour")
        everything = total(page)
        page.evaluate("name => location.assign('/?q=harbour&source=' + encodeURIComponent(name))", name)
        page.wait_for_url("**source=**")
        assert total(page) == 1
        chip = page.get_by_role("list", name="Filters").get_by_role("listitem")
        expect(chip.locator("b")).to_have_text(name)
        chip.get_by_role("link").click()
        page.wait_for_url(lambda url: "source" not in url)
        assert total(page) == everything
        assert page.evaluate("hurts") == []
    context.close()
