"""What all parts of the contract stand on: an engine without an index, one with an empty index, one to be filled."""

import itertools

import pytest

from tests.search.engines.contract.stories import STORIES


class Engines:
    """A subclass gives `new(self, folder, **options)`: an engine of its own without an index.

    Where an index takes long to make, `reuses = True` lets most tests of a class have one, which `clean` empties. Tests
    without an index, those of scores and those that read the `stories` make their own all the same.
    """

    reuses = False

    def new(self, folder, **options):
        raise NotImplementedError

    def made(self, folder, documents=()):
        """Return a new engine with an index."""
        engine = self.new(folder)
        engine.rebuild(documents, position=0)
        return engine

    def clean(self, engine, documents=(), *, position=0):
        """Let an index that was used hold these documents alone, in one commit."""
        engine.apply(documents, [number for number, _ in engine.contents()], position=position)

    # --- once a class -------------------------------------------------------------------------------------

    @pytest.fixture(scope="class")
    @classmethod
    def archive(cls, tmp_path_factory):
        """An engine with all stories, which no test changes."""
        return cls().made(tmp_path_factory.mktemp("archive"), STORIES)

    @pytest.fixture(scope="class")
    @classmethod
    def reused(cls, tmp_path_factory):
        return cls().made(tmp_path_factory.mktemp("reused"))

    # --- once a test --------------------------------------------------------------------------------------

    @pytest.fixture
    def bare(self, tmp_path):
        return self.new(tmp_path)

    @pytest.fixture
    def used(self, request, tmp_path):
        """An engine with an index, which may hold what another test left there."""
        return request.getfixturevalue("reused") if self.reuses else self.made(tmp_path)

    @pytest.fixture
    def engine(self, used):
        if self.reuses:
            self.clean(used)
        return used

    @pytest.fixture
    def fill(self, used):
        """Return a function that adds documents, the first time to an empty index, and returns the engine."""
        positions = itertools.count(1)

        def add(*documents):
            position = next(positions)
            if self.reuses and position == 1:
                self.clean(used, documents, position=position)
            else:
                used.apply(documents, (), position=position)
            return used

        return add

    @pytest.fixture
    def fresh(self, used):
        """Return a function that builds an index of documents: then scores know no others."""

        def build(*documents):
            used.rebuild(documents, position=1)
            return used

        return build
