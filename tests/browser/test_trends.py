"""Trends as a reader draws them: two words, a point that leads to its search, by keyboard, without scripts."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import TOO_WIDE


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request, visitor):
    return visitor(java_script_enabled=request.param).page


def draw(page, *words):
    page.goto("/trends/")
    for number, word in enumerate(words, 1):
        page.get_by_label(f"Query {number}").fill(word)
    page.get_by_role("button", name="Count").click()
    expect(page.locator(".lines path.line")).to_have_count(len(words))


def test_two_words_are_two_lines_and_a_point_leads_to_as_many_articles(page):
    draw(page, "flood", "ceasefire")
    totals = [(word, page.request.get(f"/api/v1/search/?q={word}").json()["total"]) for word in ("flood", "ceasefire")]
    expect(page.locator(".key li")).to_have_text([re.compile(rf"^\s*{word} {total}\b") for word, total in totals])
    point = page.locator("a.point-2").first
    told = point.locator("title").text_content()
    assert re.fullmatch(r"ceasefire, \d{4}: \d+", told)
    point.click()
    expect(page.locator(".count b").first).to_have_text(told.rpartition(": ")[2])
    expect(page.locator("#q")).to_have_value("ceasefire")


def test_the_number_in_the_table_leads_there_by_keyboard(visitor):
    page = visitor().page
    draw(page, "flood", "ceasefire")
    page.get_by_role("region", name="Table", exact=True).focus()
    page.keyboard.press("Tab")
    count = page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.closest('table') !== null")
    page.keyboard.press("Enter")
    expect(page.locator(".count b").first).to_have_text(count)


def test_no_point_is_a_stop_of_the_keyboard_twice(visitor):
    page = visitor().page
    draw(page, "flood", "ceasefire")
    stops = page.eval_on_selector_all(
        "main a", "links => links.filter(a => a.tabIndex >= 0).map(a => a.href.baseVal || a.href)"
    )
    assert len(stops) == len({*stops})


def test_shares_are_another_drawing_of_the_same_question(page):
    draw(page, "flood")
    page.get_by_role("radio", name="Shares of all that is held").check()
    page.get_by_role("button", name="Count").click()
    expect(page.locator(".numbers td a").first).to_contain_text("%")
    expect(page.get_by_label("Query 1")).to_have_value("flood")
    page.locator("footer").get_by_role("link", name="Counts").click()
    expect(page.locator(".numbers td a").first).not_to_contain_text("%")


def test_a_mistake_is_named_and_what_was_typed_stays(page):
    page.goto("/trends/")
    page.get_by_label("Query 1").fill("flood")
    page.get_by_label("Query 2").fill("headlin:<b>flood")
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("alert")).to_contain_text("Query 2: There is no field headlin:")
    expect(page.get_by_label("Query 1")).to_have_value("flood")
    expect(page.get_by_label("Query 2")).to_have_value("headlin:<b>flood")


def test_lines_are_told_apart_without_colours(visitor):
    page = visitor().page
    draw(page, "flood", "ceasefire", "harbour", "election", "comet")
    dashes = page.eval_on_selector_all(
        ".lines path.line", "lines => lines.map(one => getComputedStyle(one).strokeDasharray)"
    )
    assert len({*dashes}) == 5
    labels = page.locator(".lines .label")
    expect(labels).to_have_text(["flood", "ceasefire", "harbour", "election", "comet"])
    boxes = sorted((box["y"], box["height"]) for box in (labels.nth(n).bounding_box() for n in range(5)))
    assert all(above + height <= below + 1 for (above, height), (below, _) in itertools.pairwise(boxes))


def test_it_fits_a_telephone(visitor):
    page = visitor(viewport={"width": 320, "height": 640}).page
    draw(page, "flood", "ceasefire", "harbour", "election", "comet")
    assert page.evaluate(TOO_WIDE) <= 0
