"""Whatever is done to an engine, in whatever order, it says the same as the engine in memory, crashes included."""

import contextlib
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from search.engines import connect
from search.engines.base import Query
from search.engines.memory import Memory
from search.query.nodes import Everything
from tests.search.engines.crashing import killed
from tests.search.engines.documents import doc
from tests.search.engines.drawing import documents, queries
from tests.search.engines.others import everyone, in_folders

several = some.lists(documents, max_size=5)
ids = some.lists(some.integers(0, 9), max_size=4)
bulk = some.sampled_from([0, 10, 150])
"""Plain documents beside those drawn: a process that is killed needs something to do."""

moment = some.integers(0, 60).map(lambda number: number / 1000)
LIMIT = 1000


def plain(count):
    return [doc(1000 + n, f"a b w{n} w{n * 7}", source="x") for n in range(count)]


class Failed(Exception):
    """What a source of documents, or a check before the switch, fails with."""


def failing(given, number):
    yield from given[:number]
    raise Failed


class Machine(RuleBasedStateMachine):
    """One engine and the one in memory, side by side. A subclass names the engine."""

    other = None
    crashes = True

    def __init__(self):
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.url = self.other.url(self.folder)
        self.engine, self.memory = connect(self.url), Memory()
        self.position = 0

    @initialize(given=several)
    def begin(self, given):
        self.both("rebuild", given)

    def teardown(self):
        shutil.rmtree(self.folder)

    def both(self, call, *args, **kwargs):
        """Do the same to both engines, at the next position."""
        self.position += 1
        for engine in (self.engine, self.memory):
            getattr(engine, call)(*args, position=self.position, mark=f"m{self.position}", **kwargs)

    # --- what may happen ----------------------------------------------------------------------------------

    @rule(add=several, remove=ids)
    def apply(self, add, remove):
        self.both("apply", add, remove)

    @rule(given=several)
    def rebuild(self, given):
        self.both("rebuild", given)

    @rule(given=several, add=several, remove=ids)
    def rebuild_and_catch_up(self, given, add, remove):
        later = self.position + 2

        def catch_up(new):
            new.apply(add, remove, position=later, mark="caught up")
            assert new.state().position == later

        self.both("rebuild", given, before_switch=catch_up)
        self.position = later

    @rule(given=several, number=some.integers(0, 5))
    def rebuild_in_vain(self, given, number):
        with contextlib.suppress(Failed):
            self.engine.rebuild(failing(given, number), position=999)

    @rule(given=several)
    def rebuild_that_is_refused_before_the_switch(self, given):
        def refuse(new):
            raise Failed

        with contextlib.suppress(Failed):
            self.engine.rebuild(given, position=999, before_switch=refuse)

    @rule(given=several, remove=ids)
    def apply_in_vain(self, given, remove):
        with contextlib.suppress(Failed):
            self.engine.apply(failing(given, 3), remove, position=999)

    @rule()
    def tidy(self):
        self.engine.tidy(lambda: False)

    @rule()
    def open_again(self):
        self.engine = connect(self.url)

    @rule(add=several, remove=ids, count=bulk, after=moment)
    def crash_while_applying(self, add, remove, count, after):
        self.crash("apply", [*add, *plain(count)], remove, after=after)

    @rule(given=several, count=bulk, after=moment)
    def crash_while_rebuilding(self, given, count, after):
        self.crash("rebuild", [*given, *plain(count)], after=after)

    def crash(self, call, *args, after):
        """Kill a process that does this: all of it was done or nothing. Then do it again, as an indexer would."""
        if not self.crashes:
            return
        killed(self.url, call, *args, position=self.position + 1, mark="killed", after=after)
        self.engine = connect(self.url)
        done = self.engine.state().position == self.position + 1
        if done:
            getattr(self.memory, call)(*args, position=self.position + 1, mark="killed")
        self.both_say_the_same()
        self.both(call, *args)

    # --- what holds ---------------------------------------------------------------------------------------

    @invariant()
    def both_say_the_same(self):
        ours, theirs = said(self.engine), said(self.memory)
        assert ours == theirs

    @rule(query=queries)
    def search(self, query):
        ours, theirs = (engine.search(query, size=LIMIT) for engine in (self.engine, self.memory))
        assert (ours.total, ours.facets, ours.histogram) == (theirs.total, theirs.facets, theirs.histogram)
        found = [[hit.id for hit in results.hits] for results in (ours, theirs)]
        if query.sort == "relevance":
            found = [sorted(ids) for ids in found]
            if self.other.exact:
                assert [h.score for h in ours.hits] == pytest.approx([h.score for h in theirs.hits], rel=0.01)
        assert found[0] == found[1]


def said(engine):
    """Return what an engine says of itself and of all that it holds."""
    state = engine.state()
    results = engine.search(Query(where=Everything(), facets=("source",), histogram="year"), size=LIMIT)
    return (
        (state.position, state.mark, state.documents),
        sorted(engine.contents()),
        engine.terms("", limit=20),
        engine.frequencies(["a", "b", "é", "en:a", "en:b", "w7"]),
        results,
    )


def run(other, examples, steps):
    """Run some histories. None is shortened: a process is never killed twice at the same place."""
    machine = type(f"Machine_{other.name}", (Machine,), {"other": other, "crashes": other.in_folder})
    checks = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=checks)


@in_folders
def test_a_few_histories_end_as_in_memory(other):
    run(other, examples=8, steps=12)


@pytest.mark.slow
@pytest.mark.parametrize("other", everyone)
def test_many_histories_end_as_in_memory(other):
    run(other, examples=12 if other.in_folder else 1, steps=30)
