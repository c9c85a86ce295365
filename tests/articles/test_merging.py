"""Merging: where a duplicate leads, what moves with it, and that undoing it leaves nothing behind."""

from itertools import pairwise

import pytest

from articles import curation, editing
from articles.addresses import key_of
from articles.models import Address, Article, Change, RelatedLink, StateError
from articles.models.article import MOST_MERGED

pytestmark = pytest.mark.django_db


def link(article, title, url="", **more):
    RelatedLink(article=article, title=title, url=url, position=article.related_links.count(), **more).save()


def titles(article):
    return [one.title for one in Article.objects.get(pk=article.pk).related_links.all()]


def address(article, url):
    Address(article=article, url=url, key=key_of(url), kind="canonical").save()


@pytest.fixture
def pair(make_article):
    """A duplicate with links, and the article that stays, which has one of them."""
    duplicate, kept = make_article(headline="Twice"), make_article(headline="Once")
    for url, article in (("https://a.example/twice", duplicate), ("https://a.example/once", kept)):
        address(article, url)
    link(kept, "Own", "https://b.example/own")
    link(kept, "Both", "https://b.example/both")
    link(duplicate, "First", "https://b.example/first")
    link(duplicate, "Both again", "http://www.b.example/both?utm_source=x")
    link(duplicate, "To the one that stays", "https://a.example/once")
    link(duplicate, "Lost address")
    return duplicate, kept


def test_a_duplicate_leads_by_id_and_by_address_to_the_other(pair, api):
    duplicate, kept = pair
    curation.merge(duplicate, into=kept, by="ada", note="the same copy")
    assert (duplicate.status, duplicate.merged_into) == ("merged", kept)
    assert api(f"articles/{duplicate.pk}/", status=308) == {"article": kept.pk}
    found = api("lookup/", url="https://a.example/twice")
    assert (found["id"], found["matched"]) == (kept.pk, "merged")


def test_both_leave_one_change_with_who_and_why(pair):
    duplicate, kept = pair
    before = Change.objects.count()
    curation.merge(duplicate, into=kept, by="ada", note="the same copy")
    changes = Change.objects.filter(seq__gt=before).values_list("article_id", "kind", "public", "by", "note")
    assert sorted(changes) == sorted(
        [
            (duplicate.pk, "merged", True, "ada", "the same copy"),
            (kept.pk, "revised", True, "ada", "the same copy"),
        ]
    )


def test_its_links_stand_behind_those_of_the_other_each_once(pair):
    duplicate, kept = pair
    curation.merge(duplicate, into=kept)
    assert titles(kept) == ["Own", "Both", "First", "Lost address"]
    assert titles(duplicate) == ["Both again", "To the one that stays"]


def test_undone_both_are_what_they_were(pair):
    before = [Article.objects.with_parts().get(pk=one.pk).state() for one in pair]
    duplicate, kept = pair
    curation.merge(duplicate, into=kept)
    curation.restore(duplicate, by="ada")
    after = [Article.objects.with_parts().get(pk=one.pk).state() for one in pair]
    for was, now in zip(before, after, strict=True):
        assert {**was, "revision": 0} == {**now, "revision": 0}
    assert not RelatedLink.objects.exclude(stood_in=None).exists()
    assert Change.objects.filter(article_id=duplicate.pk).last().kind == "restored"


@pytest.mark.parametrize("status", ["draft", "published"])
def test_undone_it_has_the_status_that_it_had(make_article, status):
    duplicate, kept = make_article(status=status), make_article()
    curation.merge(duplicate, into=kept)
    assert curation.restore(duplicate).status == status


def test_a_chain_is_undone_from_either_end(make_article):
    first, second, third = (make_article(headline=name) for name in ("First", "Second", "Third"))
    link(first, "Of the first", "https://b.example/1")
    link(second, "Of the second", "https://b.example/2")
    curation.merge(first, into=second)
    curation.merge(second, into=third)
    assert titles(third) == ["Of the first", "Of the second"]
    curation.restore(second)
    assert (titles(first), titles(second), titles(third)) == ([], ["Of the second", "Of the first"], [])
    curation.restore(first)
    assert (titles(first), titles(second)) == (["Of the first"], ["Of the second"])


def test_a_chain_is_undone_from_its_beginning_as_well(make_article):
    first, second, third = (make_article(headline=name) for name in ("First", "Second", "Third"))
    link(first, "Of the first", "https://b.example/1")
    link(second, "Of the second", "https://b.example/2")
    curation.merge(first, into=second)
    curation.merge(second, into=third)
    curation.restore(first)
    assert (titles(first), titles(second), titles(third)) == (["Of the first"], [], ["Of the second"])
    curation.restore(second)
    assert (titles(second), titles(third)) == (["Of the second"], [])


def test_a_former_state_of_the_other_gives_the_links_back(pair):
    duplicate, kept = pair
    before = Article.objects.get(pk=kept.pk).revision
    curation.merge(duplicate, into=kept)
    editing.restore_revision(kept, before)
    assert titles(kept) == ["Own", "Both"]
    assert sorted(titles(duplicate)) == ["Both again", "First", "Lost address", "To the one that stays"]
    curation.restore(duplicate)
    assert len(titles(duplicate)) == 4


def test_what_was_merged_into_what_may_be_nowhere_is_nowhere_either(make_article):
    duplicate, kept = make_article(), make_article()
    curation.merge(duplicate, into=kept)
    assert duplicate in Article.objects.on_the_desk()
    curation.withdraw(kept, reason="legal")
    assert duplicate not in Article.objects.on_the_desk()
    assert Change.objects.filter(article_id=duplicate.pk).last().public is False
    with pytest.raises(StateError, match="which is withdrawn for a legal reason"):
        curation.restore(duplicate)
    curation.restore(kept)
    assert duplicate in Article.objects.on_the_desk()
    assert curation.restore(duplicate).status == "published"


def test_what_was_merged_by_way_of_others_into_what_may_be_nowhere_is_nowhere_either(make_article):
    first, *others, last = chain = [make_article(headline=f"Number {number}") for number in range(MOST_MERGED + 1)]
    for one, into in pairwise(chain):
        curation.merge(one, into=into)
    assert Article.objects.on_the_desk().count() == MOST_MERGED
    curation.withdraw(last, reason="privacy")
    assert not Article.objects.on_the_desk().exists()
    for one in (first, *others):
        with pytest.raises(StateError, match=f"into article {last.pk}, which is withdrawn for a privacy reason"):
            curation.restore(one)
    curation.restore(last)
    assert curation.restore(first).status == "published"


def test_links_of_others_to_it_lead_to_the_other(pair, make_article, api):
    duplicate, kept = pair
    other = make_article()
    link(other, "By address", "https://a.example/twice")
    link(other, "By hand", "", target=duplicate)
    curation.merge(duplicate, into=kept)
    assert [one["article"] for one in api(f"articles/{other.pk}/")["related_links"]] == [kept.pk, kept.pk]


REFUSED = {
    "itself": lambda make, one: (one, "cannot be merged into itself"),
    "a draft": lambda make, one: (make(status="draft"), "only be merged into one that is published"),
    "one taken back": lambda make, one: (curation.withdraw(make(), reason="error"), "is withdrawn"),
    "one merged": lambda make, one: (curation.merge(make(), into=make(headline="End")), "was itself merged into"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_readers_could_not_be_led_to_is_refused(make_article, what):
    article = make_article()
    into, sentence = REFUSED[what](make_article, article)
    before = Change.objects.count()
    with pytest.raises(StateError, match=sentence):
        curation.merge(article, into=into)
    assert Change.objects.count() == before


def test_what_others_lead_to_is_not_deleted(pair):
    duplicate, kept = pair
    curation.merge(duplicate, into=kept)
    with pytest.raises(StateError, match=f"restore or delete {duplicate.pk} first"):
        curation.delete(kept)


def test_a_merged_article_is_deleted_and_its_links_stay_where_they_are(pair):
    duplicate, kept = pair
    curation.merge(duplicate, into=kept)
    curation.delete(duplicate)
    assert titles(kept) == ["Own", "Both", "First", "Lost address"]
    curation.delete(kept)
