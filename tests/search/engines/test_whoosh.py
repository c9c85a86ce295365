from search.engines.whoosh import Whoosh
from tests.search.engines.contract import Contract


class TestWhoosh(Contract):
    def new(self, folder, **options):
        return Whoosh(location=str(folder / "index"), **options)
