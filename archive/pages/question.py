"""What the search page was asked, and the addresses of what else may be asked from there."""

import re
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote_plus

from search import backend
from search.engines.base import FACETS
from search.parameters import SearchParameters
from search.query.excluding import Excluding

_TO_ESCAPE = re.compile(r"(?:[\x00-\x7f]|\W)+")


class Question(SearchParameters):
    """What the search page takes: what `search/` takes. It counts by all facets and by time, unless told by which."""

    def query(self, where):
        """Return the question to the engine, with what is shown beside the results."""
        asked = super().query(where)
        return replace(asked, facets=self.facets or FACETS, histogram=self.histogram or "auto")

    def excluding(self) -> Excluding:
        """Return the text as what something can be left out of."""
        return Excluding(self.q, match=self.match, function_words=backend.analysis().function_words)

    def address(self, *, without=(), also=(), **given) -> str:
        """Return a link to the first page of another question: of this one, but without those (names or pairs), with
        these values instead of what was given, and `also` these pairs. An empty value is left out.
        """
        dropped = {"cursor", *given, *without}
        kept = [pair for pair in self.pairs if pair[0] not in dropped and pair not in dropped]
        return written([*kept, *also, *((name, value) for name, value in given.items() if value)])

    def narrowed(self) -> bool:
        """Whether anything is asked for, be it by words or by filters."""
        return bool(self.q.strip() or self.filters or self.published_after or self.published_before)


def written(pairs) -> str:
    """Return pairs as the end of a link. Letters stay as they are, which is shorter and can be read (RFC 3987)."""
    return "?" + "&".join(f"{name}={_escaped(str(value))}" for name, value in pairs)


@lru_cache(maxsize=256)  # hundreds of links of a page repeat what was asked
def _escaped(text):
    return _TO_ESCAPE.sub(lambda found: quote_plus(found[0]), text)
