"""Sources, authors and topics in the admin."""

import pytest
from django.contrib.messages import get_messages

from articles.jobs import Job
from articles.models import Author, Change, Source, Topic
from tests.articles.admin.conftest import filled_in, page


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def rename(browser, kind, one, **changes):
    address = page(f"{kind}_change", one.pk)
    return browser.post(address, filled_in(browser.get(address)) | changes)


@pytest.mark.parametrize("kind", ["source", "author", "topic"])
def test_the_list_counts_articles_and_leads_to_them(curator, make_article, kind, django_assert_max_num_queries):
    for headline in ("One", "Two"):
        make_article(headline=headline, source="Argus", authors=["AFP"], topics=["Sea"])
    make_article(headline="Other", source="Other", authors=["Jane"], topics=["Land"])
    with django_assert_max_num_queries(7):
        response = curator.get(page(f"{kind}_changelist"))
    one = next(row for row in response.context["cl"].result_list if row.name in {"Argus", "AFP", "Sea"})
    assert one.held == 2
    link = response.content.decode().split('">2</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
    shown = curator.get(link).context["cl"].result_list
    assert {article.headline for article in shown} == {"One", "Two"}


def test_renaming_records_a_change_for_each_article_and_keeps_the_user(curator, make_article):
    articles = [make_article(source="Argus", authors=["AFP"], topics=["Sea"]) for _ in range(3)]
    make_article()
    for kind, one in (
        ("source", Source.objects.get()),
        ("author", Author.objects.get()),
        ("topic", Topic.objects.get()),
    ):
        before = Change.objects.count()
        assert rename(curator, kind, one, name=f"New {kind}").status_code == 302
        new = Change.objects.order_by("seq")[before:]
        assert {change.article_id for change in new} == {article.pk for article in articles}
        assert {(change.by, change.kind) for change in new} == {("ada", "revised")}


def test_a_name_that_is_taken_is_refused_beside_its_field(curator, make_article):
    argus = Source.objects.create(name="Argus", domain="argus.example")
    other = Source.objects.create(name="Other", domain="")
    for changes in ({"domain": "WWW.argus.example"}, {"name": "argus.example"}):
        response = rename(curator, "source", other, **changes)
        assert "Another source is known as “argus.example”." in response.content.decode()
    assert rename(curator, "source", argus, name="The Argus").status_code == 302
    Author.objects.create(name="AFP")
    response = rename(curator, "author", Author.objects.create(name="Reuters"), name="AFP")
    assert "already exists" in response.content.decode()


@pytest.mark.parametrize("kind", ["source", "author", "topic"])
def test_what_articles_show_is_not_deleted(curator, make_article, kind):
    make_article(source="Argus", authors=["AFP"], topics=["Sea"])
    model = {"source": Source, "author": Author, "topic": Topic}[kind]
    one = model.objects.get()
    response = curator.post(page(f"{kind}_delete", one.pk), {"post": "yes"})
    assert response.url == page(f"{kind}_change", one.pk)
    assert "cannot be deleted while 1 article shows it" in told(response)[0]
    data = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
    assert "cannot be deleted while" in curator.post(page(f"{kind}_changelist"), data).content.decode()
    assert model.objects.exists()


@pytest.mark.parametrize(("kind", "model"), [("source", Source), ("author", Author), ("topic", Topic)])
def test_what_no_article_shows_is_deleted(curator, kind, model):
    for number in range(3):
        model.objects.create(name=f"Unused {number}")
    first, *others = model.objects.all()
    assert curator.post(page(f"{kind}_delete", first.pk), {"post": "yes"}).status_code == 302
    data = {"action": "delete_selected", "_selected_action": [one.pk for one in others], "post": "yes"}
    assert curator.post(page(f"{kind}_changelist"), data).status_code == 302
    assert not model.objects.exists()


def test_who_may_only_look_sees_no_way_to_delete(onlooker, make_article):
    make_article(source="Argus")
    source = Source.objects.get()
    assert onlooker.post(page("source_delete", source.pk), {"post": "yes"}).status_code == 403
    assert onlooker.get(page("source_change", source.pk)).status_code == 200


# --- one name for several -----------------------------------------------------------------------


def merge(browser, kind, names, kept, note="the same"):
    ids = ",".join(str(one.pk) for one in names)
    return browser.post(f"{page(f'{kind}_merge')}?ids={ids}", {"kept": kept.pk, "note": note})


@pytest.mark.parametrize(("kind", "model"), [("source", Source), ("author", Author), ("topic", Topic)])
def test_one_name_takes_the_place_of_others_everywhere_and_back(curator, make_article, api, index, kind, model):
    names = [model.objects.create(name=name) for name in ("Herald", "The Herald", "Hearld")]
    given = [{"source": one} if kind == "source" else {f"{kind}s": [one.name, "Other"]} for one in names]
    articles = [make_article(**one) for one in given]
    if kind != "source":
        make_article(**{f"{kind}s": ["Hearld", "Herald"]})
    index()
    merge(curator, kind, names, names[0])
    index()
    assert not model.objects.filter(name__in=["The Herald", "Hearld"]).exists()
    assert api("search/", **{kind: "Herald"})["total"] == 3 + (kind != "source")
    assert api("search/", **{kind: "Hearld"})["total"] == 0
    change = Change.objects.order_by("-seq").first()
    assert (change.by, change.note, change.kind) == ("ada", "the same", "revised")
    curator.post(page("article_undo", Job.objects.get(kind="bulk").pk))
    index()
    assert [api("search/", **{kind: one.name})["total"] for one in names] == (
        [1, 1, 1] if kind == "source" else [2, 1, 2]
    )
    assert len(articles) == 3


def test_a_name_once_an_article_and_in_its_place(curator, make_article):
    article = make_article(topics=["Ships", "Sea", "Seas"])
    merge(curator, "topic", Topic.objects.filter(name__in=["Sea", "Seas"]), Topic.objects.get(name="Seas"))
    assert [one.topic.name for one in article.taggings.all()] == ["Ships", "Seas"]


def test_the_action_asks_which_name_stays(curator):
    names = [Topic.objects.create(name=name) for name in ("Sea", "Seas")]
    chosen = {"action": "merge_action", "_selected_action": [one.pk for one in names]}
    response = curator.post(page("topic_changelist"), chosen, follow=True)
    assert "Which name stays?" in response.content.decode()
    assert "Choose the name that stays." in curator.post(response.redirect_chain[0][0]).content.decode()
    assert "at least two" in curator.get(f"{page('topic_merge')}?ids={names[0].pk}").content.decode()


def test_whoever_may_only_look_merges_nothing(onlooker):
    names = [Topic.objects.create(name=name) for name in ("Sea", "Seas")]
    assert merge(onlooker, "topic", names, names[0]).status_code == 403
    assert Topic.objects.count() == 2
