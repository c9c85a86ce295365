"""Publish, withdraw, restore and correct in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages

from articles import bulk, curation
from articles.addresses import key_of
from articles.admin import verbs
from articles.jobs import Job
from articles.models import Address, Article, Change, Correction, Selection, Source
from tests.articles.admin.conftest import filled_in, page, signed_in


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
    assert told(response)[0].startswith(f"1 article {verbs.DONE[verb]}.")
    assert article.status == after
    change = Change.objects.order_by("-seq").first()
    assert Change.objects.count() == before + 1
    assert (change.by, change.note, change.reason) == ("ada", given["note"], given.get("reason", ""))
    assert LogEntry.objects.get().object_id == str(article.pk)


def test_who_works_through_a_list_comes_back_to_it(curator, make_article):
    article = make_article(status="draft")
    filters = {"_changelist_filters": "status__exact=draft"}
    opened = curator.get(page("article_change", article.pk), filters)
    link = dict(opened.context["verbs"])["publish"]
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
    assert sentences[0].startswith("1 article published.")
    assert sentences[1].startswith("“Bare”: ")
    assert "it has no body" in sentences[1]
    assert "publish needs one that is draft" in sentences[2]
    assert (good.status, bare.status, public.status) == ("published", "draft", "published")


def test_many_failures_are_counted(curator, make_article):
    articles = [make_article(headline=str(number)) for number in range(verbs.MOST_FAILURES + 3)]
    sentences = told(act(curator, "publish", articles, note=""))
    assert len(sentences) == verbs.MOST_FAILURES + 1
    assert sentences[-1] == "3 more could not be published either."


def test_many_are_kept_as_a_selection_and_ten_of_them_shown(curator, make_article, monkeypatch):
    monkeypatch.setattr(verbs, "IN_ADDRESS", 2)
    monkeypatch.setattr(verbs, "SHOWN", 2)
    for number in range(3):
        make_article(status="draft", headline=f"Draft {number}")
    place = choose(curator, "publish", Article.objects.all()[:1], select_across="1").url
    html = curator.get(place).content.decode()
    assert "Publish 3 articles" in html
    assert "3 articles, of which these are the first" in html
    assert ("Draft 1" in html, "Draft 2" in html) == (True, False)
    curator.post(place, {"note": ""})
    assert set(Article.objects.values_list("status", flat=True)) == {"published"}


def test_the_selection_of_somebody_else_is_none(curator, onlooker, make_article):
    chosen = Selection.objects.create(ids=[make_article(status="draft").pk], by="eve")
    response = curator.get(f"{page('article_verb', 'publish')}?selection={chosen.pk}")
    assert "No article is chosen" in response.content.decode()


@pytest.mark.parametrize("ids", ["", "x", "1,,-2", "9" * 30, "999"])
def test_an_address_that_names_no_article_says_so(curator, ids):
    response = curator.get(f"{page('article_verb', 'publish')}?ids={ids}")
    assert "No article is chosen" in response.content.decode()
    assert curator.post(f"{page('article_verb', 'publish')}?ids={ids}", {"note": ""}).status_code == 200


def test_there_are_no_other_verbs(curator):
    assert curator.get(page("article_verb", "unpublish")).status_code == 404


def test_who_may_only_look_cannot_act(onlooker, client, make_article):
    article = make_article(status="draft")
    assert act(onlooker, "publish", [article], note="").status_code == 403
    assert onlooker.get(f"{page('article_verb', 'publish')}?ids={article.pk}").status_code == 403
    choose(onlooker, "publish", [article])
    assert act(client, "publish", [article], note="").url.startswith("/admin/login/")
    assert article.status == "draft"


@pytest.mark.parametrize("given", ["number", "address"])
def test_a_duplicate_is_merged_into_the_one_that_is_named(curator, make_article, given):
    duplicate, kept = make_article(headline="Twice"), make_article(headline="Once")
    Address(article=kept, url="https://a.example/once", key=key_of("https://a.example/once"), kind="canonical").save()
    into = {"number": str(kept.pk), "address": "http://www.a.example/once?utm_source=x"}[given]
    response = act(curator, "merge", [duplicate], into=into, note="the same copy")
    assert told(response) == ["1 article merged."]
    assert (duplicate.status, duplicate.merged_into) == ("merged", kept)


def test_one_that_is_not_there_is_asked_for_again(curator, make_article):
    response = act(curator, "merge", [make_article()], into="999999", note="")
    assert "no article with the number or address “999999”" in response.content.decode()


# --- many at once -------------------------------------------------------------------------------


def test_fields_are_set_with_one_reason_and_undone_as_a_whole(curator, make_article):
    Source.objects.create(name="Herald", domain="herald.example")
    articles = [make_article(section=str(number), topics=["Sea", "Old"]) for number in range(3)]
    given = {"source": "herald.example", "section": "World", "more": "Ships, Sea", "less": "Old", "note": "tidied"}
    response = act(curator, "set", articles, **given)
    assert told(response)[0].startswith("3 articles changed.")
    for article in articles:
        assert (article.source.name, article.section) == ("Herald", "World")
        assert [one.topic.name for one in article.taggings.all()] == ["Sea", "Ships"]
    job = Job.objects.get(kind="bulk")
    assert "will be what they were before" in curator.get(page("article_undo", job.pk)).content.decode()
    response = curator.post(page("article_undo", job.pk))
    assert told(response) == ["3 articles what they were before."]
    for number, article in enumerate(articles):
        article.refresh_from_db()
        assert (article.source, article.section) == (None, str(number))
        assert [one.topic.name for one in article.taggings.all()] == ["Sea", "Old"]
    assert "nothing left to undo" in curator.get(page("article_undo", job.pk)).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Nothing is to be changed"),
        ({"source": "Heralt"}, "Is “Herald” meant?"),
        ({"language": "no tag!"}, "is no language tag"),
        ({"section": "World", "empty": ["section"]}, "cannot be given and made empty"),
    ],
)
def test_what_cannot_be_set_is_asked_again(curator, make_article, given, sentence):
    Source.objects.create(name="Herald", domain="herald.example")
    response = act(curator, "set", [make_article()], note="", **given)
    assert sentence in response.content.decode()


def test_more_than_one_waits_for_are_left_to_the_worker(curator, make_article, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    articles = [make_article(status="draft") for _ in range(2)]
    response = act(curator, "publish", articles, note="checked")
    job = Job.objects.get(kind="bulk")
    assert response.url == page("job_change", job.pk)
    assert job.status == "waiting"
    assert {one.status for one in articles} == {"draft"}
    assert page("article_undo", job.pk) not in curator.get(response.url).content.decode()


# --- saved and published in one go --------------------------------------------------------------


def test_a_draft_is_saved_and_published_in_one_act(curator, make_article):
    article = make_article(status="draft", headline="Old", problems=["The date is ambiguous."])
    address = page("article_change", article.pk)
    assert "Save and publish" in curator.get(address).content.decode()
    before = Change.objects.count()
    curator.post(address, filled_in(curator.get(address)) | {"headline": "New", "note": "seen", "_publish": "1"})
    article.refresh_from_db()
    assert (article.headline, article.status, article.problems, article.revision) == ("New", "published", [], 2)
    [change] = Change.objects.filter(seq__gt=before)
    assert (change.kind, change.by, change.note) == ("published", "ada", "seen")
    assert "Save and publish" not in curator.get(address).content.decode()


def test_what_is_incomplete_is_saved_all_the_same_and_stays_open(curator, make_article):
    article = make_article(status="draft", body="")
    make_article(status="draft", body="", headline="The next one of the queue")
    address = page("article_change", article.pk) + "?queue=drafts"
    response = curator.post(address, filled_in(curator.get(address)) | {"headline": "New", "_publish": "1"})
    assert response.url == address
    assert "It was saved, but not published. Article" in " ".join(told(response))
    article.refresh_from_db()
    assert (article.headline, article.status) == ("New", "draft")


def test_a_new_article_is_written_and_published_in_one_act(curator, db):
    address = page("article_add")
    assert "Save and publish" in curator.get(address).content.decode()
    written = {"headline": "Bridge opens", "body": "It opened.", "published": "2020-05", "_publish": "1"}
    response = curator.post(address, filled_in(curator.get(address)) | written)
    article = Article.objects.get(headline="Bridge opens")
    assert (article.status, article.revision, response.url) == ("published", 1, page("article_changelist"))
    [change] = Change.objects.filter(article_id=article.pk)
    assert (change.kind, change.public, change.by) == ("created", True, "ada")


def test_a_new_article_that_cannot_be_public_stays_open_as_a_draft(curator, db):
    address = page("article_add")
    response = curator.post(address, filled_in(curator.get(address)) | {"headline": "Bridge opens", "_publish": "1"})
    article = Article.objects.get(headline="Bridge opens")
    assert (article.status, response.url) == ("draft", page("article_change", article.pk))
    assert "It was saved, but not published. Article" in " ".join(told(response))


def test_whoever_may_only_add_publishes_nothing(db):
    user = User.objects.create_user("eve", password="secret", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_article", "view_article"]))
    eve, address = signed_in(user), page("article_add")
    assert "Save and publish" not in eve.get(address).content.decode()
    written = {"headline": "Bridge opens", "body": "It opened.", "published": "2020-05", "_publish": "1"}
    eve.post(address, filled_in(eve.get(address)) | written)
    assert Article.objects.get(headline="Bridge opens").status == "draft"
