"""The Whoosh engine passes the contract: as it is, and with limits so low that all that is divided is divided."""

import pytest

from search.engines import whoosh
from search.engines.whoosh import Whoosh, layout, writing
from tests.search.engines.contract import Contract


class TestWhoosh(Contract):
    def new(self, folder, **options):
        return Whoosh(location=str(folder / "index"), **options)


class TestWhooshInSmallPieces(TestWhoosh):
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        for module, name, value in [(layout, "BLOCK", 2), (writing, "BLOCK", 2), (writing, "PORTION", 3)]:
            monkeypatch.setattr(module, name, value)
        monkeypatch.setattr(whoosh, "LARGE", 20)
        monkeypatch.setattr(writing, "LARGE", 20)
