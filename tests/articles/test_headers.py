"""A header for each article that was ever public: what the log says of it last, kept at the end of each act."""

import datetime
import importlib

import pytest
from django.db import connection
from django.utils import timezone

from articles import curation
from articles.headers import Header
from articles.history import Change
from articles.models import Source
from articles.recording import act


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the clock."""

    def show(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    return show


def told(article):
    """What is told of an article, but for the time."""
    return Header.objects.filter(pk=article.pk).values_list("public", "source", "section").first()


def test_a_public_article_has_one_with_its_time_its_source_and_its_section(make_article):
    article = make_article(source="Herald", section="Sport")
    assert told(article) == (True, "Herald", "Sport")
    assert Header.objects.get().at == Change.objects.order_by("-seq").first().at


def test_a_draft_has_none(make_article):
    article = make_article(status="draft", section="Sport")
    assert told(article) is None
    curation.publish(article)
    assert told(article) == (True, "", "Sport")


@pytest.mark.parametrize("verb", ["withdraw", "merge", "delete"])
def test_of_what_is_gone_only_the_time_is_left(make_article, verb):
    article, other = make_article(source="Herald", section="Sport"), make_article()
    pk, before = article.pk, Header.objects.get(pk=article.pk).at
    {
        "withdraw": lambda: curation.withdraw(article, reason="legal"),
        "merge": lambda: curation.merge(article, into=other),
        "delete": article.delete,
    }[verb]()
    header = Header.objects.get(pk=pk)
    assert (header.public, header.source, header.section) == (False, "", "")
    assert header.at > before


def test_what_nobody_could_see_changes_nothing(make_article):
    article = make_article()
    curation.withdraw(article, reason="legal")
    before = Header.objects.values().get()
    article.refresh_from_db()
    article.headline = "Edited where nobody sees it"
    article.save()
    article.delete()
    assert Header.objects.values().get() == before


def test_what_is_restored_says_where_it_stands_again(make_article):
    article = make_article(source="Herald")
    curation.withdraw(article, reason="error")
    curation.restore(article)
    assert told(article) == (True, "Herald", "")


def test_a_source_that_is_renamed_is_another_in_all_that_show_it(make_article):
    articles = [make_article(source="Herald") for _ in range(3)]
    source = Source.objects.get()
    source.name = "Argus"
    source.save()
    assert [told(one) for one in articles] == [(True, "Argus", "")] * 3


def test_articles_of_one_act_bear_one_time(make_article):
    articles = [make_article(), make_article()]
    with act():
        for article in articles:
            article.headline = "Together"
            article.save()
    assert Header.objects.values("at").distinct().count() == 1


def test_times_grow_even_where_the_clock_is_put_back(make_article, clock):
    made = []
    for hours in (0, -5, -3):
        clock(datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC) + datetime.timedelta(hours=hours))
        made.append(make_article().pk)
    headers = Header.objects.order_by("at")
    assert [one.pk for one in headers] == made
    assert len({one.at for one in headers}) == 3


def test_an_older_archive_is_given_them_from_its_log(make_article):
    article, gone, other = make_article(source="Herald", section="Sport"), make_article(), make_article(source="Argus")
    make_article(status="draft")
    curation.withdraw(gone, reason="legal")
    curation.merge(other, into=article)
    kept = list(Header.objects.order_by("id").values("id", "public", "source", "section"))
    Header.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("articles.migrations.0012_headers").FILL)
    assert list(Header.objects.order_by("id").values("id", "public", "source", "section")) == kept
    last = Change.objects.filter(public=True, article_id=gone.pk).order_by("-seq").first()
    assert Header.objects.get(pk=gone.pk).at == last.at
