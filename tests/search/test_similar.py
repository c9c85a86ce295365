"""Articles like another one."""

import pytest
from django.db import models

from articles import curation
from articles.models import Article
from search.serializers import SimilarArticles
from tests.articles.test_views import ids

COMMON = "The committee met on Monday and said that more would be told about it later this week."


@pytest.fixture
def like(api, index):
    """Return a function that brings the index up to date and asks what is like an article."""

    def ask(article, status=200, **parameters):
        index()
        return api(f"articles/{article.pk}/similar/", status=status, **parameters)

    return ask


def test_those_that_share_the_rarest_words_come_first(like, make_article):
    article = make_article(headline="Whales off Yevlakh", body=f"Whales, whales and a lighthouse. {COMMON}")
    lighthouse = make_article(headline="A lighthouse", body=COMMON)
    whale = make_article(headline="The whale of Yevlakh", body=COMMON)
    for number in range(15):
        make_article(headline=f"Other {number}", body=COMMON)
    assert ids(like(article)) == [whale.pk, lighthouse.pk]
    assert ids(like(article, page_size="1")) == [whale.pk]


def test_items_are_those_of_a_list(like, api, make_article):
    article, other = make_article(topics=["Sea"]), make_article(topics=["Sea"], source="Herald")
    answer = like(article)
    assert answer == {"results": [one for one in api("articles/")["results"] if one["id"] == other.pk]}
    shape = SimilarArticles().fields
    assert set(answer["results"][0]) == set(shape["results"].child.fields)


def test_words_are_those_of_its_own_language(like, make_article, settings):
    settings.SEARCH_LANGUAGES = ["en", "de"]
    german = make_article(headline="Die Minister", body="Ministern wurde gesagt", language="de")
    make_article(headline="Minister", body="A minister")
    other = make_article(headline="Ministern", body="Ein Minister", language="de")
    assert ids(like(german)) == [other.pk]


def test_what_shares_nothing_is_like_nothing(like, make_article):
    article = make_article(headline="Alone", body="*2023*")
    make_article()
    assert like(article) == {"results": []}


def test_what_is_not_public_is_like_nothing(like, api, make_article):
    article, withdrawn = make_article(), make_article()
    make_article(status="draft")
    assert ids(like(article)) == [withdrawn.pk]
    curation.withdraw(withdrawn, reason="legal")
    assert ids(api(f"articles/{article.pk}/similar/")) == ids(like(article)) == []


def test_of_what_is_not_there_it_answers_as_the_article_itself(like, client, make_article):
    withdrawn, draft = make_article(), make_article(status="draft")
    curation.withdraw(withdrawn, reason="legal")
    assert like(withdrawn, status=410)["reason"] == "legal"
    assert like(draft, status=404)["title"] == "Not Found"


def test_a_merged_article_leads_to_what_is_like_the_other(client, make_article):
    kept, duplicate = make_article(), make_article()
    models.QuerySet(Article).filter(pk=duplicate.pk).update(status="merged", merged_into=kept)
    response = client.get(f"/api/v1/articles/{duplicate.pk}/similar/")
    assert (response.status_code, response["Location"]) == (308, f"/api/v1/articles/{kept.pk}/similar/")


@pytest.mark.parametrize("parameters", [{"page_size": "0"}, {"cursor": "x"}, {"q": "x"}])
def test_what_is_wrong_is_named(like, make_article, parameters):
    [mistake] = like(make_article(), status=400, **parameters)["errors"]
    assert [mistake["parameter"]] == [*parameters]


def test_what_a_client_has_is_not_sent_again(client, index, make_article):
    article, _ = make_article(), make_article()
    index()
    address = f"/api/v1/articles/{article.pk}/similar/"
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_article()
    index()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
