"""Deleting in the admin: shown before, recorded after."""

from io import BytesIO

from django.contrib.admin.models import LogEntry
from django.db import models

from articles import curation, originals
from articles.models import Article, Change, Image, RelatedLink
from tests.articles.admin.conftest import page


def merged(article, into):
    row = models.QuerySet(Article).filter(pk=article.pk)
    row.update(status="merged", merged_into=into)


def test_the_page_shows_what_goes(curator, make_article):
    article = make_article(authors=["AFP"], topics=["Sea"])
    Image.objects.create(article=article, caption="Ships")
    RelatedLink.objects.create(article=make_article(), title="Earlier", target=article)
    html = curator.get(page("article_delete", article.pk)).content.decode()
    for line in (
        "Articles: 1",
        "Links to authors, who stay: 1",
        "Links to topics, which stay: 1",
        "Images: 1",
        "Related links of",
    ):
        assert line in html
    assert Article.objects.filter(pk=article.pk).exists()


def test_an_article_is_deleted_by_the_verb_with_who_and_why(curator, make_article):
    article = make_article(authors=["AFP"])
    response = curator.post(page("article_delete", article.pk), {"post": "yes", "note": "twice"})
    assert response.url == page("article_changelist")
    assert not Article.objects.exists()
    change = Change.objects.order_by("-seq").first()
    assert (change.kind, change.by, change.note) == ("deleted", "ada", "twice")


def test_many_are_shown_and_then_deleted_one_by_one(curator, make_article):
    articles = [make_article(headline=f"Story {number}", authors=["AFP"]) for number in range(3)]
    data = {"action": "delete_selected", "_selected_action": [article.pk for article in articles]}
    html = curator.post(page("article_changelist"), data).content.decode()
    assert all(article.headline in html for article in articles)
    assert Article.objects.count() == 3
    assert curator.post(page("article_changelist"), data | {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()
    assert Change.objects.filter(kind="deleted", by="ada").count() == 3


def test_the_log_of_the_admin_keeps_no_headline_of_what_was_deleted(curator, make_article):
    article, other = make_article(headline="A private name"), make_article(headline="Another")
    for one in (article, other):
        curator.post(f"{page('article_verb', 'withdraw')}?ids={one.pk}", {"reason": "privacy"})
    curator.post(page("article_delete", article.pk), {"post": "yes"})
    names = set(LogEntry.objects.values_list("object_id", "object_repr"))
    assert names == {(str(article.pk), f"article {article.pk}"), (str(other.pk), "Another")}
    assert LogEntry.objects.filter(object_id=str(article.pk)).count() == 2


def test_an_article_that_others_were_merged_into_stays(curator, make_article):
    article, duplicate = make_article(), make_article()
    merged(duplicate, article)
    html = curator.get(page("article_delete", article.pk)).content.decode()
    assert f"article {duplicate.pk}, which was merged into article {article.pk}" in html
    curator.post(page("article_delete", article.pk), {"post": "yes"})
    assert Article.objects.filter(pk=article.pk).exists()


def test_what_stands_against_it_at_the_last_moment_is_a_sentence(curator, make_article, monkeypatch):
    article, duplicate = make_article(), make_article()
    merged(duplicate, article)
    # Between the question and the act: the page did not know of the duplicate yet.
    monkeypatch.setattr("articles.admin.article.what_goes", lambda articles, allowed: ([], {}, set(), []))
    response = curator.post(page("article_delete", article.pk), {"post": "yes"}, follow=True)
    assert response.redirect_chain[0][0] == page("article_change", article.pk)
    assert Article.objects.filter(pk=article.pk).exists()
    assert Change.objects.filter(kind="deleted").count() == 0


def test_an_article_that_is_gone_is_no_traceback(curator, make_article):
    article = make_article()
    pk = article.pk
    curation.delete(article)
    assert curator.get(page("article_delete", pk), follow=True).status_code == 200
    assert curator.get(page("article_history", pk), follow=True).status_code == 200
    assert curator.get(page("article_change", pk), follow=True).status_code == 200


def dump_of(*articles):
    """One file of many lines, one for each of these; None is a line that was rejected."""
    container, _ = originals.keep(BytesIO(b"".join(b"%d\n" % number for number in range(len(articles)))))
    facts = {"container": container, "size": 1, "media_type": "application/x-ndjson", "file": "dump.jsonl"}
    facts |= {"importer": "ndjson/1", "evidence": "[]"}
    for number, article in enumerate(articles):
        verdict = "published" if article else "rejected"
        own = {"sha256": f"{number:064}", "start": 2 * number, "verdict": verdict}
        originals.capture([{"article_id": article.pk if article else None} | own | facts])
    return container


def test_whoever_deletes_a_line_of_a_dump_reads_that_its_text_stays(curator, make_article):
    article = make_article()
    container = dump_of(article, make_article(), None)
    stays = f"originals/{container[:2]}/{container[2:4]}/{container}, for the sake of 2 other records"
    data = {"action": "delete_selected", "_selected_action": [article.pk]}
    assert stays in curator.get(page("article_delete", article.pk)).content.decode()
    assert stays in curator.post(page("article_changelist"), data).content.decode()


def test_what_goes_with_its_last_articles_is_not_said_to_stay(curator, make_article):
    article = make_article()
    dump_of(article)
    assert "The text stays" not in curator.get(page("article_delete", article.pk)).content.decode()
