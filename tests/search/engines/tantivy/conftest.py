"""What the tests of the Tantivy engine share."""

import pytest

from search.engines.tantivy import Tantivy


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def engine(folder):
    """An engine with an empty index."""
    engine = Tantivy(location=str(folder))
    engine.rebuild([], position=0)
    return engine


@pytest.fixture
def generation(engine, folder):
    """The folder of the generation that serves."""
    return folder / engine.state().generation
