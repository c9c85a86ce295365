"""Former states in the admin: shown side by side, brought back, and never in somebody else's way."""

import pytest

from articles import editing
from articles.models import Article, Change
from tests.articles.admin.conftest import errors_of, page


@pytest.fixture
def edited(make_article):
    """An article that was edited twice."""
    article = make_article(headline="First", body="The harbour closed on Monday.")
    editing.edit(article, {"body": "The harbour reopened on Monday."}, by="bob", note="a letter")
    editing.edit(article, {"headline": "<Second>"}, by="eve")
    article.refresh_from_db()
    return article


def compare(browser, article, number, now=False):
    return browser.get(page("article_compare", article.pk, number) + ("?now" if now else ""))


def test_an_edit_is_shown_by_word_beside_what_was_before(curator, edited):
    html = compare(curator, edited, 1).content.decode()
    assert "Ended by bob" in html
    assert "The harbour <del>closed </del>on Monday." in html
    assert "The harbour <ins>reopened </ins>on Monday." in html
    assert "Second" not in html.split("<table>")[1]


def test_a_former_state_is_shown_beside_that_of_now(curator, edited):
    html = compare(curator, edited, 1, now=True).content.decode()
    assert "<ins>&lt;Second&gt;</ins>" in html
    assert "<ins>reopened </ins>" in html


def test_a_former_state_is_brought_back_with_who_and_why(curator, edited):
    response = curator.post(page("article_compare", edited.pk, 1), {"note": "it was right", "expected": 3})
    assert response.url == page("article_change", edited.pk)
    edited.refresh_from_db()
    assert (edited.headline, edited.body, edited.revision) == ("First", "The harbour closed on Monday.", 4)
    change = Change.objects.order_by("-seq").first()
    assert (change.by, change.note) == ("ada", "it was right")


def test_not_over_what_somebody_wrote_meanwhile(curator, edited):
    address = page("article_compare", edited.pk, 1)
    response = curator.post(address, {"note": "", "expected": 2}, follow=True)
    assert "has edited article" in response.content.decode()
    edited.refresh_from_db()
    assert edited.headline == "<Second>"


def test_whoever_may_only_look_brings_nothing_back(onlooker, edited):
    assert "Bring revision 1 back" not in compare(onlooker, edited, 1).content.decode()
    onlooker.post(page("article_compare", edited.pk, 1), {"note": "", "expected": 3})
    edited.refresh_from_db()
    assert edited.revision == 3


def test_a_state_that_is_not_there_is_not_found(curator, edited):
    assert compare(curator, edited, 9).status_code == 404
    assert curator.get(page("article_compare", 9_999, 1)).status_code == 404


def test_history_leads_to_every_former_state(curator, edited):
    html = curator.get(page("article_history", edited.pk)).content.decode()
    assert all(page("article_compare", edited.pk, number) in html for number in (1, 2))


# --- two at once --------------------------------------------------------------------------------


def test_a_second_save_is_refused_with_the_difference_and_keeps_both_texts(curator, save, make_article):
    article = make_article(headline="First")
    response = save(article, headline="Ada's", opened="1")
    assert response.status_code == 302
    response = save(article, headline="Eve's", opened="1", body="New body of Eve.")
    assert "ada has edited article" in errors_of(response)
    html = response.content.decode()
    assert "<del>Ada&#x27;s</del>" in html
    assert "<ins>Eve&#x27;s</ins>" in html
    assert "New body of Eve." in html
    assert (article.headline, article.revision) == ("Ada's", 2)


def test_whoever_saw_the_difference_may_save_again(curator, save, make_article):
    article = make_article(headline="First")
    editing.edit(article, {"headline": "Bob's"}, by="bob")
    refused = save(article, headline="Ada's", opened="1")
    assert refused.context["adminform"].form["opened"].value() == 2
    save(article, headline="Ada's", opened="2")
    assert article.headline == "Ada's"


def test_a_verb_meanwhile_is_no_edit(curator, save, make_article):
    from articles import curation

    article = make_article(headline="First", status="draft")
    curation.publish(article)
    assert save(article, headline="Second", opened="1").status_code == 302
    assert Article.objects.get().headline == "Second"
