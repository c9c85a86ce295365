"""Acts on many articles: whole batches, cut short and gone on with, and taken back without harm to later work."""

import datetime
import threading

import pytest
from django.utils import timezone

from articles import bulk, curation, editing
from articles.jobs import Job
from articles.jobs.working import Worker
from articles.models import Article, Change, Revision, Selection, StateError, Step
from articles.problems import NO_LANGUAGE

pytestmark = pytest.mark.django_db

SET = {"fields": {"section": "World", "byline": "Ann Lee"}, "more": ["Sea"], "less": []}


@pytest.fixture
def work(monkeypatch):
    """Return a function that lets a worker run all jobs; every act is left to it."""
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    return lambda: Worker(threading.Event()).run_waiting()


def states(articles):
    rows = Article.objects.with_parts().in_bulk([one.pk for one in articles])
    return [editing.content(rows[one.pk].state()) | {"status": rows[one.pk].status} for one in articles]


def begin(verb, articles, given=None, note="tidied"):
    return bulk.begin(verb, [one.pk for one in articles], given or {}, by="ada", note=note)


GIVEN = {"publish": {}, "withdraw": {"reason": "error"}, "restore": {}, "set": SET}
GIVEN["rename"] = {"field": "topics", "kept": "Seas", "others": ["Sea"]}


def make_for(verb, make_article, count=3):
    topics = ["Sea"] if verb == "rename" else []
    made = [make_article(status="draft" if verb == "publish" else "published", topics=topics) for _ in range(count)]
    return [curation.withdraw(one, reason="other", note="before") for one in made] if verb == "restore" else made


@pytest.mark.parametrize("verb", bulk.DO)
@pytest.mark.parametrize("later", [False, True])
def test_every_act_is_done_with_one_change_each_and_undone_as_a_whole(make_article, monkeypatch, verb, later):
    monkeypatch.setattr(bulk, "AT_ONCE", 0 if later else 100)
    articles = make_for(verb, make_article)
    before, changes = states(articles), Change.objects.count()
    job = begin(verb, articles, GIVEN[verb])
    Worker(threading.Event()).run_waiting()
    job.refresh_from_db()
    assert (job.status, job.report["done"], job.report["refused"]) == ("done", 3, 0)
    assert Change.objects.count() == changes + 3
    assert set(Change.objects.filter(seq__gt=changes).values_list("by", "note")) == {("ada", "tidied")}
    assert all(now != was for now, was in zip(states(articles), before, strict=True))
    undoing = bulk.undo(job, by="bob")
    Worker(threading.Event()).run_waiting()
    undoing.refresh_from_db()
    assert (undoing.status, undoing.report["done"]) == ("done", 3)
    assert states(articles) == before
    assert Change.objects.order_by("-seq").first().by == "bob"


TOLD = {
    "publish": ("publish", None),
    "withdraw": ("withdraw", {"reason": "error"}),
    "restore": ("restore", None),
    "set": ("change fields", {"section": "World", "byline": "Ann Lee", "topics added": "Sea"}),
    "rename": ("make one name of several", {"topics": "Seas in the place of Sea"}),
}


@pytest.mark.parametrize("verb", bulk.DO)
def test_the_report_of_an_act_says_what_was_done_and_what_was_given(make_article, verb):
    job = begin(verb, make_for(verb, make_article), GIVEN[verb])
    assert (job.report["what"], job.report.get("given")) == TOLD[verb]
    undoing = bulk.undo(job, by="bob")
    assert (undoing.report["what"], undoing.report.get("given")) == (f"undo: {TOLD[verb][0]}", None)


def test_what_was_emptied_and_which_source_was_meant_is_told():
    given = {"fields": {"source": {"name": "Post", "domain": "post.example"}, "section": ""}, "less": ["Sea", "Land"]}
    told = {"source": "Post (post.example)", "section": "made empty", "topics taken away": "Sea, Land"}
    assert bulk.told_of(given) == told
    assert bulk.told_of({"fields": {"source": None}}) == {"source": "made empty"}


def test_what_is_in_the_way_of_one_stops_no_other_and_leaves_no_change(make_article, work):
    good, bare, public = make_article(status="draft"), make_article(status="draft", body=""), make_article()
    before = Change.objects.count()
    job = begin("publish", [good, bare, public])
    Article.objects.get(pk=make_article().pk).delete()
    work()
    job.refresh_from_db()
    assert (job.report["done"], job.report["refused"]) == (1, 2)
    assert "it has no body" in job.report["not done"][0]
    assert Change.objects.filter(seq__gt=before, article_id__in=[good.pk, bare.pk, public.pk]).count() == 1


def test_an_edit_that_fails_in_an_act_leaves_neither_change_nor_revision(make_article, work):
    whole = make_article()
    job = begin("set", [whole], {"fields": {"headline": ""}, "more": [], "less": []})
    before = Change.objects.count()
    work()
    job.refresh_from_db()
    assert job.report["refused"] == 1
    assert (Change.objects.count(), Revision.objects.count()) == (before, 0)


def test_what_was_so_already_is_said(make_article, work):
    job = begin("set", [make_article(section="World")], {"fields": {"section": "World"}, "more": [], "less": []})
    work()
    job.refresh_from_db()
    assert job.report["not done"][0].endswith("It was so already.")


def test_an_act_that_was_cut_short_goes_on_where_it_was(make_article, work, monkeypatch):
    """The worker dies after the first batch; the next one does each article once."""
    monkeypatch.setattr(bulk, "BATCH", 2)
    articles = make_for("publish", make_article, 5)
    job = begin("publish", articles)
    assert job.take()
    with monkeypatch.context() as patched:
        progress = Job.progress

        def die(self, done, *args, **kwargs):
            progress(self, done, *args, **kwargs)
            if done:
                raise KeyboardInterrupt

        patched.setattr(Job, "progress", die)
        with pytest.raises(KeyboardInterrupt):
            bulk.run_bulk(job)
    assert Article.objects.filter(status="published").count() == 2
    work()
    job.refresh_from_db()
    assert (job.status, job.done, job.report["done"], job.report["refused"]) == ("done", 5, 5, 0)
    assert Change.objects.filter(kind="published").count() == 5


def test_an_act_is_cancelled_between_batches_and_what_is_done_is_undone(make_article, work, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    articles = make_for("publish", make_article, 5)
    job = begin("publish", articles)
    real = bulk._do_some

    def ask(current, ids):
        real(current, ids)
        Job.objects.filter(pk=current.pk).update(cancel=True)

    monkeypatch.setattr(bulk, "_do_some", ask)
    work()
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert Article.objects.filter(status="published").count() == 2
    bulk.undo(job, by="ada")
    work()
    assert not Article.objects.filter(status="published").exists()


def test_what_happened_since_is_not_undone(make_article, work):
    kept, edited, gone = make_for("set", make_article)
    job = begin("set", [kept, edited, gone], SET)
    work()
    editing.edit(edited, {"section": "Home", "topics": ["Own"], "byline": "Bob"}, by="bob")
    curation.delete(gone)
    undoing = bulk.undo(job, by="ada")
    work()
    undoing.refresh_from_db()
    assert (undoing.report["done"], undoing.report["refused"]) == (1, 1)
    assert "was edited since" in undoing.report["not done"][0]
    edited.refresh_from_db()
    assert edited.section == "Home"


def test_a_publishing_is_undone_with_the_problems_that_it_settled(make_article, work):
    article = make_article(status="draft", problems=["The date is ambiguous."])
    job = begin("publish", [article])
    work()
    bulk.undo(job, by="ada")
    work()
    article.refresh_from_db()
    assert (article.status, article.problems) == ("draft", ["The date is ambiguous."])


def test_nothing_is_left_of_what_an_act_knew_of_an_article_that_is_deleted_for_good(make_article, work):
    article = make_article(section="Secret")
    begin("set", [article], SET)
    work()
    assert Step.objects.exists()
    curation.delete(article)
    assert not Step.objects.exists()


def test_what_was_withdrawn_anew_for_another_reason_stays_withdrawn(make_article, work):
    article = make_article()
    job = begin("withdraw", [article], {"reason": "error"})
    work()
    curation.restore(article)
    curation.withdraw(article, reason="legal")
    bulk.undo(job, by="ada")
    work()
    article.refresh_from_db()
    assert (article.status, article.withdrawal_reason) == ("withdrawn", "legal")


def test_what_was_edited_since_it_was_published_stays_public(make_article, work):
    edited, renamed = make_article(status="draft"), make_article(status="draft", source="Herald")
    job = begin("publish", [edited, renamed])
    work()
    editing.edit(edited, {"headline": "Mended"})
    source = renamed.source
    source.name = "The Herald"
    source.save()
    bulk.undo(job, by="ada")
    work()
    assert [Article.objects.get(pk=one.pk).status for one in (edited, renamed)] == ["published", "draft"]


def test_merged_ones_that_were_restored_are_merged_again(make_article, work):
    kept, duplicate = make_article(), make_article()
    curation.merge(duplicate, into=kept)
    job = begin("restore", [duplicate])
    work()
    duplicate.refresh_from_db()
    assert duplicate.status == "published"
    bulk.undo(job, by="ada")
    work()
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.merged_into) == ("merged", kept)


def test_an_act_under_way_is_not_undone(make_article, work):
    job = begin("publish", make_for("publish", make_article))
    with pytest.raises(StateError, match="is not done yet: cancel it first"):
        bulk.undo(job, by="ada")


def test_an_edit_is_undone_with_the_problems_that_it_settled(make_article, work):
    problem = NO_LANGUAGE.format("xx!")
    article = make_article(status="draft", problems=[problem])
    job = begin("set", [article], {"fields": {"language": "de"}, "more": [], "less": []})
    work()
    article.refresh_from_db()
    assert article.problems == []
    bulk.undo(job, by="ada")
    work()
    article.refresh_from_db()
    assert (article.language, article.problems) == ("en", [problem])


def test_what_was_chosen_long_ago_is_forgotten(db):
    old = timezone.now() - datetime.timedelta(days=8)
    Selection.objects.create(ids=[1], by="ada", created_at=old)
    fresh = Selection.objects.create(ids=[2], by="ada")
    bulk.sweep()
    assert Selection.objects.get() == fresh
