"""Suspected duplicates are looked at side by side, and settled by one press of a button."""

import pytest

from articles import curation
from articles.models import Suspicion
from tests.articles.admin.conftest import page


@pytest.fixture
def pairs(make_article):
    """Three pairs: [(earlier article, later one, suspicion)]."""
    made = []
    for number in range(3):
        one = make_article(headline=f"Harbour {number}", body="The harbour reopened on Monday.")
        draft = {"status": "draft", "body": "The harbour reopened on <i>Tuesday</i>."}
        other = make_article(headline=f"Harbour {number}", **draft)
        made.append((one, other, Suspicion.objects.create(article=other, other=one, kind="similar", score=0.83)))
    return made


def shown(browser, suspicion, **query):
    return browser.get(page("suspicion_change", suspicion.pk), query)


def say(browser, suspicion, what, **query):
    address = page("suspicion_settle", suspicion.pk) + ("?queue=duplicates" if query else "")
    return browser.post(address, {"say": what, "note": "twice in the dump"})


def test_both_stand_side_by_side_with_what_differs(curator, pairs):
    one, other, suspicion = pairs[0]
    html = shown(curator, suspicion).content.decode()
    assert html.index(page("article_change", one.pk)) < html.index(page("article_change", other.pk))
    assert "A similar text: 83 %" in html
    assert "<del>Monday.</del>" in html
    assert "<ins>&lt;i&gt;Tuesday&lt;/i&gt;.</ins>" in html


@pytest.mark.parametrize("what", ["left", "right"])
def test_one_is_merged_into_the_other(curator, make_article, what):
    left, right = make_article(), make_article()
    suspicion = Suspicion.objects.create(article=right, other=left, kind="hash")
    response = say(curator, suspicion, what)
    gone, stays = (left, right) if what == "right" else (right, left)
    gone.refresh_from_db()
    assert (gone.status, gone.merged_into_id) == ("merged", stays.pk)
    assert response.url.startswith(page("suspicion_change", suspicion.pk))
    assert "One of the two was merged." in shown(curator, suspicion).content.decode()
    assert not Suspicion.objects.open().exists()


def test_what_cannot_be_merged_is_one_sentence_and_nothing_changes(curator, pairs):
    one, _, suspicion = pairs[0]
    say(curator, suspicion, "right")  # what is public into a draft
    one.refresh_from_db()
    assert one.status == "published"
    assert "can only be merged into one that is published" in shown(curator, suspicion).content.decode()


def test_two_that_are_two_are_never_suspected_again(curator, pairs):
    _, _, suspicion = pairs[0]
    say(curator, suspicion, "two")
    suspicion.refresh_from_db()
    assert (suspicion.dismissed_by, suspicion.dismissed_at is not None) == ("ada", True)
    html = shown(curator, suspicion).content.decode()
    assert "ada said on 20" in html
    assert "Not a duplicate" not in html


def test_the_queue_leads_from_pair_to_pair(curator, pairs):
    first, second, third = (pair[2] for pair in pairs)
    places = [page("suspicion_change", one.pk) + "?queue=duplicates" for one in (first, second, third)]
    desk = {one["name"]: one for one in curator.get("/admin/").context["waiting"]}
    assert desk["Suspected duplicates"]["count"] == "3"
    assert curator.get(page("suspicion_queue", "duplicates")).url == places[0]
    html = shown(curator, second, queue="duplicates").content.decode()
    assert f'href="{places[0]}" class="button" accesskey="p"' in html
    assert say(curator, second, "two", queue="duplicates").url == places[2]
    assert say(curator, third, "two", queue="duplicates").url == places[0]
    assert say(curator, first, "two", queue="duplicates").url == "/admin/"


def test_a_merge_settles_all_pairs_of_the_article(pairs, make_article):
    one, other, suspicion = pairs[0]
    another = make_article()
    Suspicion.objects.create(article=another, other=other, kind="hash")
    curation.merge(other, into=one)
    assert set(Suspicion.objects.open()) == {pairs[1][2], pairs[2][2]}
    curation.restore(other)
    assert Suspicion.objects.open().count() == 4
    assert suspicion in Suspicion.objects.open()


def test_pairs_are_found_by_the_number_of_either_article(curator, pairs):
    one, other, suspicion = pairs[1]
    for number in (one.pk, other.pk):
        listed = curator.get(page("suspicion_changelist"), {"q": number}).context["cl"].result_list
        assert list(listed) == [suspicion]
    assert list(curator.get(page("suspicion_changelist"), {"q": "harbour"}).context["cl"].result_list) == []


def test_a_deleted_article_takes_its_suspicions_with_it(pairs):
    pairs[0][1].delete()
    assert Suspicion.objects.count() == 2


def test_who_may_only_look_settles_nothing(onlooker, curator, pairs):
    _, _, suspicion = pairs[0]
    html = shown(onlooker, suspicion).content.decode()
    assert "Merge the left one" not in html
    assert say(onlooker, suspicion, "two").status_code == 403
    assert onlooker.get(page("suspicion_settle", suspicion.pk)).status_code == 405
    assert say(curator, suspicion, "nonsense").status_code == 404
    assert Suspicion.objects.open().count() == 3
