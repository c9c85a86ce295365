"""Curators search both shelves at once: in one order, with passages, and to the last hit."""

import datetime

import pytest

from articles import curation
from articles.parameters import BadParameters
from search import desk, indexing
from search.desk import DESK, SHELVES, Asked, asking
from search.engines.base import NEWEST, NoIndex
from search.query.nodes import And, Days, Not, Or, Prefer, Stem
from search.shelves import PUBLIC

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory", "whoosh", "tantivy"])
def follow(request, settings, tmp_path):
    """Return a function that brings the indexes of both shelves up to date, on each engine."""
    settings.ARCHIVE_DATA = tmp_path
    settings.SEARCH_URL = f"{request.param}://{tmp_path}/index" if request.param != "memory" else "memory://"

    def bring():
        for shelf in SHELVES:
            indexing.bring_up_to_date(shelf.engine(), shelf=shelf)

    return bring


@pytest.fixture
def some(follow, make_article):
    """Articles of every status, by name."""
    made = {
        "public": make_article(body="The whale came."),
        "draft": make_article(status="draft", headline="Whale, whale, whale", body="A whale."),
        "undated": make_article(status="draft", body="The whale left.", published_at=None, date_precision=""),
        "withdrawn": make_article(body="No whale at all.", published_at=day(2020)),
        "forgotten": make_article(body="This whale must not be named."),
        "another": make_article(body="A heron."),
    }
    curation.withdraw(made["withdrawn"], reason="error")
    curation.withdraw(made["forgotten"], reason="privacy")
    follow()
    return {name: article.pk for name, article in made.items()}


def day(year):
    return datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)


def names(some, ids):
    return [name for pk in ids for name, known in some.items() if known == pk]


def test_both_shelves_are_searched_and_the_best_come_first(some):
    hits = desk.find(Asked(q="whale"), most=10)
    assert set(names(some, hits.ids)) == {"public", "draft", "undated", "withdrawn"}
    assert (names(some, hits.ids)[0], hits.total) in {("draft", 4), ("public", 4)}
    scores = {hit.id: hit.score for one in hits.found.values() for hit in one.results.hits}
    assert [scores[pk] for pk in hits.ids] == sorted(scores.values(), reverse=True)


def test_by_date_the_newest_comes_first_and_what_has_none_last(some):
    hits = desk.find(Asked(q="whale", sort=NEWEST), most=10)
    assert names(some, hits.ids)[2:] == ["withdrawn", "undated"]


def test_what_makes_no_score_is_sorted_by_date(some):
    assert names(some, desk.find(Asked(q="date:2020"), most=10).ids) == ["withdrawn"]
    assert names(some, desk.find(Asked(), most=10).ids)[-2:] == ["withdrawn", "undated"]


def test_so_many_are_given_and_all_are_counted(some):
    hits = desk.find(Asked(q="whale"), most=3)
    assert (len(hits.ids), hits.total, desk.count(Asked(q="whale"))) == (3, 4, 4)


def test_one_shelf_alone_can_be_asked(some):
    assert names(some, desk.find(Asked(q="whale", shelves=(PUBLIC,)), most=9).ids) == ["public"]
    assert len(desk.find(Asked(q="whale", shelves=(DESK,)), most=9).ids) == 3


def test_what_is_undated_is_before_no_day(some):
    assert names(some, desk.find(Asked(q="whale date:<2021"), most=9).ids) == ["withdrawn"]
    assert "undated" not in names(some, desk.find(Asked(q="whale date:..2024"), most=9).ids)
    assert "undated" in names(some, desk.find(Asked(q="whale -date:..2024"), most=9).ids)


def test_open_beginnings_are_closed_wherever_they_stand_in_a_tree():
    open_days, closed = Days(None, datetime.date(2024, 1, 1)), Days(asking.FIRST_DAY, datetime.date(2024, 1, 1))
    for wrap in (
        lambda one: And((one, Stem("en:x"))),
        lambda one: Or((Stem("en:x"), one)),
        Not,
        lambda one: Prefer(one, one),
        lambda one: one,
    ):
        assert asking.dated(wrap(open_days)) == wrap(closed)
    since = Days(datetime.date(2024, 1, 1), None)
    assert asking.dated(since) == since


def test_passages_are_cut_as_each_shelf_found_them(some):
    hits = desk.find(Asked(q="whal*"), most=9)
    found = desk.passages(hits, hits.ids, each=1)
    assert found[some["public"]] == ["The <mark>whale</mark> came."]
    assert found[some["undated"]] == ["The <mark>whale</mark> left."]


def test_the_headline_is_no_passage_where_anything_else_is(follow, make_article):
    both, alone = make_article(headline="Heron seen", body="A heron."), make_article(headline="Heron", body="Birds.")
    follow()
    hits = desk.find(Asked(q="heron"), most=9)
    found = desk.passages(hits, hits.ids, each=2)
    assert found == {both.pk: ["A <mark>heron</mark>."], alone.pk: ["<mark>Heron</mark>"]}


def test_a_bad_question_says_where(some):
    for ask in (lambda asked: desk.find(asked, most=9), desk.walk, desk.count):
        with pytest.raises(BadParameters) as caught:
            ask(Asked(q='whale "heron'))
        assert caught.value.errors[0]["offset"] == 6


# --- to the last hit -------------------------------------------------------------------------------


def test_all_hits_are_walked_each_once(some, monkeypatch):
    monkeypatch.setattr(asking, "TOGETHER", 2)
    walked = list(desk.walk(Asked(q="whale")))
    assert names(some, walked)[0] == "public"
    assert set(names(some, walked)) == {"public", "draft", "undated", "withdrawn"}
    assert len(walked) == 4
    assert list(desk.walk(Asked(q="whale"))) == walked
    assert len(list(desk.walk(Asked()))) == 5


def test_what_moves_to_the_other_shelf_meanwhile_is_walked_once(follow, make_article, monkeypatch):
    monkeypatch.setattr(asking, "TOGETHER", 1)
    articles = {article.pk: article for article in [make_article() for _ in range(4)]}
    follow()
    walked = []
    for pk in desk.walk(Asked(q="harbour")):
        walked.append(pk)
        curation.withdraw(articles[pk], reason="error")
        follow()
    assert sorted(walked) == sorted(articles)


def test_without_an_index_of_the_desk_it_says_so(settings, make_article, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    indexing.bring_up_to_date(PUBLIC.engine())
    with pytest.raises(NoIndex):
        desk.find(Asked(q="whale"), most=9)
