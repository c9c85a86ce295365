"""Every way of writing that Django offers leaves its change, or is refused with one sentence."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from articles.history import Change, Revision, Unrecorded
from articles.models import Address, Article, Author, Authorship, Correction, Image, RelatedLink, Source, Tagging, Topic
from articles.recording import act

pytestmark = pytest.mark.django_db


def kinds(article):
    return list(Change.objects.filter(article_id=article.pk).values_list("kind", flat=True))


def fail_after(*writes):
    """Write, then fail as any code may."""
    for write in writes:
        write()
    raise RuntimeError


def new_changes(write):
    """Run `write` and return (article id, kind) of the changes it left."""
    before = Change.objects.count()
    write()
    return list(Change.objects.order_by("seq").values_list("article_id", "kind")[before:])


# --- ways that are recorded ---------------------------------------------------------------------


def test_a_new_article_leaves_one_change_and_no_revision():
    article = Article(headline="New")
    article.save()
    assert kinds(article) == ["created"]
    assert article.revision == 1
    assert not Revision.objects.exists()


def test_create_and_get_or_create_and_update_or_create_leave_changes():
    first = Article.objects.create(headline="One")
    assert kinds(first) == ["created"]
    second, _ = Article.objects.get_or_create(headline="Two")
    assert kinds(second) == ["created"]
    Article.objects.get_or_create(headline="Two")
    assert kinds(second) == ["created"]
    Article.objects.update_or_create(headline="Two", defaults={"subtitle": "Second"})
    assert kinds(second) == ["created", "revised"]


def test_an_article_saved_under_an_id_of_its_own_is_created_once():
    article = Article(pk=4_000_000_042, headline="Chosen")
    article.save()
    assert kinds(article) == ["created"]


def test_an_edit_keeps_what_was_before(make_article):
    article = make_article(headline="Before")
    with act(by="ada", note="a slip"):
        article.headline = "After"
        article.save()
    kept = Revision.objects.get(article_id=article.pk)
    assert (kept.number, kept.state["headline"], kept.by, kept.note) == (1, "Before", "ada", "a slip")
    assert article.revision == 2
    article.refresh_from_db()
    assert (article.revision, article.headline) == (2, "After")


def test_saving_without_a_difference_leaves_a_change_but_no_revision(make_article):
    article = make_article()
    article.save()
    assert kinds(article) == ["created", "revised"]
    assert article.revision == 1
    assert not Revision.objects.exists()


def test_an_older_copy_in_memory_never_turns_the_revision_back(make_article):
    first = make_article()
    second = Article.objects.get(pk=first.pk)
    first.headline = "First edit"
    first.save()
    second.subtitle = "Second edit"
    second.save()
    assert second.revision == 3
    assert Article.objects.get(pk=first.pk).revision == 3


def test_save_with_update_fields_is_recorded_and_keeps_the_text_with_the_body(make_article):
    article = make_article()
    article.body = "Only *this*."
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert (article.text, article.word_count) == ("Only this.", 2)
    assert kinds(article) == ["created", "revised"]


def test_parts_record_their_article_when_added_changed_and_deleted(make_article):
    article = make_article()
    parts = [
        Image(article=article, caption="A quay"),
        RelatedLink(article=article, title="Earlier", url="https://gazette.example/1"),
        Correction(article=article, note="It was Tuesday."),
        Address(article=article, url="https://gazette.example/2", key="gazette.example/2", kind="alias"),
        Authorship(article=article, author=Author.objects.create(name="Ada Quay")),
        Tagging(article=article, topic=Topic.objects.create(name="harbours")),
    ]
    for part in parts:
        assert new_changes(part.save) == [(article.pk, "revised")], part
        assert new_changes(part.save) == [(article.pk, "revised")], part
        assert new_changes(part.delete) == [(article.pk, "revised")], part


def test_a_part_that_moves_records_both_articles(make_article):
    first, second = make_article(), make_article()
    image = Image.objects.create(article=first, caption="A quay")
    image.article = second
    assert sorted(new_changes(image.save)) == sorted([(first.pk, "revised"), (second.pk, "revised")])


def test_related_managers_record_or_refuse(make_article):
    article, other = make_article(), make_article()
    assert new_changes(lambda: article.images.create(caption="A quay")) == [(article.pk, "revised")]
    image = other.images.create(caption="A crane")
    assert new_changes(lambda: article.images.get_or_create(caption="A quay")) == []
    topic = Topic.objects.create(name="harbours")
    for refused in (
        lambda: article.images.add(image),
        lambda: article.images.set([image]),
        lambda: article.images.all().delete(),
        lambda: article.images.update(caption="x"),
        lambda: article.topics.add(topic),
        lambda: article.topics.set([topic]),
        lambda: topic.articles.add(article),
    ):
        with pytest.raises(Unrecorded), transaction.atomic():
            refused()
    assert not article.topics.exists()
    assert article.images.get().caption == "A quay"


def test_m2m_remove_and_clear_are_refused(make_article):
    article = make_article(topics=["harbours"])
    for refused in (lambda: article.topics.remove(article.topics.get()), article.topics.clear):
        with pytest.raises(Unrecorded), transaction.atomic():
            refused()
    assert article.topics.count() == 1


def test_renaming_a_source_an_author_or_a_topic_records_every_article_that_shows_it(make_article):
    articles = [make_article(source="Gazette", authors=["A. Quay"], topics=["ports"]) for _ in range(2)]
    make_article(source="Herald")
    ids = [(article.pk, "revised") for article in articles]
    for model in (Source, Author, Topic):
        one = model.objects.get(name__in=["Gazette", "A. Quay", "ports"])
        assert new_changes(one.save) == []
        one.name += " II"
        assert sorted(new_changes(one.save)) == ids
    assert not Revision.objects.exclude(article_id=None).filter(state__has_key="nothing").exists()
    articles[0].refresh_from_db()
    assert articles[0].source.key == "Gazette II"


def test_names_in_use_are_protected(make_article):
    make_article(source="Gazette", authors=["A. Quay"], topics=["ports"])
    for model in (Source, Author, Topic):
        with pytest.raises(ProtectedError):
            model.objects.get().delete()


def test_deleting_for_good_takes_all_parts_and_leaves_a_tombstone(make_article):
    article = make_article(authors=["A. Quay"], topics=["ports"])
    Image.objects.create(article=article, caption="A quay")
    other = make_article()
    link = RelatedLink.objects.create(article=other, title="Earlier", target=article)
    pk = article.pk
    assert sorted(new_changes(article.delete)) == sorted([(pk, "deleted"), (other.pk, "revised")])
    assert not Article.objects.filter(pk=pk).exists()
    assert not Image.objects.exists()
    link.refresh_from_db()
    assert link.target is None
    tombstone = Change.objects.get(article_id=pk, kind="deleted")
    assert tombstone.public


def test_a_failed_write_leaves_neither_row_nor_change(make_article):
    article = make_article()
    before = Change.objects.count()
    with pytest.raises(RuntimeError), act():
        fail_after(lambda: Article.objects.create(headline="Never"), article.save)
    assert Change.objects.count() == before
    assert not Article.objects.filter(headline="Never").exists()


# --- ways that are refused ----------------------------------------------------------------------

RECORDED = (Article, Image, RelatedLink, Correction, Address, Authorship, Tagging, Source, Author, Topic)


@pytest.mark.parametrize("model", RECORDED)
@pytest.mark.parametrize("method", ["bulk_create", "bulk_update", "update", "delete", "insert"])
def test_bulk_methods_are_refused_with_the_way_to_go(model, method):
    calls = {
        "bulk_create": lambda rows: rows.bulk_create([model()]),
        "bulk_update": lambda rows: rows.bulk_update([], ["id"]),
        "update": lambda rows: rows.update(id=1),
        "delete": lambda rows: rows.delete(),
        "insert": lambda rows: rows.insert([model()]),
    }
    for rows in (model.objects.all(), model._base_manager.all(), model._default_manager.all()):
        with pytest.raises(Unrecorded, match=r"articles\.curation"):
            calls[method](rows)


@pytest.mark.parametrize("model", RECORDED)
def test_every_foreign_key_is_protected(model):
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field


def test_raw_fixtures_are_refused(make_article, tmp_path):
    article = make_article()
    for model, fields in (("articles.article", {"headline": "raw"}), ("articles.image", {"article": article.pk})):
        path = tmp_path / "raw.json"
        path.write_text(json.dumps([{"model": model, "pk": 7, "fields": fields}]))
        with pytest.raises(Unrecorded, match="import_articles"):
            call_command("loaddata", str(path), verbosity=0)


def test_ways_past_save_and_delete_are_refused(make_article):
    article = make_article(source="Gazette")
    collector = Collector(using="default")
    collector.collect([Image.objects.create(article=article)])
    before = Change.objects.count()
    for refused in (article.save_base, article.source.save_base, collector.delete):
        with pytest.raises(Unrecorded, match="without a change"), transaction.atomic():
            refused()
    assert Change.objects.count() == before


def test_the_log_itself_is_append_only(make_article):
    article = make_article()
    change = Change.objects.get(article_id=article.pk)
    for refused in (change.save, change.delete, Change.objects.all().delete, lambda: Change.objects.update(by="x")):
        with pytest.raises(Unrecorded):
            refused()


def test_save_never_changes_a_status(make_article):
    article = make_article(status="draft")
    article.status = "published"
    with pytest.raises(ValueError, match="use publish"):
        article.save()
    article.save(update_fields=["headline"])
    assert Article.objects.get(pk=article.pk).status == "draft"


# --- the sequence -------------------------------------------------------------------------------


def test_one_act_leaves_one_change_an_article_however_much_it_writes(make_article):
    article = make_article()

    def write():
        with act():
            article.headline = "Twice"
            article.save()
            Image.objects.create(article=article)
            article.subtitle = "over"
            article.save()

    assert new_changes(write) == [(article.pk, "revised")]
    assert article.revision == 2


def test_a_renamed_source_costs_few_statements_however_many_articles_show_it(
    make_article, django_assert_max_num_queries
):
    articles = [make_article(source="Argus") for _ in range(30)]
    source = articles[0].source
    source.name = "The Argus"
    with django_assert_max_num_queries(22):
        assert len(new_changes(source.save)) == 30
    articles[0].refresh_from_db()
    assert articles[0].updated_at == Change.objects.order_by("-seq").first().at


def test_the_sequence_has_no_gaps_even_after_a_rollback(make_article):
    make_article()
    with pytest.raises(RuntimeError), transaction.atomic():
        fail_after(make_article)
    make_article()
    assert list(Change.objects.values_list("seq", flat=True)) == list(range(1, Change.objects.count() + 1))


def test_marks_are_random(make_article):
    make_article(), make_article()
    assert Change.objects.values("mark").distinct().count() == Change.objects.count()


def test_the_database_itself_refuses_what_no_article_can_be(make_article):
    article = make_article()
    for fields in (
        {"status": "lost"},
        {"published_at": None},
        {"headline": ""},
        {"date_precision": ""},
        {"status": "withdrawn"},
        {"status": "merged"},
        {"revision": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.QuerySet(Article).filter(pk=article.pk).update(**fields)


def test_every_documented_filter_and_sort_has_an_index(make_article):
    make_article()
    public = Article.objects.public().order_by("-published_at", "-id")
    for rows in (
        public,
        public.filter(source=1),
        public.filter(section="World"),
        public.filter(language="en"),
        public.filter(taggings__topic=1),
        public.filter(authorships__author=1),
    ):
        if connection.vendor == "sqlite":
            assert "SCAN articles_article\n" not in rows.explain() + "\n", rows.explain()
