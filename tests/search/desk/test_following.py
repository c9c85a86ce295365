"""The log is followed for the desk as well, and nothing that is wrong there keeps anybody from finding the news."""

import threading
import time

import pytest

from articles.recording import act
from search import backend, indexing
from search.desk.following import Beside, rebuild_elsewhere
from search.desk.shelf import DESK
from search.engines.base import EngineError, NoIndex
from search.engines.memory import Memory
from search.following import Follower
from tests.search.test_following import Recording
from tests.search.test_indexing import ids

pytestmark = pytest.mark.django_db


class Child:
    """A process that rebuilds, as far as whoever waits for it can see; it ends when it is told with what."""

    def __init__(self):
        self.status, self.terminated = None, False

    def poll(self):
        return self.status

    def terminate(self):
        self.terminated, self.status = True, -15

    def wait(self):
        return self.status


@pytest.fixture
def children():
    return []


@pytest.fixture
def desk(children):
    """A follower of the desk's index, which is there and empty."""
    engine = Recording(analysis=backend.analysis().name)

    def rebuild():
        children.append(Child())
        return children[-1]

    return Beside(engine, threading.Event(), rebuild=rebuild)


@pytest.fixture
def follower(desk):
    """A follower of both that does not wait."""
    follower = Follower(Recording(analysis=backend.analysis().name), desk.stop, beside=desk)
    desk.stop.wait = lambda seconds: follower.pauses.append(seconds)
    follower.pauses = []
    return follower


def test_both_are_followed_the_public_one_first(follower, desk, make_article):
    article, draft = make_article(), make_article(status="draft")
    follower._step()
    assert (ids(follower.engine), ids(desk.engine)) == ({article.pk}, {draft.pk})


def test_it_takes_its_turn_while_an_import_outruns_the_indexer(follower, desk, make_article):
    with act():
        for _ in range(20):
            make_article()
    draft = make_article(status="draft")
    follower.limit = 3
    follower._step()
    assert ids(desk.engine) == {draft.pk}
    assert (len(ids(follower.engine)), follower.pauses) == (3, [])


def test_drafts_come_in_short_commits_too(follower, desk, make_article):
    with act():
        drafts = [make_article(status="draft") for _ in range(20)]
    desk.limit = 3
    follower._step()
    assert len(ids(desk.engine)) == 3
    follower._step()
    assert ids(desk.engine) == {draft.pk for draft in drafts}


def test_a_missing_index_is_built_elsewhere_while_the_public_one_is_followed(follower, desk, children, make_article):
    desk.engine = Memory(analysis=backend.analysis().name)
    draft, article = make_article(status="draft"), make_article()
    follower._step()
    assert (ids(follower.engine), len(children)) == ({article.pk}, 1)
    later = make_article()
    follower._step()
    assert (ids(follower.engine), len(children)) == ({article.pk, later.pk}, 1)
    indexing.rebuild(desk.engine, shelf=DESK)
    children[0].status = 0
    another = make_article(status="draft")
    follower._step()
    assert ids(desk.engine) == {draft.pk, another.pk}


def test_a_rebuild_that_failed_is_begun_again_later_and_not_at_once(follower, desk, children, monkeypatch):
    desk.engine = Memory(analysis=backend.analysis().name)
    follower._step()
    children[0].status = 1
    follower._step()
    assert len(children) == 1
    monkeypatch.setattr("search.desk.following.time.monotonic", lambda: desk._not_before)
    follower._step()
    assert len(children) == 2


@pytest.mark.parametrize("error", [EngineError("The disk is full."), EngineError("It did not answer in time.")])
def test_an_engine_that_fails_waits_and_hurts_nobody(follower, desk, make_article, monkeypatch, caplog, error):
    asked = []

    def fail(*_, **__):
        asked.append(1)
        raise error

    monkeypatch.setattr(desk.engine, "apply", fail)
    article, draft = make_article(), make_article(status="draft")
    for _ in range(3):
        follower._step()
    assert (ids(follower.engine), len(asked)) == ({article.pk}, 1)
    assert f"The desk: {error}" in caplog.text
    monkeypatch.undo()
    desk._not_before = time.monotonic()
    follower._step()
    assert ids(desk.engine) == {draft.pk}


def test_damage_met_while_tidying_is_built_anew_elsewhere(follower, desk, children, monkeypatch):
    def fail(stop):
        raise NoIndex("damaged")

    monkeypatch.setattr(desk.engine, "tidy", fail)
    follower._step()
    assert len(children) == 1


def test_it_stops_tidying_for_news_of_either(follower, desk, make_article):
    follower._step()
    assert not desk._is_needed()
    make_article()
    assert not super(Beside, desk)._is_needed()
    assert desk._is_needed()
    follower._step()
    assert not desk._is_needed()
    make_article(status="draft")
    assert super(Beside, desk)._is_needed()


def test_whoever_ends_ends_the_rebuild_that_runs(follower, desk, children):
    desk.engine = Memory(analysis=backend.analysis().name)
    follower._step()
    desk.end()
    assert children[0].terminated
    desk.end()


def test_a_rebuild_elsewhere_is_the_command_that_anybody_can_give(monkeypatch):
    given = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **options: given.append(command))
    rebuild_elsewhere()
    assert given[0][2:] == ["rebuild_index", "--shelf", "desk", "--verbosity=0"]
