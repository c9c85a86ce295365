"""The digests of the log: they are those of what was public, whatever was done, and they add up."""

import hashlib
import random

import pytest
from django.db.models import QuerySet

from articles import curation, digests, editing
from articles.exporting import ndjson
from articles.history import Change
from articles.models import Article, Author, Source, Topic


def newest(article_id):
    return Change.objects.filter(article_id=article_id).order_by("-seq").values_list("sha256", flat=True).first()


def added_up():
    """The checksum as whoever has all lines makes it."""
    ids = Article.objects.public().order_by("id").values_list("id", flat=True)
    sums = ndjson.digests(ids)
    return len(sums), hashlib.sha256("".join(f"{pk} {sums[pk]}\n" for pk in sorted(sums)).encode()).hexdigest()


def last_seq():
    return Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def test_an_article_that_becomes_public_has_its_digest_in_the_log(make_article):
    article = make_article(status="draft")
    assert newest(article.pk) == ""
    curation.publish(article)
    assert newest(article.pk) == ndjson.digests([article.pk])[article.pk]
    curation.withdraw(article, reason="error")
    assert newest(article.pk) == ""


def test_a_name_that_is_written_otherwise_gives_new_digests(make_article):
    article = make_article(source="The Weir", authors=["Ada"])
    for name in (Source.objects.get(), Author.objects.get()):
        before, name.name = newest(article.pk), f"{name.name} of the Weir"
        name.save()
        assert newest(article.pk) == ndjson.digests([article.pk])[article.pk] != before


ACTS = {
    "edit": lambda article: editing.edit(article, {"headline": f"{article.headline}, again"}),
    "publish": curation.publish,
    "withdraw": lambda article: curation.withdraw(article, reason="error"),
    "restore": curation.restore,
    "correct": lambda article: curation.correct(article, correction="It was not so."),
    "merge": lambda article: curation.merge(article, into=Article.objects.public().exclude(pk=article.pk).first()),
    "delete": lambda article: article.delete(),
    "name": lambda article: Topic.objects.update_or_create(
        pk=Topic.objects.first().pk, defaults={"name": str(article.pk)}
    ),
}


@pytest.mark.django_db
def test_whatever_is_done_the_log_proves_what_is_public(make_article):
    chance, sums = random.Random(6), {}
    for _ in range(30):
        make_article(topics=["floods"])
    for _ in range(120):
        article = chance.choice(list(Article.objects.order_by("id")))
        try:
            ACTS[chance.choice(list(ACTS))](article)
        except (ValueError, AttributeError):
            continue
        sums[last_seq()] = added_up()
    assert len(sums) > 30
    assert {seq: digests.checksum(seq) for seq in sums} == sums


@pytest.mark.django_db
def test_an_empty_archive_adds_up_to_nothing():
    assert digests.checksum(0) == (0, hashlib.sha256(b"").hexdigest())


def test_an_older_archive_gets_digests_of_what_is_public_now(make_article):
    shown, edited, hidden = make_article(), make_article(), make_article(status="draft")
    edited.headline = "Harbour closes"
    edited.save()
    before = last_seq()
    QuerySet(Change).update(sha256=None)
    assert digests.checksum(before) == (0, None)
    digests.complete()
    assert not digests.undigested().exists()
    assert digests.checksum(before) == added_up()
    assert newest(hidden.pk) == ""
    first = Change.objects.filter(article_id=edited.pk).order_by("seq").first()
    assert first.sha256 == digests.UNKNOWN
    assert digests.checksum(first.seq) == (0, None)
    assert newest(shown.pk) == ndjson.digests([shown.pk])[shown.pk]
