"""The desk by keyboard alone: all is reached, in the order in which it is read, and seen when it is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.running import list_articles

REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"

WAITING = f"""
() => [...document.querySelectorAll(`{REACHABLE}`)].filter(
  (one) => one.checkVisibility({{ visibilityProperty: true }}) && !one.disabled && one.tabIndex >= 0
).map((one, number) => {{ one.dataset.number = number; return one.outerHTML.slice(0, 120); }})
"""
"""Numbers all that a keyboard should reach, in the order of the page; returns what it is."""

REACHED = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { number: +(one.dataset.number ?? -1), seen: outlined && inside, what: one.outerHTML.slice(0, 120) };
}
"""
"""What has the focus, and whether that can be seen."""

PAGES = {
    "desk": "",
    "articles": "articles/article/?q=flood",
    "article": "articles/article/84/change/",
    "history": "articles/article/84/history/",
    "withdraw": "articles/article/act/withdraw/?ids=84",
    "deletion": "articles/article/84/delete/",
    "original": "articles/capture/84/change/",
}


def walk(page, most):
    """Press Tab until the page ends; returns what was reached."""
    reached = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if (one := page.evaluate(REACHED)) is None:
            break
        reached.append(one)
    return reached


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_tab_leads_to_all_in_the_order_of_the_page_and_shows_where_it_is(page, path):
    page.goto(f"/admin/{path}")
    waiting = page.evaluate(WAITING)
    reached = walk(page, len(waiting) + 20)
    numbers = [one["number"] for one in reached]
    assert [waiting[number] for number in range(len(waiting)) if number not in numbers] == []
    assert numbers == sorted(numbers)
    assert [one["what"] for one in reached if not one["seen"]] == []


def test_the_first_key_offers_to_skip_to_what_the_page_is_about(page):
    page.goto("/admin/articles/article/84/change/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def tab_to(what):
    """Press Tab until this has the focus; returns the keyboard."""
    for _ in range(150):
        what.page.keyboard.press("Tab")
        if is_focused(what):
            return what.page.keyboard
    raise AssertionError(f"Tab never leads to {what}.")


def is_focused(what):
    """Whether it exists and has the focus."""
    return what.count() == 1 and what.evaluate("one => one === document.activeElement")


def test_a_draft_is_found_opened_and_published_by_keys(archive, page):
    archive.clip("# Keys of the Lighthouse Handed Over\n\n3 May 2004\n\nThe keeper gave up his keys.", status="draft")
    list_articles(page, "lighthouse handed", rows=1)
    page.goto("/admin/articles/article/")
    keys = tab_to(page.get_by_role("textbox", name="Search"))
    keys.type("lighthouse handed")
    keys.press("Enter")
    page.wait_for_url("**q=lighthouse**")
    tab_to(page.get_by_role("link", name="Keys of the Lighthouse Handed Over")).press("Enter")
    page.wait_for_url("**/change/**")
    tab_to(page.get_by_role("link", name="Publish…")).press("Enter")
    page.wait_for_url("**/act/publish/**")
    tab_to(page.get_by_label("Why")).type("It was read twice.")
    tab_to(page.get_by_role("button", name="Publish")).press("Enter")
    page.get_by_text("1 article published.").wait_for()


def test_articles_are_chosen_in_the_list_and_acted_on_by_keys(archive, page):
    archive.clip(
        "# Ferry to Orlo Sold\n\n4 May 2004\n\nA ferry was sold.", "# Ferry to Bryst Sold\n\n5 May 2004\n\nAlso."
    )
    list_articles(page, "headline:ferry sold", rows=2)
    rows = page.get_by_role("row").filter(has_text="Ferry to")
    for number in range(2):
        tab_to(rows.nth(number).get_by_role("checkbox")).press("Space")
    for _ in range(150):
        page.keyboard.press("Shift+Tab")
        if is_focused(action := page.get_by_role("combobox", name="Action")):
            break
    page.keyboard.type("Withdraw")
    assert action.input_value() == "withdraw"
    tab_to(page.get_by_role("button", name="Go")).press("Enter")
    page.get_by_role("heading", name="Withdraw 2 articles").wait_for()


def test_a_source_is_chosen_by_keys(page):
    page.goto("/admin/articles/article/81/change/")
    source = page.get_by_role("combobox", name="Source")
    keys = tab_to(source)
    keys.press("Enter")
    keys.type("meridian")
    expect(page.get_by_role("listbox", name="Source").get_by_role("option")).to_have_text(["Meridian Ledger"])
    keys.press("Enter")
    assert source.inner_text().endswith("Meridian Ledger")
    assert is_focused(source)


def test_a_field_that_completes_is_left_by_escape_as_it_was(page):
    page.goto("/admin/articles/article/84/change/")
    source = page.get_by_role("combobox", name="Source")
    before = source.inner_text()
    keys = tab_to(source)
    keys.press("Enter")
    keys.type("meridian")
    expect(page.get_by_role("listbox", name="Source").get_by_role("option")).to_have_text(["Meridian Ledger"])
    keys.press("Escape")
    assert source.inner_text() == before
    assert is_focused(source)


def access(page, letter):
    """Press Alt and a letter as a keyboard does: playwright's own keys carry no letter beside Alt."""
    key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper())}
    keyboard = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", key | {"type": kind, "modifiers": 1, "unmodifiedText": letter})


def test_a_queue_is_worked_through_by_keys(archive, page):
    texts = [f"# Undated Note {number}\n\nSomebody wrote this on a Monday." for number in range(3)]
    first, second, third = archive.clip(*texts)
    page.goto("/admin/")
    tab_to(page.get_by_role("link", name="Work through: Drafts without a date")).press("Enter")
    page.wait_for_url("**queue=undated")
    page.goto(page.url.replace(re.search("article/([0-9]+)/", page.url)[1], str(first)))
    access(page, "n")
    page.wait_for_url(f"**/{second}/change/**")
    access(page, "n")
    page.wait_for_url(f"**/{third}/change/**")
    access(page, "p")
    page.wait_for_url(f"**/{second}/change/**")
    tab_to(page.get_by_label("Published")).type("1998-02")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{third}/change/**")
    expect(page.locator(".messagelist")).to_contain_text("Undated Note 1")
    access(page, "p")
    page.wait_for_url(f"**/{first}/change/**")
