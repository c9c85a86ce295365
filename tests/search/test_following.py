"""The log is followed: in short commits, single acts first, and what takes long when there is nothing else."""

import threading

import pytest

from articles import curation
from articles.history import Change
from articles.models import Article
from articles.recording import act
from search import backend
from search.engines.base import EngineError, NoIndex
from search.engines.memory import Memory
from search.following import BATCH, LEAST, Follower
from tests.search.test_indexing import ids

pytestmark = pytest.mark.django_db


class Recording(Memory):
    """Remembers what each commit added, and how often it was asked to tidy."""

    def __init__(self, **options):
        super().__init__(**options)
        self.added, self.tidied = [], 0
        self.rebuild((), position=0)

    def apply(self, add, remove, *, position, mark=""):
        add = list(add)
        self.added.append(({one.id for one in add}, position))
        super().apply(add, remove, position=position, mark=mark)

    def tidy(self, stop):
        self.tidied += 1
        return self.tidied < 3 and not stop()


@pytest.fixture
def engine():
    return Recording(analysis=backend.analysis().name)


@pytest.fixture
def follower(engine):
    """A follower that does not wait, three changes a commit."""
    follower = Follower(engine, threading.Event())
    follower.stop.wait = lambda seconds: None
    follower.limit = 3
    return follower


@pytest.fixture
def many(make_article):
    """Return a function that stores so many articles in one act, as an import does."""

    def store(number):
        with act():
            return [make_article() for _ in range(number)]

    return store


def test_following_builds_what_is_not_there_and_stops_when_told(make_article):
    article = make_article()
    stop = threading.Event()
    timer = threading.Timer(0.5, stop.set)
    timer.start()
    engine = Memory(analysis=backend.analysis().name)
    Follower(engine, stop).run()
    assert ids(engine) == {article.pk}


def test_what_one_person_does_is_found_before_an_import_that_came_earlier(engine, follower, many, make_article):
    imported = many(20)
    single = make_article()
    follower._step()
    assert engine.added == [({*(one.pk for one in imported[:3]), single.pk}, 3)]
    follower.limit = BATCH
    follower._step()
    assert engine.state().position == Change.objects.count()
    assert ids(engine) == {single.pk, *(one.pk for one in imported)}


def test_a_single_act_goes_ahead_once(engine, follower, many, make_article):
    many(20)
    single = make_article()
    for _ in range(2):
        follower._step()
        follower.limit = 3
    assert [single.pk in added for added, _ in engine.added] == [True, False]
    later = make_article()
    follower._step()
    assert later.pk in engine.added[-1][0]


def test_what_goes_ahead_but_has_no_place_left_comes_with_the_next_commit(
    engine, follower, many, make_article, monkeypatch
):
    monkeypatch.setattr("search.following.AHEAD", 2)
    many(20)
    singles = {make_article().pk for _ in range(5)}
    ahead = []
    for _ in range(3):
        follower._step()
        follower.limit = 3
        ahead.append(len(singles & engine.added[-1][0]))
    assert ahead == [2, 2, 1]
    assert singles < ids(engine)


def test_a_withdrawal_goes_ahead_of_an_import_too(engine, follower, many, make_article):
    kept = make_article()
    follower._step()
    many(20)
    curation.withdraw(kept, reason="error")
    follower._step()
    assert kept.pk not in ids(engine)


def test_what_goes_ahead_of_itself_is_not_lost_by_a_crash(engine, follower, many, make_article):
    many(20)
    edited = make_article()
    follower._step()
    edited.headline = "Edited since"
    edited.save()
    again = Follower(engine, threading.Event())
    again.stop.wait = lambda seconds: None
    for _ in range(3):
        again._step()
    assert ids(engine) == set(Article.objects.values_list("pk", flat=True))
    assert engine.state().position == Change.objects.count()


def test_commits_grow_and_shrink_to_their_time(follower, many, monkeypatch):
    many(15)
    monkeypatch.setattr("search.following.LEAST", 2)
    monkeypatch.setattr("search.following.COMMIT", 60)
    follower._step()
    assert follower.limit == 6
    monkeypatch.setattr("search.following.COMMIT", 0)
    follower._step()
    assert follower.limit == 2


def test_what_takes_long_is_done_when_there_is_nothing_else(engine, follower, many):
    many(4)
    follower._step()
    assert engine.tidied == 0
    follower.limit = LEAST
    for _ in range(6):
        follower._step()
    assert engine.tidied == 3


def test_it_stops_tidying_for_news_and_when_told(engine, follower, many):
    assert not follower._is_needed()
    many(1)
    assert follower._is_needed()
    follower._step()
    assert not follower._is_needed()
    follower.stop.set()
    assert follower._is_needed()


def test_what_cannot_be_tidied_is_tried_again_later_and_ends_nothing(engine, follower, many, monkeypatch):
    def fail(stop):
        engine.tidied += 1
        raise EngineError("did not answer in time")

    monkeypatch.setattr(engine, "tidy", fail)
    for expected in (1, 1):
        follower._step()
        assert engine.tidied == expected
    [article] = many(1)
    follower._step()
    assert ids(engine) == {article.pk}
    monkeypatch.setattr("search.following.time.monotonic", lambda: follower._tidy_from)
    follower._step()
    assert engine.tidied == 2


def test_damage_that_is_met_while_tidying_is_built_anew(engine, follower, many, monkeypatch):
    [article] = many(1)
    follower._step()

    def fail(stop):
        monkeypatch.undo()
        follower.stop.set()
        raise NoIndex("damaged")

    monkeypatch.setattr(engine, "tidy", fail)
    engine.rebuild((), position=1, mark=engine.state().mark)
    follower.run()
    assert ids(engine) == {article.pk}


def test_what_is_damaged_is_built_anew(engine, follower, many, monkeypatch):
    [article] = many(1)

    def fail(*_, **__):
        monkeypatch.undo()
        follower.stop.set()
        raise NoIndex("damaged")

    monkeypatch.setattr(engine, "apply", fail)
    follower.run()
    assert ids(engine) == {article.pk}


def test_a_machine_that_fails_ends_the_follower(engine, follower, many, monkeypatch):
    many(1)

    def fail(*_, **__):
        raise EngineError("too many open files")

    monkeypatch.setattr(engine, "apply", fail)
    with pytest.raises(EngineError, match="too many"):
        follower.run()
