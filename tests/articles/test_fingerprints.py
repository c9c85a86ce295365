"""The number that texts of the same words share."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet

from articles.fingerprints import LEAST_WORDS, hash_of_text
from articles.history import last_change
from articles.models import Article, Examined

MIGRATION = "articles.migrations.0010_text_hashes"
TEXT = "The harbour reopened on Monday, and all of the ships came in at once."


def test_case_and_white_space_make_no_difference_and_words_do():
    assert hash_of_text(TEXT) == hash_of_text(TEXT.upper().replace(" ", "\n\n  "))
    assert hash_of_text(TEXT) != hash_of_text(TEXT.replace("Monday", "Tuesday"))
    assert -(2**63) <= hash_of_text(TEXT) < 2**63


def test_short_texts_have_none_for_they_are_the_same_by_chance():
    assert hash_of_text("To be continued.") is None
    assert hash_of_text("word " * (LEAST_WORDS - 1)) is None
    assert hash_of_text("word " * LEAST_WORDS) is not None


def test_half_a_character_is_no_fault():
    assert hash_of_text(f"{TEXT} \ud800") is not None


def test_an_article_keeps_it_on_every_save_of_its_body(make_article):
    article = make_article(body=TEXT)
    assert article.text_hash == hash_of_text(TEXT)
    article.body = TEXT.replace("Monday", "Tuesday")
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert article.text_hash == hash_of_text(article.text)


@pytest.mark.django_db
def test_the_migration_fills_what_is_missing_and_can_be_run_again(make_article, monkeypatch):
    migration = import_module(MIGRATION)
    monkeypatch.setattr(migration, "TOGETHER", 2)
    articles = [make_article(body=f"{TEXT} {number}") for number in range(5)] + [make_article(body="Short.")]
    QuerySet(Article).update(text_hash=None)
    apps = MigrationExecutor(connection).loader.project_state().apps
    for _ in range(2):
        with connection.schema_editor(atomic=False) if connection.vendor != "sqlite" else editor() as schema_editor:
            migration.fill(apps, schema_editor)
    kept = dict(Article.objects.values_list("pk", "text_hash"))
    assert kept == {article.pk: hash_of_text(article.text) for article in articles}


@pytest.mark.django_db
def test_what_was_there_before_is_not_examined_and_an_empty_database_stays_empty(make_article):
    migration, apps = import_module(MIGRATION), MigrationExecutor(connection).loader.project_state().apps
    Examined.objects.all().delete()
    migration.begin(apps, editor())
    assert not Examined.objects.exists()
    make_article()
    migration.begin(apps, editor())
    assert Examined.objects.get(pk=1).position == last_change()[0] == 1


class editor:
    """What the migration needs of Django's, which SQLite does not open inside of a transaction."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
