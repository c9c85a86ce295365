"""The page on which people try the API: whoever is signed in writes there as well."""

from playwright.sync_api import expect


def test_a_curator_makes_a_draft_on_the_page_of_the_api(archive, page):
    page.goto("/api/v1/docs/")
    post = page.locator("#operations-articles-create_article")
    post.locator(".opblock-summary-control").click()
    post.get_by_role("button", name="Try it out").click()
    post.locator("textarea").fill('{"headline": "Tried on a page"}')
    post.get_by_role("button", name="Execute").click()
    expect(post.locator(".live-responses-table .response-col_status").last).to_contain_text("201")
    assert archive.number_of("Tried on a page")
