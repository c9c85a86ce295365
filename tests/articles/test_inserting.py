"""Many new rows at once."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from articles import inserting
from articles.inserting import insert_all, insert_numbered
from articles.models import Article, Author, Capture, Change

AT = datetime.datetime(2023, 9, 20, 12, 30, tzinfo=datetime.UTC)
ARTICLE = {"headline": "H", "body": "é", "published_at": AT, "date_precision": "minute", "status": "published"}

pytestmark = pytest.mark.django_db


def rows(number):
    return [{"name": f"Author {place}", "kind": "agency"} for place in range(number)]


def test_every_row_gets_its_own_id_in_order_whatever_fits_one_statement(monkeypatch):
    monkeypatch.setattr(inserting, "PARAMETERS", 7)
    ids = insert_numbered(Author, rows(10))
    assert list(zip(ids, (row["name"] for row in rows(10)), strict=True)) == list(
        Author.objects.order_by("pk").values_list("pk", "name")
    )


def test_values_of_every_kind_come_back_as_they_were():
    [pk] = insert_numbered(Article, [ARTICLE | {"problems": '["ü"]'}])
    kept = Article.objects.get(pk=pk)
    assert {name: getattr(kept, name) for name in ARTICLE} == ARTICLE
    assert kept.problems == ["ü"]


def test_what_a_row_does_not_name_is_as_if_it_were_saved():
    [pk] = insert_numbered(Article, [ARTICLE])
    inserted, saved = Article.objects.get(pk=pk), Article(**ARTICLE)
    for field in Article._meta.concrete_fields:
        if field.attname not in ("id", "created_at", "updated_at"):
            assert getattr(inserted, field.attname) == getattr(saved, field.attname), field.name
    assert inserted.created_at <= inserted.updated_at <= datetime.datetime.now(datetime.UTC)


def test_rows_whose_ids_nobody_asks_for_are_added_alike():
    [pk] = insert_numbered(Article, [ARTICLE])
    facts = {"sha256": "a" * 64, "container": "a" * 64, "size": 1, "media_type": "text/plain", "importer": "x/1"}
    insert_all(Capture, [facts | {"article_id": pk, "verdict": "published", "evidence": '[{"start": null}]'}])
    kept = Capture.objects.get()
    assert (kept.article_id, kept.evidence, kept.file) == (pk, [{"start": None}], "")


def test_rows_that_bring_their_key_keep_it():
    change = {"article_id": 1, "kind": "created", "public": True, "revision": 1, "at": AT, "mark": "m"}
    insert_all(Change, [change | {"seq": 7}])
    assert Change.objects.get().pk == 7


def test_what_the_model_does_not_have_is_refused():
    with pytest.raises(TypeError, match="Author has no nmae"):
        insert_all(Author, [{"nmae": "A", "kind": "agency"}])


def test_rules_of_the_database_hold():
    for insert in (insert_all, insert_numbered):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(Author, rows(1) * 2)
        assert not insert(Author, [])
