"""Querysets that are compiled once."""

import datetime

import pytest

from articles.compiled import Compiled
from articles.models import Article, Source

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2023, 9, 20, 17, tzinfo=datetime.UTC)


def named(*keys):
    return [Source.objects.create(name=key.title(), domain=key).pk for key in keys]


def by_key(keys):
    return Source.objects.filter(key__in=keys).order_by("key").values_list("key", "name")


def test_each_call_reads_what_its_own_values_name():
    named("a.example", "b.example", "c.example")
    read = Compiled(by_key, kind=str)
    assert read(["a.example", "c.example"]) == [("a.example", "A.Example"), ("c.example", "C.Example")]
    assert read(["b.example", "none"]) == [("b.example", "B.Example")]
    assert read(["-1"]) == []


def test_other_parameters_of_the_queryset_stay():
    one, two = named("a.example", "b.example")
    read = Compiled(lambda ids: Source.objects.exclude(name="A.Example").filter(pk__in=ids).values_list("pk"))
    assert read([one, two]) == [(two,)]


def test_values_come_as_the_orm_gives_them():
    article = Article.objects.create(headline="Found", text="Found.", published_at=DAY, date_precision="minute")

    def moments(ids):
        return Article.objects.filter(pk__in=ids).values_list("pk", "published_at")

    assert Compiled(moments)([article.pk]) == list(moments([article.pk])) == [(article.pk, DAY)]


def test_the_statement_is_written_once_for_each_number_of_values(django_assert_num_queries):
    asked = []

    def counted(ids):
        asked.append(len(ids))
        return Source.objects.filter(pk__in=ids).values_list("pk")

    read = Compiled(counted)
    with django_assert_num_queries(3):
        assert [read([1]), read([2]), read([1, 2])] == [[], [], []]
    assert asked == [1, 2]


def test_it_may_need_no_values():
    named("a.example")
    assert Compiled(lambda _: Source.objects.values_list("name")[:1])() == [("A.Example",)]
