"""What a curator does to articles, as it is done: by pages and buttons, in front of a real archive."""

import pytest
from playwright.sync_api import expect

from tests.archive.processes import eventually
from tests.browser.running import list_articles

SIGNED = "By Mara Lind\n\n20 September 2004\n\n{}\n\nOriginal url: https://standard.example/{}"


def clipping(headline, body, slug):
    return f"# {headline}\n\n{SIGNED.format(body, slug)}"


@pytest.fixture
def clip(archive):
    """Return a function that takes in one clipping and returns its number."""

    def clip(headline, body, slug, **options):
        return archive.clip(clipping(headline, body, slug), **options)[0]

    return clip


def open_article(page, number):
    page.goto(f"/admin/articles/article/{number}/change/")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def said(page, sentence):
    """Wait for what the desk says after an act."""
    expect(page.locator(".messagelist")).to_contain_text(sentence)


def test_a_draft_is_published_and_readers_find_it(archive, page, clip):
    number = clip("Bell of Northmoor Recast", "The bell was recast in one night.", "bell", status="draft")
    archive.api(f"articles/{number}/", 404)
    open_article(page, number)
    page.get_by_role("link", name="Publish…").click()
    page.get_by_label("Why").fill("Read against the print.")
    page.get_by_role("button", name="Publish").click()
    said(page, "1 article published.")
    assert archive.api(f"articles/{number}/")["headline"] == "Bell of Northmoor Recast"
    archive.indexed()
    page.goto("/?q=bell+recast")
    page.get_by_role("link", name="Bell of Northmoor Recast").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bell of Northmoor Recast")


def test_an_article_is_withdrawn_with_a_reason_and_restored(archive, visitor, page, clip):
    number = clip("Vicar Named in Goose Affair", "The vicar denies that he owns the goose.", "goose")
    reader = visitor().page
    assert reader.goto(f"/articles/{number}/").status == 200
    open_article(page, number)
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("Reason").select_option("privacy")
    page.get_by_label("Why").fill("The vicar wrote to us.")
    page.get_by_role("button", name="Withdraw").click()
    said(page, "1 article withdrawn.")
    assert reader.goto(f"/articles/{number}/").status == 410
    shown = reader.inner_text("body")
    assert "privacy" in shown
    assert not {word for word in ("goose", "Goose", "wrote to us") if word in shown}
    gone = archive.api(f"articles/{number}/", 410)
    assert "oose" not in str(gone)
    open_article(page, number)
    page.get_by_role("link", name="Restore…").click()
    page.get_by_role("button", name="Restore").click()
    said(page, "1 article restored.")
    assert reader.goto(f"/articles/{number}/").status == 200


def test_a_duplicate_is_merged_and_the_merge_undone(archive, visitor, page, clip):
    stays = clip("Observatory Dome Jams", "The dome of the observatory jammed at noon.", "dome")
    goes = clip("Dome of Observatory Jams", "The dome of the observatory has jammed at noon.", "dome-2")
    open_article(page, goes)
    page.get_by_role("link", name="Merge…").click()
    page.get_by_label("Into").fill("https://standard.example/nowhere")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("There is no article with the number or address")).to_be_visible()
    page.get_by_label("Into").fill("https://www.standard.example/dome")
    page.get_by_role("button", name="Merge").click()
    said(page, "1 article merged.")
    reader = visitor().page
    reader.goto(f"/articles/{goes}/")
    assert f"/articles/{stays}/" in reader.url
    assert archive.api("lookup/?url=standard.example/dome-2")["id"] == stays
    open_article(page, goes)
    page.get_by_role("link", name="Restore…").click()
    page.get_by_role("button", name="Restore").click()
    said(page, "1 article restored.")
    assert archive.api("lookup/?url=standard.example/dome-2")["id"] == goes


def test_history_shows_what_an_edit_changed_and_brings_back_what_was(archive, page, clip):
    number = clip("Mill Race Runs Dry", "The mill race ran dry on Friday.", "mill")
    open_article(page, number)
    page.get_by_role("textbox", name="Body").fill("The mill race ran dry on Thursday.")
    page.get_by_label("Why").fill("The print says Thursday.")
    save(page)
    said(page, "was changed successfully")
    page.goto(f"/admin/articles/article/{number}/history/")
    expect(page.get_by_role("row").filter(has_text="The print says Thursday.")).to_contain_text("ada")
    page.get_by_role("link", name="revision 1").click()
    body = page.get_by_role("region", name="body")
    expect(body.locator("del")).to_have_text("Friday.")
    expect(body.locator("ins")).to_have_text("Thursday.")
    page.get_by_label("Why").fill("It was Friday after all.")
    page.get_by_role("button", name="Make it the newest revision").click()
    said(page, "The article is again what it was at revision 1.")
    answer = archive.api(f"articles/{number}/")
    assert (answer["body"], answer["revision"]) == ("The mill race ran dry on Friday.", 3)


def test_of_two_who_edit_at_once_the_second_is_shown_what_the_first_did_and_loses_nothing(
    archive, visitor, session, clip
):
    number = clip("Tram Line Reopens", "The tram line reopens in May.", "tram")
    first, second = (visitor(storage_state=session).page for _ in range(2))
    for page in (first, second):
        open_article(page, number)
    first.get_by_label("Headline").fill("Tram Line Reopens in Northmoor")
    first.get_by_role("textbox", name="Body").fill("The tram line reopens in June.")
    second.get_by_role("textbox", name="Body").fill("The tram line reopens in May, at noon.")
    save(first)
    said(first, "was changed successfully")
    save(second)
    conflict = second.get_by_role("region", name="What differs")
    expect(conflict.get_by_role("region", name="headline")).to_contain_text("Tram Line Reopens in Northmoor")
    body = conflict.get_by_role("region", name="body")
    expect(body).to_contain_text("The tram line reopens in June.")
    expect(body).to_contain_text("The tram line reopens in May, at noon.")
    expect(second.get_by_role("textbox", name="Body")).to_have_value("The tram line reopens in May, at noon.")
    assert archive.api(f"articles/{number}/")["body"] == "The tram line reopens in June."
    second.get_by_role("textbox", name="Headline").fill("Tram Line Reopens in Northmoor")
    second.get_by_role("textbox", name="Body").fill("The tram line reopens in June, at noon.")
    save(second)
    said(second, "was changed successfully")
    answer = archive.api(f"articles/{number}/")
    assert (answer["headline"], answer["body"], answer["revision"]) == (
        "Tram Line Reopens in Northmoor",
        "The tram line reopens in June, at noon.",
        3,
    )


def choose(page, action, *, rows):
    """Tick the first rows of the list, and choose what is done to them."""
    boxes = page.locator(".action-select")
    for number in range(rows):
        boxes.nth(number).check()
    page.get_by_role("combobox", name="Action").select_option(action)
    page.get_by_role("button", name="Go").click()


def test_many_articles_get_a_section_by_one_act_which_is_undone(archive, page):
    texts = (clipping(f"Quarry Report {number}", "Stone went out by rail.", f"quarry-{number}") for number in range(4))
    numbers = archive.clip(*texts)
    list_articles(page, "headline:quarry report", rows=4)
    choose(page, "set", rows=4)
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 articles")
    expect(page.get_by_role("region", name="Examples")).to_contain_text("Quarry Report 3")
    page.get_by_role("textbox", name="Section").fill("Quarries")
    page.get_by_label("Why").fill("They stood on one page.")
    page.get_by_role("button", name="Set").click()
    said(page, "4 articles changed.")
    assert {archive.api(f"articles/{number}/")["section"] for number in numbers} == {"Quarries"}
    page.get_by_role("link", name="Undo…").click()
    page.get_by_role("button", name="Undo").click()
    said(page, "4 articles what they were before.")
    assert {archive.api(f"articles/{number}/")["section"] for number in numbers} == {""}


def test_two_names_of_one_source_become_one_everywhere(archive, page):
    numbers = [
        *archive.clip(clipping("Ice on the Canal", "Ice lay on the canal.", "ice"), set="source=Canal Post"),
        *archive.clip(clipping("Ice Leaves the Canal", "The ice has gone.", "ice-2"), set="source=The Canal Post"),
    ]
    page.goto("/admin/articles/source/?q=canal")
    choose(page, "merge_action", rows=2)
    page.get_by_role("radio", name="The Canal Post").check()
    page.get_by_role("button", name="Make one").click()
    said(page, "“The Canal Post” stands for all of them now.")
    sources = {archive.api(f"articles/{number}/")["source"]["name"] for number in numbers}
    assert sources == {"The Canal Post"}
    eventually(lambda: archive.api("search/?source=The+Canal+Post")["total"] == 2, 20)


def test_what_was_wrong_is_told_to_readers(archive, visitor, page, clip):
    number = clip("Weir Opens", "The weir has nine gates.", "weir")
    open_article(page, number)
    page.get_by_role("link", name="Correct…").click()
    page.get_by_label("Correction").fill("The weir has ten gates.")
    page.get_by_role("button", name="Correct").click()
    said(page, "1 article corrected.")
    reader = visitor().page
    reader.goto(f"/articles/{number}/")
    expect(reader.get_by_role("region", name="Corrections")).to_contain_text("The weir has ten gates.")
