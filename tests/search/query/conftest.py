"""What the tests of the query language share."""

from dataclasses import fields, is_dataclass

import pytest

from search.analysis import Analysis
from search.query.nodes import Node


@pytest.fixture(scope="session")
def english() -> Analysis:
    return Analysis(("en",))


@pytest.fixture(scope="session")
def meaning():
    """A function that gives a typed tree without its offsets: the same for the same meaning."""
    return without_offsets


def without_offsets(value):
    if isinstance(value, tuple):
        return tuple(map(without_offsets, value))
    if not isinstance(value, Node) or not is_dataclass(value):
        return value
    return type(value)(
        *(0 if part.name == "offset" else without_offsets(getattr(value, part.name)) for part in fields(value))
    )
