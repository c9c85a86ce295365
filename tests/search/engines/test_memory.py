from search.engines.memory import Memory
from tests.search.engines.contract import Contract


class TestMemory(Contract):
    def new(self, folder, **options):
        return Memory(**options)
