"""Queues in the admin: on its first page, and from one to the next."""

import pytest

from articles import originals
from articles.models import Article, Capture
from articles.originals import Verdict
from tests.articles.admin.conftest import filled_in, page


@pytest.fixture
def drafts(make_article):
    """Three drafts that lack a source."""
    return [make_article(status="draft", headline=f"Draft {number}", body="word " * 60) for number in range(3)]


def opened(browser, article, slug="sourceless"):
    return browser.get(page("article_change", article.pk), {"queue": slug})


def test_the_first_page_counts_every_queue_and_leads_into_it(curator, drafts):
    response = curator.get("/admin/")
    queues = {queue["name"]: queue for queue in response.context["waiting"]}
    assert queues["Drafts of an unknown source"]["count"] == "3"
    assert queues["Drafts without a date"]["count"] == "0"
    html = response.content.decode()
    assert page("article_queue", "sourceless") in html
    assert page("article_queue", "undated") not in html
    response = curator.get(page("article_queue", "sourceless"))
    assert response.url == page("article_change", drafts[0].pk) + "?queue=sourceless"


def test_one_goes_forwards_and_backwards(curator, drafts):
    html = opened(curator, drafts[1]).content.decode()
    for place, key in ((drafts[0], "p"), (drafts[2], "n")):
        assert f'<a href="{page("article_change", place.pk)}?queue=sourceless" class="button" accesskey="{key}"' in html
    assert "This is the last." in opened(curator, drafts[2]).content.decode()


def test_a_save_leads_to_the_next_and_from_the_last_to_the_first(curator, drafts):
    for number, following in ((0, 1), (2, 0)):
        response = opened(curator, drafts[number])
        address = page("article_change", drafts[number].pk) + "?queue=sourceless"
        saved = curator.post(address, filled_in(response) | {"subtitle": "Looked at"})
        assert saved.url == page("article_change", drafts[following].pk) + "?queue=sourceless"


def test_a_verb_leads_to_the_next_as_well_and_the_end_to_the_desk(curator, drafts):
    verbs = dict(opened(curator, drafts[0]).context["verbs"])
    assert curator.post(verbs["publish"], {"note": ""}).url.startswith(page("article_change", drafts[1].pk))
    for draft in drafts[1:]:
        response = curator.post(dict(opened(curator, draft).context["verbs"])["publish"], {"note": ""})
    assert response.url == "/admin/"
    assert "Nothing waits" in curator.get(page("article_queue", "sourceless"), follow=True).content.decode()


def test_the_list_is_narrowed_to_a_queue(curator, drafts, make_article):
    make_article()
    response = curator.get(page("article_changelist"), {"queue": "sourceless"})
    assert {one.pk for one in response.context["cl"].result_list} == {one.pk for one in drafts}


def test_a_rejected_record_is_put_aside_and_taken_up_again(curator, onlooker, db):
    for number in "12":
        came = {
            "sha256": number * 64,
            "container": number * 64,
            "size": 1,
            "file": f"{number}.md",
            "verdict": "rejected",
        }
        originals.capture([came | {"media_type": "text/markdown", "importer": "markdown/1", "reason": "It is empty."}])
    one, two = Capture.objects.filter(verdict=Verdict.REJECTED)
    aside = page("capture_aside", one.pk)
    assert onlooker.post(aside).status_code == 403
    assert curator.get(aside).status_code == 405
    assert curator.get(page("capture_queue", "rejected")).url == page("capture_change", one.pk) + "?queue=rejected"
    assert aside in curator.get(page("capture_change", one.pk), {"queue": "rejected"}).content.decode()
    assert curator.post(f"{aside}?queue=rejected").url == page("capture_change", two.pk) + "?queue=rejected"
    assert "Take up again" in curator.get(page("capture_change", one.pk)).content.decode()
    curator.post(aside)
    assert Capture.objects.filter(put_aside_at=None).count() == 2


def test_what_is_no_queue_is_not_found(curator):
    assert curator.get(page("article_queue", "nothing")).status_code == 404
    assert curator.get(page("article_queue", "rejected")).status_code == 404
    assert not Article.objects.exists()
