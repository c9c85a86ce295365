"""A histogram by day is asked for in as many windows as it needs, each question with all that must hold."""

import datetime

import pytest

from search.engines.base import Query
from search.engines.opensearch import OpenSearch
from search.engines.opensearch.answering import WINDOW, windows
from tests.search.engines.documents import doc, word

DAY = datetime.date


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([], []),
        ([DAY(2023, 9, 1)], [(DAY(2023, 9, 1), DAY(2023, 9, 1))]),
        (
            [DAY(1400, 1, 1), DAY(1536, 10, 1), DAY(1536, 11, 1), DAY(1536, 12, 1), DAY(9998, 12, 1)],
            [
                (DAY(1400, 1, 1), DAY(1536, 10, 1)),
                (DAY(1536, 11, 1), DAY(1536, 12, 1)),
                (DAY(9998, 12, 1), DAY(9998, 12, 1)),
            ],
        ),
    ],
)
def test_windows_hold_whole_months_and_none_is_empty(months, expected):
    assert [*windows(months)] == expected
    assert DAY(1400, 1, 1) + datetime.timedelta(WINDOW) == DAY(1536, 11, 24)


@pytest.mark.opensearch
@pytest.mark.xdist_group("opensearch")
def test_each_window_counts_what_was_found_and_no_more(client, address, monkeypatch):
    monkeypatch.setattr("search.engines.opensearch.answering.WINDOW", 90)
    engine = OpenSearch(location=address())
    texts = ["wheat", "wheat corn", "corn"]
    days = [DAY(2020 + n // 12, n % 12 + 1, 1 + n % 28) for n in range(48)]
    documents = [doc(n, texts[n % 3], published=str(day), source="AB"[n % 2]) for n, day in enumerate(days)]
    engine.rebuild(documents, position=1)
    bounds = {"published_after": days[3], "published_before": days[40]}
    query = Query(where=word("wheat"), filters={"source": ("A",)}, facets=("source",), histogram="day", **bounds)
    found = engine.search(query, size=3)
    expected = tuple((day, 1) for n, day in enumerate(days) if n % 3 < 2 and n % 2 == 0 and 3 <= n < 40)
    assert found.histogram.buckets == expected
    assert found.total == len(expected)
