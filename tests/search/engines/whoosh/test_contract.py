"""The Whoosh engine passes the contract: as it is, and with limits so low that all that is divided is divided."""

import pytest

from search.engines import whoosh
from search.engines.whoosh import Whoosh, gathering, layout, merging, postings, segments, writing
from tests.search.engines.contract import Contract, Exact


class TestWhoosh(Contract, Exact):
    def new(self, folder, **options):
        return Whoosh(location=str(folder / "index"), **options)


class TestWhooshInSmallPieces(TestWhoosh):
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _small(cls):
        with pytest.MonkeyPatch.context() as patch:
            for module, name, value in [
                (layout, "BLOCK", 2),
                (postings, "BLOCK", 2),
                (gathering, "PORTION", 3),
                (segments, "PORTION", 3),
                (whoosh, "FULL_SEGMENT", 200),
                (writing, "ROOM", 200),
                (merging, "CROWD", 2),
            ]:
                patch.setattr(module, name, value)
            yield
