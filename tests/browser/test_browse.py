"""Looking around as a reader does: through the calendar to a day to an article, through names, without scripts too."""

import re

import pytest
from playwright.sync_api import expect

from tests.archive.processes import eventually
from tests.browser.axe import all_findings

HOSTILE = ("<img src=x onerror=alert(1)>", "\u202eright to left", "'; DROP TABLE authors; --", "javascript:alert(1)")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request, visitor):
    return visitor(java_script_enabled=request.param).page


def test_the_calendar_leads_to_a_day_and_that_to_an_article(page):
    page.goto("/about/")
    page.get_by_role("link", name="Browse", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Browse the archive")
    page.get_by_role("link", name=re.compile(r"^2020 \d+$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2020")
    page.get_by_role("link", name=re.compile(r"^November \d+$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("November 2020")
    day = page.locator(".days td a").first
    count = int(day.get_attribute("aria-label").rpartition(": ")[2])
    day.click()
    expect(page.locator(".results li h2")).to_have_count(count)
    headline = page.locator(".results h2 a").first.inner_text()
    page.locator(".results h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    for _ in range(2):
        page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("November 2020")


def test_a_name_leads_to_as_many_articles_as_it_says(page):
    page.goto("/browse/authors/?page_size=100")
    row = page.locator(".names li").filter(has_text="Northern Wire")
    count = row.locator("span").inner_text()
    row.get_by_role("link", name="Northern Wire", exact=True).click()
    expect(page.locator(".count b").first).to_have_text(count)


def test_letters_narrow_the_names(page):
    page.goto("/browse/authors/")
    letters = page.get_by_role("navigation", name="Letters").get_by_role("link")
    letter = letters.nth(1)
    chosen = letter.inner_text()
    letter.click()
    expect(page.locator("[aria-current=page]", has_text=re.compile(f"^{chosen}$"))).to_be_visible()
    names = page.locator(".names li > a:first-child").all_inner_texts()
    assert names
    assert {name[0].upper() for name in names} == {chosen}


def test_neighbours_lead_on_and_back(page):
    page.goto("/browse/2020/")
    page.locator(".pages a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2021")
    page.locator(".pages a[rel=prev]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2020")


def test_hostile_names_are_names(archive, visitor):
    archive.clip("# Harbour of names\n\nBy Ann Nasty\n\n3 May 2019\n\nThe harbour.", set=f"source={HOSTILE[0]}")
    archive.indexed()
    page = visitor().page

    def listed():
        page.goto("/browse/sources/?page_size=100")
        return page.locator(".names li", has_text=HOSTILE[0]).count()

    eventually(listed, 30)
    page.locator(".names li", has_text=HOSTILE[0]).locator("a").first.click()
    expect(page.locator(".results h2")).to_have_text(["Harbour of names"])
    page.goto("/about/")
    expect(page.get_by_role("link", name=HOSTILE[0], exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/browse/", "/browse/2020/", "/about/"])
def test_in_russian_it_keeps_nobody_out_either(visitor, path):
    page = visitor(locale="ru-RU").page
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "ru"
    assert all_findings(page) == []
