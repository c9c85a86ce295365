"""The page of an article before readers: its marks, with and without scripts, on paper, in Arabic, in bad hands."""

import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.articles.test_prose import hostile
from tests.browser.axe import TOO_WIDE, findings

ARABIC = "/articles/86/"
LONG = "/articles/84/?q=ceasefire+OR+zelmar"


def in_view(page, selector):
    """Whether something lies within the window."""
    box = page.locator(selector).bounding_box()
    return 0 <= box["y"] < page.viewport_size["height"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_was_searched_is_marked_and_every_mark_leads_to_the_next(archive, visitor, scripts):
    archive.indexed()
    page = visitor(java_script_enabled=scripts, viewport={"width": 700, "height": 500}).page
    page.goto("/?q=ceasefire+violations")
    page.locator(".results h2 a").first.click()
    marks = page.locator("mark[id]")
    expect(page.locator("nav.marks")).to_contain_text(f"{marks.count()} places:")
    page.locator("nav.marks").get_by_role("link", name="2", exact=True).click()
    assert page.url.endswith("#match-2")
    assert in_view(page, "#match-2")
    page.locator("#match-2 a").click()
    assert page.url.endswith("#match-3")
    page.locator(f"#match-{marks.count()} a").click()
    assert in_view(page, "nav.marks")
    page.get_by_role("link", name="All that was found").click()
    assert page.url.endswith("/?q=ceasefire%20violations")
    expect(page.locator(".results h2").first).to_be_visible()


def test_without_marks_nothing_is_in_the_way(visitor):
    page = visitor().page
    page.goto(LONG)
    page.get_by_role("link", name="Without marks").click()
    assert page.locator("mark, nav.marks").count() == 0
    assert "?" not in page.url


def test_the_measure_is_one_for_reading_and_pictures_are_not_loaded(visitor):
    page = visitor(viewport={"width": 1280, "height": 900}).page
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/articles/84/")
    paragraph = page.locator(".body p").first
    size = float(paragraph.evaluate("element => getComputedStyle(element).fontSize").removesuffix("px"))
    assert 28 <= paragraph.bounding_box()["width"] / size <= 36  # 60 to 75 letters, which are half as wide as high
    assert {re.match("https?://[^/]+", url)[0] for url in asked} == {page.url[: page.url.index("/articles")]}
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("path", ["/articles/84/", LONG, "/articles/84/original/", "/articles/84/history/", ARABIC])
def test_it_fits_a_narrow_screen_and_large_letters(visitor, path):
    page = visitor(viewport={"width": 320, "height": 600}).page
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate(TOO_WIDE) <= 0
    page.set_viewport_size({"width": 640, "height": 600})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) <= 0


def test_a_citation_is_copied_by_a_button_and_can_be_selected_without_one(archive, visitor):
    reader = visitor(permissions=["clipboard-read", "clipboard-write"])
    page = reader.page
    page.goto("/articles/84/")
    page.get_by_text("Cite this article").click()
    page.get_by_role("button", name="Copy: APA").click()
    expect(page.locator("[data-copy=cite-apa] + output")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-apa").inner_text()
    assert findings(page) == []
    bare = visitor(java_script_enabled=False).page
    bare.goto("/articles/84/")
    bare.get_by_text("Cite this article").click()
    expect(bare.locator("#cite-apa")).to_have_text(copied)
    assert bare.get_by_role("button", name=re.compile("Copy")).count() == 0


def test_on_paper_it_is_the_article_with_source_date_and_address(archive, visitor):
    page = visitor().page
    page.goto(LONG)
    page.emulate_media(media="print", color_scheme="dark")
    for gone in ("header.top", "nav.marks", "footer", ".cite", ".similar"):
        assert page.locator(gone).is_hidden(), gone
    for left in ("h1", ".by time", ".body p >> nth=0"):
        assert page.locator(f"article {left}").is_visible(), left
    expect(page.locator(".printed")).to_contain_text(f"{archive.address}/articles/84/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_an_arabic_article_runs_from_right_to_left_and_the_room_does_not(visitor):
    page = visitor().page
    page.goto(f"{ARABIC}?q={quote('اللقاح')}")
    sides = "element => [getComputedStyle(element).direction, element.closest('[lang]').lang]"
    assert page.locator("h1").evaluate(sides) == ["rtl", "ar"]
    assert page.locator(".body p").first.evaluate(sides) == ["rtl", "ar"]
    assert page.locator(".facts dt").first.evaluate(sides) == ["ltr", "en"]
    assert page.locator(".see b").first.evaluate(sides) == ["ltr", "en"]
    assert page.locator("mark").first.inner_text() == "اللقاح"
    start = page.locator("h1").evaluate("element => getComputedStyle(element).textAlign")
    assert start == "start"


# --- in bad hands ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bad(archive, shared):
    """The numbers of articles that say in every field what is meant to run in a browser."""
    strings = [one.replace("\0", "").strip() for one in hostile(shared)]
    strings = [one for one in strings if one and max(one) < "\ud800"][::400]
    lines = [
        {
            "headline": f"Bad {number} {one}",
            "subtitle": one,
            "byline": one,
            "section": one[:200],
            "source": one[:200],
            "topics": [one[:200]],
            "language": "en",
            "published_at": "2020-01-02",
            "text": f"{one}\n\n{one}",
            "images": [{"url": f"https://e.example/{one}", "caption": one, "credit": one}],
            "related_links": [{"title": one, "url": f"https://e.example/{one}"}],
            "corrections": [{"at": "2020-01-03T00:00:00Z", "note": one}],
        }
        for number, one in enumerate(strings)
    ]
    file = archive.data.parent / "bad.ndjson"
    file.write_text("".join(json.dumps(one) + "\n" for one in lines))
    archive.manage("import_articles", file, check=False)
    found = archive.api("articles/?published_after=2020-01-02&published_before=2020-01-03&page_size=100")["results"]
    return [one["id"] for one in found if one["headline"].startswith("Bad ")]


def test_hostile_text_in_every_field_runs_nothing_and_breaks_nothing(visitor, bad):
    reader = visitor()
    page = reader.page
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(page.url), dialog.dismiss()))
    assert len(bad) > 9
    for number in bad:
        for path in ("?q=script+alert+onerror+img&match=any", "original/", "history/"):
            assert page.goto(f"/articles/{number}/{path}").status == 200
            assert page.locator("main h1").count() == 1, page.url
            assert page.locator("footer .languages").count() == 1, page.url  # what stands last is where it stands
            assert page.locator("main :is(img, iframe, svg, object, embed, style, form)").count() == 0, page.url
            assert page.locator("script:not([src]):not([type='application/ld+json'])").count() == 0, page.url
    assert dialogs == []
