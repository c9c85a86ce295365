"""Edits by values: one act each, nothing lost of what another has written, and every former state within reach."""

import datetime

import pytest

from articles import curation, editing
from articles.addresses import key_of
from articles.models import Address, Article, Change, Image, RelatedLink, Revision, StateError

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "headline": "Bridge opens",
    "subtitle": "At last",
    "byline": "Ann Lee and AFP",
    "authors": [{"name": "Ann Lee", "kind": "person"}, {"name": "AFP", "kind": "agency"}],
    "source": {"name": "Herald", "domain": "herald.example"},
    "section": "Local",
    "topics": ["Bridges", "Roads"],
    "language": "en-GB",
    "published_at": datetime.datetime(2020, 5, 1, tzinfo=datetime.UTC),
    "date_precision": "month",
    "source_url": "https://herald.example/bridge",
    "body": "The *bridge* opened.",
    "images": [{"url": "https://herald.example/1.jpg", "caption": "The bridge", "credit": "Ann Lee"}],
    "related_links": [{"title": "Before", "url": "https://herald.example/before", "article": None}],
    "corrections": [{"at": datetime.datetime(2020, 5, 2, tzinfo=datetime.UTC), "note": "It was Tuesday."}],
}


def state(article):
    return Article.objects.with_parts().get(pk=article.pk).state()


def test_every_field_of_a_state_can_be_given(make_article):
    article = editing.edit(make_article(), EVERYTHING, by="ada", note="from print")
    shown = {name: state(article)[name] for name in EVERYTHING}
    written = {name: editing._written(value) for name, value in EVERYTHING.items()}
    written["corrections"] = [{"at": "2020-05-02T00:00:00+00:00", "note": "It was Tuesday."}]
    assert shown == written
    assert article.text == "The bridge opened."
    assert article.addresses.get().key == key_of("https://herald.example/bridge")
    change = Change.objects.order_by("-seq").first()
    assert (change.kind, change.by, change.note, change.revision) == ("revised", "ada", "from print", 2)


def test_the_same_again_is_no_edit(make_article):
    article = editing.edit(make_article(), EVERYTHING)
    before = Change.objects.count()
    editing.edit(article, state(article) | {"published_at": EVERYTHING["published_at"]})
    assert Change.objects.count() == before


def test_parts_that_stay_are_the_rows_that_they_were(make_article):
    article = editing.edit(make_article(), EVERYTHING)
    before = article.related_links.get().pk
    more = [{"title": "New", "url": "", "article": None}, *EVERYTHING["related_links"]]
    editing.edit(article, {"related_links": more})
    assert [(one.title, one.pk == before) for one in RelatedLink.objects.all()] == [("New", False), ("Before", True)]


def test_an_article_that_others_have_edited_is_not_overwritten(make_article):
    article = make_article()
    editing.edit(article, {"headline": "First"}, by="ada", expected=1)
    with pytest.raises(editing.Conflict, match="at revision 2, and you began with 1") as conflict:
        editing.edit(article, {"headline": "Second"}, by="ben", expected=1)
    assert str(conflict.value).startswith("ada has edited article")
    assert conflict.value.article.headline == "First"
    assert state(article)["headline"] == "First"


def test_what_is_public_stays_whole(make_article):
    article = make_article()
    with pytest.raises(curation.Incomplete, match="needs its body"):
        editing.edit(article, {"body": " "})
    assert editing.edit(make_article(status="draft"), {"body": ""}).problems == ["It has no body."]


def test_the_address_of_another_article_is_refused(make_article):
    url = "https://herald.example/bridge"
    other = make_article()
    Address(article=other, url=url, key=key_of(url), kind="canonical").save()
    with pytest.raises(StateError, match=f"Article {other.pk} is already known"):
        editing.edit(make_article(), {"source_url": url})


def test_a_former_address_stays_as_an_alias(make_article):
    article = editing.edit(make_article(), EVERYTHING)
    editing.edit(article, {"source_url": "https://herald.example/new"})
    kinds = Address.objects.order_by("id").values_list("url", "kind")
    assert list(kinds) == [("https://herald.example/bridge", "alias"), ("https://herald.example/new", "canonical")]


def test_a_former_state_is_brought_back_as_a_new_revision(make_article):
    article = make_article(headline="Old", authors=["Ann"], topics=["Sea"], source="Herald")
    Image(article=article, url="https://a.example/1.jpg", caption="The quay").save()
    former = state(article)
    editing.edit(article, EVERYTHING, by="ben")
    article = editing.restore_revision(article, former["revision"], by="ada")
    after = editing.content(article.state())
    assert after.pop("corrections")[0]["note"] == "It was Tuesday."  # what readers were told stays
    assert after == {name: value for name, value in editing.content(former).items() if name != "corrections"}
    assert article.revision == former["revision"] + 2
    assert Revision.objects.filter(article_id=article.pk).count() == former["revision"] + 1
    change = Change.objects.order_by("-seq").first()
    assert (change.by, change.note) == ("ada", f"revision {former['revision']} again")


@pytest.mark.parametrize(("number", "sentence"), [(9, "no former revision 9"), (1, "is what it was at revision 1")])
def test_a_state_that_is_not_there_or_is_there_already_is_refused(make_article, number, sentence):
    article = make_article(headline="Old")
    editing.edit(article, {"headline": "New"})
    editing.edit(article, {"headline": "Old"})
    with pytest.raises(StateError, match=sentence):
        editing.restore_revision(article, number)


def test_the_status_of_a_former_state_is_not_brought_back(make_article):
    article = make_article(status="draft", headline="Old")
    editing.edit(article, {"headline": "New"})
    curation.publish(article)
    assert editing.restore_revision(article, 1).status == "published"
