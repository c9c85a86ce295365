"""What is wrong with a query, and where."""

import difflib
from collections.abc import Iterable


class QueryError(Exception):
    """A query that cannot be understood or is too much to answer.

    `detail` is one sentence for the reader; `offset` and `length` say where, in code points of the query; `valid` is
    what could stand there, `nearest` the one of these that was probably meant.
    """

    def __init__(
        self, detail: str, offset: int = 0, *, length: int = 0, valid: Iterable[str] = (), nearest: str | None = None
    ):
        super().__init__(detail)
        self.detail = detail
        self.offset = offset
        self.length = length
        self.valid = tuple(valid)
        self.nearest = nearest


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Give the name that was probably meant: four of five letters agree."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.8)), None)


def shown(text: str) -> str:
    """Give what a reader typed as an error may repeat it: short, and fit for JSON."""
    text = text if len(text) <= 40 else text[:40] + "…"
    return f'"{text.encode(errors="replace").decode()}"'
