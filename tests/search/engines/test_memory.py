from search.engines.memory import Memory
from tests.search.engines.contract import Contract, Exact


class TestMemory(Contract, Exact):
    def new(self, folder, **options):
        return Memory(**options)
