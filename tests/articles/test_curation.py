"""The verbs: what they do, what they refuse, and that each leaves exactly one change."""

import pytest

from articles import curation
from articles.history import Change
from articles.models import Article, Correction, Revision, StateError, Status

pytestmark = pytest.mark.django_db

VERBS = {
    "publish": lambda article: curation.publish(article, by="ada"),
    "withdraw": lambda article: curation.withdraw(article, reason="error", note="secret", by="ada"),
    "restore": lambda article: curation.restore(article, by="ada"),
    "correct": lambda article: curation.correct(article, correction="It was Tuesday.", by="ada"),
    "merge": lambda article: curation.merge(article, into=another(), by="ada"),
    "unpublish": lambda article: curation.unpublish(article, by="ada"),
}


def another():
    """The article into which all others are merged here."""
    return Article.objects.get(headline="Another")


@pytest.fixture
def make_in(make_article):
    """Return a function that makes an article in a state."""

    def make(status, **fields):
        make_article(headline="Another")
        article = make_article(status="draft" if status == "draft" else "published", **fields)
        if status == "merged":
            return curation.merge(article, into=another())
        return curation.withdraw(article, reason="other") if status == "withdrawn" else article

    return make


ALLOWED = {
    ("draft", "publish"): ("published", "published"),
    ("published", "withdraw"): ("withdrawn", "withdrawn"),
    ("published", "correct"): ("published", "revised"),
    ("withdrawn", "restore"): ("published", "restored"),
    ("merged", "restore"): ("published", "restored"),
    ("draft", "merge"): ("merged", "merged"),
    ("published", "merge"): ("merged", "merged"),
    ("published", "unpublish"): ("draft", "withdrawn"),
}


def test_the_table_names_every_verb():
    assert VERBS.keys() == curation.TRANSITIONS.keys()
    assert {(start, verb) for verb, moves in curation.TRANSITIONS.items() for start in moves} == ALLOWED.keys()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", Status.values)
def test_each_verb_goes_from_its_states_alone_and_leaves_one_change(make_in, status, verb):
    article = make_in(status)
    before = Change.objects.count()
    if (status, verb) in ALLOWED:
        VERBS[verb](article)
        state, kind = ALLOWED[status, verb]
        assert article.status == Article.objects.get(pk=article.pk).status == state
        [change] = Change.objects.filter(seq__gt=before, article_id=article.pk)
        assert (change.kind, change.by, change.public) == (kind, "ada", (status, verb) != ("draft", "merge"))
    else:
        with pytest.raises(StateError, match=f"is {status}"):
            VERBS[verb](article)
        assert Change.objects.count() == before


@pytest.mark.parametrize("missing", [{"headline": " "}, {"body": ""}, {"published_at": None, "date_precision": ""}])
def test_what_is_incomplete_is_not_published(make_article, missing):
    article = make_article(status="draft", **missing)
    with pytest.raises(curation.Incomplete, match="cannot be public"):
        curation.publish(article)
    assert Article.objects.get(pk=article.pk).status == "draft"


def test_publishing_settles_the_problems(make_article):
    article = make_article(status="draft", problems=["The date is ambiguous."])
    assert curation.publish(article).problems == []


def test_withdrawing_tells_readers_the_class_and_staff_the_note(make_article):
    article = curation.withdraw(make_article(), reason="privacy", note="asked by letter", by="ada")
    assert (article.withdrawal_reason, article.withdrawal_note) == ("privacy", "asked by letter")
    assert article.withdrawn_at
    change = Change.objects.last()
    assert (change.reason, change.note) == ("privacy", "asked by letter")


def test_an_unknown_reason_names_the_valid_ones(make_article):
    with pytest.raises(StateError, match="legal, privacy, error, duplicate, other"):
        curation.withdraw(make_article(), reason="whim")


def test_restoring_clears_the_withdrawal(make_in):
    article = curation.restore(make_in("withdrawn"))
    assert (article.withdrawal_reason, article.withdrawn_at) == ("", None)


def test_a_correction_is_kept_shown_and_counted_as_a_revision(make_article):
    article = curation.correct(make_article(), correction=" It was Tuesday. ")
    assert Correction.objects.get(article=article).note == "It was Tuesday."
    assert article.revision == 2


def test_an_empty_correction_is_refused(make_article):
    with pytest.raises(StateError, match="empty"):
        curation.correct(make_article(), correction=" ")


def test_the_verb_looks_at_the_row_not_at_an_old_copy(make_article):
    article = make_article()
    old = Article.objects.get(pk=article.pk)
    curation.withdraw(article, reason="error")
    with pytest.raises(StateError, match="is withdrawn"):
        curation.withdraw(old, reason="error")


def test_a_deleted_article_is_gone_with_one_sentence(make_article):
    article = make_article()
    old = Article.objects.get(pk=article.pk)
    article.delete()
    with pytest.raises(StateError, match="not there any more"):
        curation.publish(old)


def test_deletion_says_who_and_forgets_no_change(make_article):
    article = make_article()
    pk = article.pk
    curation.delete(article, by="ada", note="court order")
    assert list(Change.objects.filter(article_id=pk).values_list("kind", "by")) == [("created", ""), ("deleted", "ada")]


def test_deletion_leaves_nothing_of_what_the_article_said_before(make_article):
    article, other = make_article(), make_article()
    for one in (article, other):
        one.body = "Another body."
        one.save()
    curation.delete(article)
    assert list(Revision.objects.values_list("article_id", flat=True)) == [other.pk]
