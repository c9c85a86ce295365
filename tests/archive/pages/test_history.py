"""The history of an article as readers see it."""

import pytest

from articles import curation
from articles.models import RelatedLink
from tests.archive.markup import Page


def edit(article, **fields):
    article.refresh_from_db()
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()


def test_what_each_edit_changed_is_told_word_by_word(client, read, make_article):
    article = make_article(headline="Harbour <opens>", body="First.\n\nSecond.\n\nThird.\n\nFourth.\n\nFifth.")
    edit(article, headline="Harbour <closes>")
    edit(article, body=article.body.replace("Fifth.", "Fifth & last."))
    page = read(f"/articles/{article.pk}/history/")
    html = client.get(f"/articles/{article.pk}/history/").content.decode()
    assert page.text.index("Revision 3 (now)") < page.text.index("Revision 2") < page.text.index("Revision 1")
    assert "Harbour <del>&lt;opens&gt;</del>" in html
    assert "Harbour <ins>&lt;closes&gt;</ins>" in html
    assert "<del>Fifth.</del>" in html
    assert "<ins>Fifth &amp; last.</ins>" in html
    assert "… 7 lines that are the same" in page.text
    assert "The first that is kept for readers." in page.text
    assert f"/api/v1/articles/{article.pk}/?revision=2" in page.links()


def test_it_is_walked_page_by_page_each_compared_with_the_one_below(read, make_article):
    article = make_article()
    for number in range(2, 6):
        edit(article, headline=f"Harbour {number}")
    link, seen = f"/articles/{article.pk}/history/?page_size=2", []
    while link:
        page = read(link)
        seen += [attributes["id"] for attributes in page.all("h2") if attributes["id"].startswith("revision-")]
        following = [one["href"] for one in page.all("a") if one.get("rel") == "next"]
        assert ("The first that is kept" in page.text) == (not following)
        link = following and f"/articles/{article.pk}/history/{following[0]}"
    assert seen == [f"revision-{number}" for number in (5, 4, 3, 2, 1)]


def test_what_was_before_a_withdrawal_is_not_told(read, make_article):
    article = make_article(headline="A secret harbour")
    curation.withdraw(article, reason="privacy", by="ada", note="secret order")
    edit(article, headline="A harbour")
    article.refresh_from_db()
    curation.restore(article, by="ada", note="secret order")
    page = read(f"/articles/{article.pk}/history/")
    assert "secret" not in page.text
    assert "ada" not in page.text


def test_where_a_link_leads_that_nobody_may_see_is_not_told(client, make_article):
    article, draft = make_article(), make_article(status="draft")
    RelatedLink.objects.create(article=article, title="Other", url="https://a.example/", target=draft)
    edit(article, headline="Harbour closes")
    html = client.get(f"/articles/{article.pk}/history/").content.decode()
    assert "Other" in html
    assert f"· {draft.pk}" not in html


@pytest.mark.parametrize("asked", ["page_size=21", "page_size=0", "cursor=x", "revision=1", "q=harbour"])
def test_what_it_does_not_take_is_refused(client, make_article, asked):
    response = client.get(f"/articles/{make_article().pk}/history/?{asked}")
    assert response.status_code == 400
    assert Page(response.content.decode()).faults == []


def test_its_queries_do_not_grow(client, make_article, django_assert_num_queries):
    article = make_article()
    for number in range(9):
        edit(article, headline=f"Harbour {number}")
        if number in {1, 8}:
            with django_assert_num_queries(12):
                client.get(f"/articles/{article.pk}/history/")
