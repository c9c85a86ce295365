"""The Tantivy engine passes the contract."""

from search.engines.tantivy import Tantivy
from tests.search.engines.contract import Contract


class TestTantivy(Contract):
    def new(self, folder, **options):
        return Tantivy(location=str(folder / "index"), **options)
