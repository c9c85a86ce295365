"""What holds for every page for readers in a browser: by day and by night, on a phone, enlarged, by keyboard, and in
few colours.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.archive.pages.places import PLACES, WITHDRAWN, path_of
from tests.browser.axe import TOO_WIDE, findings
from tests.browser.running import Visitor

pytestmark = pytest.mark.slow

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
ENLARGED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}
"""What is left of a window where everything is twice as large (WCAG 2.2, 1.4.4)."""

STOPS = 400
"""Presses of the tab key after which a page is taken for endless."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.stopped ??= new Set();
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const known = window.stopped.has(one);
  window.stopped.add(one);
  return {known, what: one.outerHTML.slice(0, 120),
    seen: Math.min(box.width, box.height, box.right, innerWidth - box.left, box.bottom, innerHeight - box.top) > 1,
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || one.closest('svg') !== null};
}"""
"""Where the focus is: whether it was there before, can be seen, and has a ring (bars change their colour instead)."""

REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0)
  .filter(one => one.type !== 'radio' || one.checked)
  .filter(one => one.checkVisibility({visibilityProperty: true}))
  .filter(one => !(window.stopped ?? new Set()).has(one)).map(one => one.outerHTML.slice(0, 120))"""
"""What can be used, but the tab key did not come to. Of radio buttons it comes to one."""

MOVING = """() => [...document.querySelectorAll('*')].flatMap(one => {
  const style = getComputedStyle(one);
  const moves = /[1-9]/.test(style.transitionDuration) || style.animationName !== 'none';
  return moves || style.scrollBehavior === 'smooth' ? [one.outerHTML.slice(0, 80)] : [];
})"""

SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden], [type=radio]), select, summary')]
  .filter(one => one.checkVisibility()).map(one => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.height > 1 && box.height < 24).map(([, one]) => one.outerHTML.slice(0, 120))"""
"""What is pressed and lower than 24 pixels (WCAG 2.2, 2.5.8); links within lines are excepted there.

The label of a radio button is pressed as well."""


@pytest.fixture(scope="module", autouse=True)
def taken_back(chromium, archive, session):
    """Take back the article that the list of pages has as such, unless another test did."""
    ada = Visitor(chromium, archive, storage_state=session)
    if ada.page.goto(f"/articles/{WITHDRAWN}/").status != 410:
        ada.page.goto(f"/admin/articles/article/act/withdraw/?ids={WITHDRAWN}")
        ada.page.get_by_label("Reason").select_option("error")
        ada.page.get_by_role("button", name="Withdraw").click()
        ada.page.get_by_role("link", name="Undo…").wait_for()
    ada.leave()
    archive.indexed()


@pytest.fixture(params=PLACES.values(), ids=PLACES.keys())
def place(request):
    """A page of the list."""
    return request.param


def opened(visitor, place, **options):
    """Open a page as somebody with this window; returns it."""
    page = visitor(**options).page
    answer = page.goto(path_of(place))
    assert answer.status == place.status
    page.mouse.click(1, 1)  # where the tab key starts from: one page has its first field in focus
    return page


def test_it_keeps_nobody_out(visitor, place):
    """Looks at one page in many ways, for each visit takes its time."""
    page = opened(visitor, place, viewport=DESKTOP, color_scheme="light")
    found = {"wide, by day": findings(page), "moving": page.evaluate(MOVING)}  # a visitor here wants less motion
    page.set_viewport_size(ENLARGED)
    found["sideways, enlarged"] = beyond(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    found |= {"narrow, by night": findings(page), "sideways": beyond(page), "too small": page.evaluate(SMALL)}
    assert {way: faults for way, faults in found.items() if faults} == {}


def test_nor_does_it_in_russian_whose_words_are_longer(visitor, place):
    page = opened(visitor, place, viewport=PHONE, color_scheme="light", locale="ru-RU")
    found = {"narrow": findings(page), "sideways": beyond(page), "too small": page.evaluate(SMALL)}
    page.set_viewport_size(ENLARGED)
    found["sideways, enlarged"] = beyond(page)
    assert {way: faults for way, faults in found.items() if faults} == {}


def beyond(page):
    """Return by how many pixels a page is too wide, zero where it is not."""
    return max(0, page.evaluate(TOO_WIDE))


def test_the_tab_key_comes_to_everything_and_shows_where_it_is(visitor, place):
    page = opened(visitor, place, viewport=DESKTOP)
    stops = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["known"]:
            break
        stops.append(focused)
    assert 3 < len(stops) < STOPS
    assert 'class="skip"' in stops[0]["what"]
    assert [one["what"] for one in stops if not (one["seen"] and one["ringed"])] == []
    assert page.evaluate(REACHABLE) == []


def test_the_first_stop_leads_past_the_head_of_the_page(visitor):
    page = opened(visitor, PLACES["search"], viewport=DESKTOP)
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    expect(skip).to_have_text("To the contents")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('header.top')")


def test_bars_and_marks_are_seen_where_the_system_chooses_the_colours(visitor):
    page = visitor(viewport=DESKTOP, forced_colors="active").page
    page.goto("/?q=flood")
    bar = page.locator("svg rect").first
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert bar.evaluate("one => getComputedStyle(one).fill") != ground
    mark = page.locator("main mark").first
    told = mark.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
    assert told[0] != told[1]
    assert told[0] != ground
