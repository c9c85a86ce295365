"""Publish, withdraw, restore and correct in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages

from articles import curation
from articles.admin import verbs
from articles.models import Article, Change, Correction
from tests.articles.admin.conftest import page


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def act(browser, verb, articles, **given):
    ids = ",".join(str(article.pk) for article in articles)
    response = browser.post(f"{page('article_verb', verb)}?ids={ids}", given)
    for article in articles:
        article.refresh_from_db()
    return response


def choose(browser, verb, articles, **more):
    data = {"action": verb, "_selected_action": [article.pk for article in articles]}
    return browser.post(page("article_changelist") + "?status__exact=draft", data | more)


def test_an_action_asks_why_before_it_does_anything(curator, make_article):
    articles = [make_article(status="draft", headline=f"Draft {number}") for number in range(2)]
    response = choose(curator, "publish", articles)
    html = curator.get(response.url).content.decode()
    assert "Publish 2 articles" in html
    assert "Draft 0" in html
    assert 'name="note"' in html
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}


def test_after_an_action_the_list_is_as_narrow_as_before(curator, make_article):
    article = make_article(status="draft")
    place = choose(curator, "publish", [article]).url
    response = curator.post(place, {"note": "checked"})
    assert response.url == page("article_changelist") + "?status__exact=draft"
    article.refresh_from_db()
    assert article.status == "published"


@pytest.mark.parametrize(
    ("verb", "status", "given", "after"),
    [
        ("publish", "draft", {"note": "seen by two"}, "published"),
        ("withdraw", "published", {"reason": "legal", "note": "order 7"}, "withdrawn"),
        ("correct", "published", {"correction": "It was Tuesday.", "note": "a letter"}, "published"),
    ],
)
def test_a_verb_is_one_change_with_who_and_why(curator, make_article, verb, status, given, after):
    article = make_article(status=status)
    before = Change.objects.count()
    response = act(curator, verb, [article], **given)
    assert response.url == page("article_change", article.pk)
    assert told(response) == [f"1 article {verbs.DONE[verb]}."]
    assert article.status == after
    change = Change.objects.order_by("-seq").first()
    assert Change.objects.count() == before + 1
    assert (change.by, change.note, change.reason) == ("ada", given["note"], given.get("reason", ""))
    assert LogEntry.objects.get().object_id == str(article.pk)


def test_who_works_through_a_list_comes_back_to_it(curator, make_article):
    article = make_article(status="draft")
    filters = {"_changelist_filters": "status__exact=draft"}
    opened = curator.get(page("article_change", article.pk), filters)
    [(_, link)] = opened.context["verbs"]
    assert curator.post(link, {"note": ""}).url == page("article_changelist") + "?status__exact=draft"


def test_a_withdrawn_article_is_restored(curator, make_article):
    article = make_article()
    curation.withdraw(article, reason="error")
    act(curator, "restore", [article], note="it was right")
    assert article.public
    assert Change.objects.order_by("-seq").first().kind == "restored"


def test_a_correction_is_kept_for_readers(curator, make_article):
    article = make_article()
    act(curator, "correct", [article], correction="It was\r\nTuesday.", note="")
    assert Correction.objects.get().note == "It was\nTuesday."


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("withdraw", {"note": "no class"}),
        ("withdraw", {"reason": "boredom"}),
        ("correct", {"correction": "", "note": "x"}),
        ("correct", {"correction": " \r\n", "note": "x"}),
        ("publish", {"note": "a\x00b"}),
    ],
)
def test_what_is_missing_is_asked_again(curator, make_article, verb, given):
    article = make_article(status="draft" if verb == "publish" else "published")
    before = Change.objects.count()
    response = act(curator, verb, [article], **given)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Change.objects.count() == before


def test_what_cannot_be_done_is_said_for_each_article_and_the_rest_is_done(curator, make_article):
    good = make_article(status="draft", headline="Good")
    bare = make_article(status="draft", headline="Bare", body="")
    public = make_article(headline="Public")
    response = act(curator, "publish", [good, bare, public], note="")
    sentences = told(response)
    assert sentences[0] == "1 article published."
    assert sentences[1].startswith("“Bare”: ")
    assert "it has no body" in sentences[1]
    assert "publish needs one that is draft" in sentences[2]
    assert (good.status, bare.status, public.status) == ("published", "draft", "published")


def test_many_failures_are_counted(curator, make_article):
    articles = [make_article(headline=str(number)) for number in range(verbs.MOST_FAILURES + 3)]
    sentences = told(act(curator, "publish", articles, note=""))
    assert len(sentences) == verbs.MOST_FAILURES + 1
    assert sentences[-1] == "3 more could not be published either."


def test_more_than_anybody_looks_at_is_refused_before_anything_is_done(curator, make_article, monkeypatch):
    monkeypatch.setattr(verbs, "MOST", 2)
    articles = [make_article(status="draft") for _ in range(3)]
    response = choose(curator, "publish", articles, select_across="1")
    assert "more than 2 articles" in told(response)[0]
    assert "/act/" not in response.url


@pytest.mark.parametrize("ids", ["", "x", "1,,-2", "9" * 30, "999"])
def test_an_address_that_names_no_article_says_so(curator, ids):
    response = curator.get(f"{page('article_verb', 'publish')}?ids={ids}")
    assert "No article is chosen" in response.content.decode()
    assert curator.post(f"{page('article_verb', 'publish')}?ids={ids}", {"note": ""}).status_code == 200


def test_there_are_no_other_verbs(curator):
    assert curator.get(page("article_verb", "merge")).status_code == 404


def test_who_may_only_look_cannot_act(onlooker, client, make_article):
    article = make_article(status="draft")
    assert act(onlooker, "publish", [article], note="").status_code == 403
    assert onlooker.get(f"{page('article_verb', 'publish')}?ids={article.pk}").status_code == 403
    choose(onlooker, "publish", [article])
    assert act(client, "publish", [article], note="").url.startswith("/admin/login/")
    assert article.status == "draft"
