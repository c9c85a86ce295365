"""What may be a duplicate of a new article is found: by its text, its address, and a text that is nearly the same."""

import datetime
import itertools
import random
import threading

import pytest

from articles import curation
from articles.addresses import key_of
from articles.models import Address, Examined, Suspicion
from articles.recording import act
from search import backend, indexing
from search.desk import SHELVES, suspecting
from search.engines.base import EngineError
from search.following import Follower
from tests.search.test_following import Recording

pytestmark = pytest.mark.django_db

PARTS = ("har", "mar", "bri", "sto"), ("bo", "ke", "dge", "lli"), ("ur", "t", "n")
WORDS = ["".join(parts) for parts in itertools.product(*PARTS)]


def report(seed, *, words=120, changed=0):
    """Return a text of its own, with so many of its words changed."""
    chance = random.Random(seed)
    text = [f"{chance.choice(WORDS)}{seed}" if place % 7 == 0 else chance.choice(WORDS) for place in range(words)]
    for place in random.Random(-seed).sample(range(words), changed):
        text[place] = "otherwise"
    return " ".join(text)


@pytest.fixture
def look(settings):
    """Return a function that indexes and examines articles, and gives {(earlier, later): (kind, score)}."""
    settings.SEARCH_URL = "memory://"

    def examine(*articles):
        for shelf in SHELVES:
            indexing.bring_up_to_date(shelf.engine(), shelf=shelf)
        suspecting.examine(article.pk for article in articles)
        found = Suspicion.objects.values_list("other", "article", "kind", "score")
        return {(one, other): (kind, round(score, 2)) for one, other, kind, score in found}

    return examine


def named(article, url):
    Address(article=article, url=url, key=key_of(url), kind="canonical").save()
    return article


@pytest.mark.parametrize("status", ["published", "draft"])
def test_the_same_text_is_found_whatever_its_case_and_lines(look, make_article, status):
    text = report(1)
    one, other = make_article(body=text), make_article(body=text.upper().replace(" ", "\n"), status=status)
    make_article(body=report(2))
    assert look(other) == {(one.pk, other.pk): ("hash", 1.0)}
    assert look(one, other) == {(one.pk, other.pk): ("hash", 1.0)}


def test_of_many_with_the_same_text_each_is_suspected_once(look, make_article):
    articles = [make_article(body=report(1)) for _ in range(4)]
    first = articles[0].pk
    pairs = {pair for pair, (kind, _) in look(*articles).items() if kind == "hash"}
    assert pairs == {(first, one.pk) for one in articles[1:]}


@pytest.mark.parametrize("shelves", [*itertools.product(("published", "draft"), repeat=2)])
def test_a_text_that_is_nearly_the_same_is_found_on_either_shelf(look, make_article, shelves):
    one = make_article(body=report(1), status=shelves[0])
    other = make_article(body=report(1, changed=6), status=shelves[1])
    for seed in range(2, 8):
        make_article(body=report(seed), status=shelves[seed % 2])
    found = look(other)
    assert set(found) == {(one.pk, other.pk)}
    kind, score = found[one.pk, other.pk]
    assert (kind, suspecting.ALIKE < score < 1) == ("similar", True)


def test_what_differs_too_much_is_short_or_is_of_another_week_is_none(look, make_article):
    later = datetime.datetime(2023, 10, 20, tzinfo=datetime.UTC)
    make_article(body=report(1)), make_article(body=report(2, words=40)), make_article(body=report(3))
    others = [
        make_article(body=report(1, changed=40)),
        make_article(body=report(2, words=40, changed=1)),
        make_article(body=report(3, changed=4), published_at=later),
    ]
    assert look(*others) == {}


def test_without_a_date_only_the_text_tells(look, make_article):
    one = make_article(body=report(3))
    other = make_article(body=report(3, changed=4), status="draft", published_at=None, date_precision="")
    assert set(look(other)) == {(one.pk, other.pk)}


def test_another_form_of_the_same_address_is_found(look, make_article):
    one = named(make_article(body=report(1)), "https://paper.example/world/the-flood")
    other = named(make_article(body=report(2), status="draft"), "https://m.paper.example/world/the-flood?share=x")
    assert look(other) == {(one.pk, other.pk): ("address", 1.0)}


def test_the_same_story_elsewhere_on_its_site_is_found_though_much_of_it_was_rewritten(look, make_article):
    one = named(make_article(body=report(1)), "https://paper.example/2023/09/the-flood-came-back")
    other = named(make_article(body=report(1, changed=50)), "https://paper.example/archive/the-flood-came-back.html")
    named(make_article(body=report(9)), "https://other.example/the-flood-came-back")
    found = look(other)
    assert found[one.pk, other.pk][0] == "address"
    assert len(found) == 1


def test_merged_articles_are_neither_examined_nor_suspected(look, make_article):
    one, other, third = (make_article(body=report(1)) for _ in range(3))
    curation.merge(one, into=third)
    assert look(one, other) == {(other.pk, third.pk): ("hash", 1.0)}


def test_what_must_be_in_no_index_is_known_again_by_its_text(look, make_article):
    gone = make_article(body=report(1))
    curation.withdraw(gone, reason="legal")
    again = make_article(body=report(1), status="draft")
    assert look(again) == {(gone.pk, again.pk): ("hash", 1.0)}


def test_a_pair_that_was_told_apart_stays_so(look, make_article):
    _, other = make_article(body=report(1)), make_article(body=report(1))
    look(other)
    Suspicion.objects.get().dismiss(by="ada")
    look(other)
    assert not Suspicion.objects.open().exists()


# --- in the pauses of the indexer ------------------------------------------------------------------


@pytest.fixture
def follower(settings):
    """A follower that examines what it has indexed, and does not wait."""
    settings.SEARCH_URL = "memory://"
    indexing.bring_up_to_date(SHELVES[1].engine(), shelf=SHELVES[1])
    stop = threading.Event()
    stop.wait = lambda seconds: None
    return Follower(Recording(analysis=backend.analysis().name), stop, idle=suspecting.Examiner(stop))


def test_new_articles_are_examined_once_there_is_nothing_else_to_do(follower, make_article, monkeypatch):
    asked = []
    monkeypatch.setattr(suspecting, "examine", lambda pks: asked.extend(pks))
    articles = [make_article() for _ in range(25)]
    articles[0].save()
    follower.limit = 10
    follower._step()
    assert asked == []
    for _ in range(5):
        follower._step()
    assert asked == [article.pk for article in articles]
    assert Examined.objects.get().position == 25


def test_nothing_is_examined_while_an_import_is_under_way(follower, make_article, monkeypatch):
    asked = []
    monkeypatch.setattr(suspecting, "examine", lambda pks: asked.extend(pks))
    with act():
        articles = [make_article() for _ in range(suspecting.MANY + 1)]
    assert not follower.idle.piece(lambda: False)
    assert asked == []
    monkeypatch.setattr(suspecting, "QUIET", 0.0)
    follower.idle.piece(lambda: False)
    assert asked == [article.pk for article in articles]


def test_it_stops_for_news_and_goes_on_where_it_was(follower, make_article, monkeypatch):
    asked = []
    monkeypatch.setattr(suspecting, "examine", lambda pks: asked.extend(pks))
    for _ in range(25):
        make_article()
    assert follower.idle.piece(lambda: True)
    assert len(asked) == suspecting.TOGETHER
    assert not follower.idle.piece(lambda: False)
    assert len(asked) == 25


def test_an_engine_that_fails_is_asked_later_and_nothing_is_passed_over(follower, make_article, monkeypatch, caplog):
    article = make_article()
    asked = []

    def fail(pks):
        raise EngineError("It did not answer in time.")

    monkeypatch.setattr(suspecting, "examine", fail)
    assert not follower.idle.piece(lambda: False)
    assert "Duplicates are looked for later: It did not answer in time." in caplog.text
    monkeypatch.setattr(suspecting, "examine", lambda pks: asked.extend(pks))
    assert not follower.idle.piece(lambda: False)
    assert asked == []
    monkeypatch.setattr("search.desk.suspecting.time.monotonic", lambda: follower.idle._not_before)
    follower.idle.piece(lambda: False)
    assert asked == [article.pk]
