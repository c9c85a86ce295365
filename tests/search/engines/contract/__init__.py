"""What searching means. Every engine passes all of it: its test module is a few lines that subclass `Contract`.

An engine whose scores forget a document at once subclasses `Exact` as well.
"""

from tests.search.engines.contract.asking import Asking
from tests.search.engines.contract.combining import Combining
from tests.search.engines.contract.counting import Counting
from tests.search.engines.contract.exact import Exact
from tests.search.engines.contract.finding import Finding
from tests.search.engines.contract.keeping import Keeping
from tests.search.engines.contract.languages import Languages
from tests.search.engines.contract.ordering import Ordering
from tests.search.engines.contract.rebuilding import Rebuilding
from tests.search.engines.contract.scoring import Scoring

__all__ = ["Contract", "Exact"]


class Contract(Finding, Combining, Languages, Asking, Counting, Ordering, Scoring, Keeping, Rebuilding):
    """A subclass gives `new(self, folder, **options)`: an engine of its own without an index."""
