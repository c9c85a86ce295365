"""What all parts of the contract stand on: an engine without an index, one with an empty index, one to be filled."""

import pytest


class Engines:
    """A subclass gives `new(self, folder, **options)`: an engine of its own without an index."""

    def new(self, folder, **options):
        raise NotImplementedError

    @pytest.fixture
    def bare(self, tmp_path):
        return self.new(tmp_path)

    @pytest.fixture
    def engine(self, bare):
        bare.rebuild([], position=0)
        return bare

    @pytest.fixture
    def fill(self, engine):
        """Return a function that adds documents and returns the engine."""

        def add(*documents):
            engine.apply(documents, (), position=engine.state().position + 1)
            return engine

        return add
