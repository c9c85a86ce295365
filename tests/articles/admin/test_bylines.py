"""A byline typed by hand makes authors."""

import pytest
from django.contrib.messages import get_messages

from articles.models import Article, Author, Change
from tests.articles.admin.conftest import errors_of


def authors(article):
    return [(one.author.name, one.author.kind) for one in article.authorships.select_related("author")]


def test_an_article_by_hand_has_the_authors_of_its_byline(save):
    Author.objects.create(name="Jane Miller")
    save(headline="A", body="B", published="1923", byline="By Jane Miller and Mara Lind, AFP")
    article = Article.objects.get()
    assert article.byline == "Jane Miller and Mara Lind, AFP"
    assert authors(article) == [("Jane Miller", "person"), ("Mara Lind", "person"), ("AFP", "agency")]
    assert Change.objects.count() == 1


def test_a_new_byline_takes_the_authors_of_the_former_one_along(save, make_article):
    article = make_article(byline="Jane Miler", authors=["Jane Miler"])
    before = Change.objects.count()
    response = save(article, byline="Jane Miller")
    assert authors(article) == [("Jane Miller", "person")]
    assert Change.objects.count() == before + 1
    assert "Authors, as the byline names them: Jane Miller." in [
        str(one) for one in get_messages(response.wsgi_request)
    ]


@pytest.mark.parametrize("byline", ["Our Correspondent", ""])
def test_a_byline_that_names_nobody_leaves_no_authors(save, make_article, byline):
    article = make_article(byline="Jane Miler", authors=["Jane Miler"])
    save(article, byline=byline)
    assert (article.byline, authors(article)) == (byline, [])


def test_authors_other_than_the_byline_named_stay(save, make_article):
    article = make_article(byline="JANE MILLER", authors=["Jane Miller"])
    save(article, byline="By Jane MILLER")
    assert (article.byline, authors(article)) == ("Jane MILLER", [("Jane Miller", "person")])


def test_authors_edited_with_the_byline_are_those_that_were_chosen(save, make_article):
    article = make_article(byline="Jane Miller")
    chosen = Author.objects.create(name="Mara Lind")
    row = {"authorships-TOTAL_FORMS": 1, "authorships-0-author": chosen.pk, "authorships-0-position": ""}
    response = save(article, byline="Jane Miller and Tom Roe", **row)
    assert response.status_code == 302, errors_of(response)
    assert authors(article) == [("Mara Lind", "person")]


def test_another_edit_leaves_the_authors_alone(save, make_article):
    article = make_article(byline="Jane Miller")
    save(article, subtitle="new")
    assert authors(article) == []


def test_a_line_that_names_nothing_readable_stays_as_typed(save, make_article):
    article = make_article()
    save(article, byline="jane@argus.example")
    assert (article.byline, authors(article)) == ("jane@argus.example", [])
