"""What all parts of the contract stand on: an engine without an index, one with an empty index, one to be filled."""

import pytest

from tests.search.engines.contract.stories import STORIES


class Engines:
    """A subclass gives `new(self, folder, **options)`: an engine of its own without an index.

    Where an index takes long to make, `reuses = True` lets all tests of a class have one, which `clean` empties before
    each. Tests without an index, and those that read the `stories`, have their own all the same.
    """

    reuses = False

    def new(self, folder, **options):
        raise NotImplementedError

    def clean(self, engine):
        """Make the index that the test before has used as if it were new."""
        engine.apply((), [number for number, _ in engine.contents()], position=0)

    @pytest.fixture(scope="class")
    @classmethod
    def reused(cls, tmp_path_factory):
        return cls().made(tmp_path_factory.mktemp("reused"))

    @pytest.fixture(scope="class")
    @classmethod
    def archive(cls, tmp_path_factory):
        """An engine with all stories, which no test changes."""
        return cls().made(tmp_path_factory.mktemp("archive"), STORIES)

    def made(self, folder, documents=()):
        """Return a new engine with an index."""
        engine = self.new(folder)
        engine.rebuild(documents, position=0)
        return engine

    @pytest.fixture
    def bare(self, tmp_path):
        return self.new(tmp_path)

    @pytest.fixture
    def engine(self, request, tmp_path):
        if not self.reuses:
            return self.made(tmp_path)
        engine = request.getfixturevalue("reused")
        self.clean(engine)
        return engine

    @pytest.fixture
    def fill(self, engine):
        """Return a function that adds documents and returns the engine."""

        def add(*documents):
            engine.apply(documents, (), position=engine.state().position + 1)
            return engine

        return add
